"""Control endpoints that read: chats, transcripts, menus, counters, the event stream."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.control.requests import chat_of, query_number
from sandbox.telegram.models import Json
from sandbox.telegram.world import World

_MOST_MESSAGES = 500
_MOST_ENTRIES = 10_000
_SNIFFED = {
    "photo": ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"),
    "video": ("video/mp4",),
    "audio": ("audio/mpeg", "audio/mp4"),
}


async def state(world: World, _request: Request) -> Json:
    return {
        "bot": world.me(),
        "people": [person.view() for person in world.people.values()],
        "chats": _chats(world),
        "limits": world.limit_options.as_json(),
        "faults": world.faults.views(world.monotonic()),
        "event_id": world.events.last_id,
    }


def _chats(world: World) -> list[Json]:
    return [world.chat_view(chat) for chat in world.chats.values() if not chat.bulk]


async def people(world: World, _request: Request) -> Json:
    return {"people": [person.view() for person in world.people.values()]}


async def chats(world: World, _request: Request) -> Json:
    return {"chats": _chats(world)}


async def chat(world: World, request: Request) -> Json:
    seen = chat_of(world, request)
    members = [
        member.as_chat_member(world.user(user), seen.type) for user, member in seen.members.items()
    ]
    action, until = seen.action
    return {
        "chat": world.chat_view(seen),
        "members": members,
        "typing": action if action and until > world.clock() else None,
    }


async def messages(world: World, request: Request) -> Json:
    seen = chat_of(world, request)
    limit = min(max(query_number(request, "limit") or 50, 1), _MOST_MESSAGES)
    before, topic = query_number(request, "before"), query_number(request, "topic")
    wanted = [
        message
        for message in seen.messages.values()
        if (before is None or message.id < before)
        and (topic is None or message.body.get("message_thread_id") == topic)
    ]
    shown = [message.view() for message in wanted[-limit:]]
    return {"messages": shown, "more": len(wanted) > limit}


async def commands(world: World, request: Request) -> Json:
    seen = chat_of(world, request)
    person = world.person(query_number(request, "person") or seen.id)
    member = seen.members.get(person.id)
    menu = world.profile.seen_commands(
        chat_id=seen.id,
        user_id=person.id,
        chat_type=seen.type,
        admin=member is not None and member.is_admin,
        language=person.language_code,
    )
    return {"commands": menu, "menu_button": world.profile.menu_button(seen.id)}


async def profile(world: World, request: Request) -> Json:
    language = request.query_params.get("language", "")
    own = world.profile
    return {
        "name": own.shown_name(language),
        "description": own.text("description", language),
        "short_description": own.text("short_description", language),
        "default_rights": {
            "groups": own.default_rights(channels=False),
            "channels": own.default_rights(channels=True),
        },
    }


async def file(world: World, request: Request) -> Response:
    found = world.files.get(request.path_params["file"])
    if found is None:
        raise ControlError("no such file", 404)
    headers = {
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox",
        "cache-control": "max-age=86400, immutable",
    }
    if found.mime_type in _SNIFFED.get(found.kind, ()):
        return Response(found.data, media_type=found.mime_type, headers=headers)
    headers["content-disposition"] = "attachment"
    return Response(found.data, media_type="application/octet-stream", headers=headers)


async def events(world: World, request: Request) -> Response:
    given = request.headers.get("last-event-id") or request.query_params.get("after")
    after = int(given) if given and given.isdecimal() else None
    return StreamingResponse(
        world.events.watch(after),
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )


async def unknown(world: World, _request: Request) -> Json:
    counters = world.counters
    return {
        "parameters": dict(counters.unknown_parameters),
        "methods": dict(counters.unknown_methods),
    }


async def counters(world: World, _request: Request) -> Json:
    counted = world.counters
    return {
        "calls": dict(counted.calls),
        "answers": {str(code): n for code, n in counted.answers.items()},
        "accepted": counted.accepted,
        "chats": sum(chat.accepted > 0 for chat in world.chats.values()),
        "too_many_requests": counted.answers[429],
        "max_per_second": counted.max_per_second,
        "pending_updates": len(world.updates),
    }


async def accepted(world: World, _request: Request) -> Json:
    return {"accepted": {str(c.id): c.accepted for c in world.chats.values() if c.accepted}}


async def journal(world: World, request: Request) -> Json:
    after = query_number(request, "after") or 0
    limit = min(max(query_number(request, "limit") or 1000, 1), _MOST_ENTRIES)
    entries = world.journal.after(after, limit)
    return {
        "entries": entries,
        "first": world.journal.first,
        "next": entries[-1][0] if entries else max(after, world.journal.first - 1),
    }


async def forget_counters(world: World, _request: Request) -> Json:
    world.forget_counters()
    return {}
