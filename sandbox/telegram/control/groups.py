"""Control endpoints for groups and channels, their members and topics."""

from starlette.requests import Request

from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.control.people import check_username
from sandbox.telegram.control.requests import (
    body_of,
    chat_of,
    optional_number,
    path_number,
    string,
)
from sandbox.telegram.membership import change_membership, move_to_supergroup
from sandbox.telegram.methods.chats import open_topic, set_topic_state
from sandbox.telegram.models import Chat, Json
from sandbox.telegram.rights import PERMISSIONS, STATUSES, Membership, admin_rights
from sandbox.telegram.world import World

_MOST_HOURS = 10_000
_LONGEST_TITLE = 128


async def new_chat(world: World, request: Request) -> Json:
    body = await body_of(request)
    kind = body.get("type")
    if kind not in ("group", "supergroup", "channel"):
        raise ControlError("type must be group, supergroup or channel")
    owner = world.person(body.get("owner"))
    chat_id = optional_number(body, "id") or _free_id(world, kind)
    if chat_id >= 0 or world.directory.find(chat_id):
        raise ControlError(f"the id {chat_id} is taken or no group's")
    username = string(body, "username", "")
    check_username(world, username, chat_id)
    title = string(body, "title", "")[:_LONGEST_TITLE]
    if not title:
        raise ControlError("title must not be empty")
    forum = bool(body.get("is_forum")) and kind == "supergroup"
    chat = Chat(chat_id, kind, world.keep, title, username, is_forum=forum)
    chat.members[owner.id] = Membership("creator")
    world.directory.add(chat)
    world.tell_chat(chat)
    return {"chat": world.chat_view(chat)}


def _free_id(world: World, kind: str) -> int:
    chat_id = -2002 if kind == "group" else -1001000000004
    while world.directory.find(chat_id) is not None:
        chat_id -= 1
    return chat_id


async def change_chat(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    if chat.type == "private":
        raise ControlError("a private chat has its person's name")
    if "username" in body:
        username = string(body, "username", "")
        check_username(world, username, chat.id)
        world.directory.usernames.pop(chat.username.lower(), None)
        chat.username = username
        if username:
            world.directory.usernames[username.lower()] = chat.id
    if "linked" in body:
        other = world.directory.for_control(optional_number(body, "linked") or 0)
        chat.linked, other.linked = other.id, chat.id
    if "permissions" in body:
        _permit(chat, body["permissions"])
    if body.get("title"):
        chat.title = string(body, "title")[:_LONGEST_TITLE]
        owner = next((u for u, m in chat.members.items() if m.status == "creator"), 0)
        world.service(chat, world.user(owner), {"new_chat_title": chat.title})
    world.tell_chat(chat)
    return {"chat": world.chat_view(chat)}


async def set_privacy_mode(world: World, request: Request) -> Json:
    """What @BotFather is told: whether the bot sees of groups only what is for it."""
    world.privacy_mode = bool((await body_of(request)).get("on", True))
    return {"on": world.privacy_mode}


def _permit(chat: Chat, permissions: object) -> None:
    """Change what a group's members may do; as in Telegram, bots are told nothing of it."""
    if chat.type not in ("group", "supergroup"):
        raise ControlError("only groups have permissions for everybody")
    if not isinstance(permissions, dict) or permissions.keys() - set(PERMISSIONS):
        raise ControlError(f"permissions must be an object of {', '.join(PERMISSIONS)}")
    for name, allowed in permissions.items():
        (chat.forbidden.discard if allowed else chat.forbidden.add)(name)


async def members(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    if chat.type == "private":
        raise ControlError("a private chat has no members to change; block or unblock")
    user = body.get("user")
    user_id = world.bot_id if user in ("bot", world.bot_id) else world.person(user).id
    status = body.get("status")
    if status not in STATUSES:
        raise ControlError(f"status must be one of {', '.join(STATUSES)}")
    old = chat.members.get(user_id, Membership("left"))
    by = (
        world.person(body["by"]).id
        if body.get("by") is not None
        else _doer(chat, user_id, status, world.bot_id)
    )
    rights = body.get("rights") or {}
    if not isinstance(rights, dict):
        raise ControlError("rights must be an object")
    known = admin_rights(chat.type) if status == "administrator" else PERMISSIONS
    if unknown := rights.keys() - set(known):
        raise ControlError(f"no such right here: {', '.join(sorted(unknown))}")
    base = old.rights if old.status == status else dict.fromkeys(known, status == "administrator")
    new = Membership(
        status,
        {**base, **{name: bool(value) for name, value in rights.items()}}
        if status in {"administrator", "restricted"}
        else {},
        anonymous=bool(body.get("anonymous", old.anonymous)),
        title=string(body, "title", old.title)[:16],
        until=optional_number(body, "until_date") or 0,
    )
    change_membership(world, chat, user_id, new, by=by)
    return {"member": new.as_chat_member(world.user(user_id), chat.type)}


def _doer(chat: Chat, user_id: int, status: str, bot_id: int) -> int:
    """Who did it if nobody is named: people join and leave themselves, the owner does the rest."""
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), user_id)
    return user_id if status in {"member", "left"} and user_id != bot_id else owner


async def migrate(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    new = move_to_supergroup(world, chat, join_first=bool(body.get("join_first")))
    return {"chat_id": new.id}


async def turn_topics(world: World, request: Request) -> Json:
    """Turn a supergroup's topics on or off."""
    chat, body = chat_of(world, request), await body_of(request)
    if chat.type != "supergroup":
        raise ControlError("only a supergroup can have topics")
    chat.is_forum = bool(body.get("is_forum"))
    world.tell_chat(chat)
    return {"is_forum": chat.is_forum}


async def age_messages(world: World, request: Request) -> Json:
    """Make every message of the chat older by some hours."""
    chat, body = chat_of(world, request), await body_of(request)
    hours = optional_number(body, "hours") or 0
    if not 0 < hours <= _MOST_HOURS:
        raise ControlError(f"hours must be 1 to {_MOST_HOURS}")
    for message in chat.messages.values():
        message.body["date"] -= hours * 3600
    return {"aged": len(chat.messages)}


async def new_topic(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    if not chat.is_forum:
        raise ControlError("the chat has no topics")
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), 0)
    author = world.user(optional_number(body, "by") or owner)
    name = string(body, "name").strip()[:_LONGEST_TITLE]
    if not name:
        raise ControlError("name must not be empty")
    return {"topic": open_topic(world, chat, name, author).view()}


async def change_topic(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    topic = chat.topics.get(path_number(request, "topic"))
    if topic is None or topic.state == "deleted":
        raise ControlError("no such topic", 404)
    if body.get("name"):
        topic.name = string(body, "name")[:_LONGEST_TITLE]
    state = body.get("state", topic.state)
    if state not in ("open", "closed", "deleted"):
        raise ControlError("state must be open, closed or deleted")
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), 0)
    if state != topic.state:
        set_topic_state(world, chat, topic, state, world.user(owner))
    else:
        world.tell_chat(chat)
    return {"topic": topic.view()}
