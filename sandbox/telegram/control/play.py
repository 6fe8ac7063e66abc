"""Control: what people do."""

import asyncio
import re
from contextlib import suppress
from typing import Any

from starlette.requests import Request

from sandbox.telegram import acts
from sandbox.telegram.control.requests import (
    body_of,
    chat_of,
    number,
    optional_number,
    path_number,
    seconds,
    string,
)
from sandbox.telegram.membership import change_membership
from sandbox.telegram.methods.chats import open_topic, set_topic_state
from sandbox.telegram.models import BulkRange, Chat, Json, Person
from sandbox.telegram.queries import Query
from sandbox.telegram.refusals import ControlError
from sandbox.telegram.rights import PERMISSIONS, STATUSES, Membership, admin_rights
from sandbox.telegram.world import World

_MOST_PEOPLE = 10_000
_MOST_BULK = 10_000_000
_MOST_RANGES = 100
_LONGEST_WAIT = 60.0
_LONGEST_NAME = 64
_LONGEST_TITLE = 128
_FIRST_BULK = {"private": 1_000_000_000, "group": -3_000_000}
_FIRST_BULK_SUPERGROUP = -1_003_000_000_000
_USERNAME = re.compile(r"[A-Za-z]\w{2,31}", re.ASCII)
_PERSON_FIELDS = ("first_name", "last_name", "username", "language_code")


async def new_person(world: World, request: Request) -> Json:
    body = await body_of(request)
    if len(world.people) >= _MOST_PEOPLE:
        raise ControlError(f"at most {_MOST_PEOPLE} people; make chats in bulk instead")
    given_id = optional_number(body, "id")
    person_id = given_id if given_id is not None else max(world.people, default=100) + 1
    if person_id <= 0 or world.find(person_id) or person_id == world.bot_id:
        raise ControlError(f"the id {person_id} is taken or no person's")
    person = Person(person_id, "")
    _describe(world, person, {"first_name": "قارئ"} | body)
    world.add_person(person)
    world.events.publish("person", lambda: {"person": person.view()})
    world.tell_chat(world.chats[person_id])
    if body.get("started"):
        acts.start(world, world.chats[person_id], person, "")
    return {"person": person.view()}


def _describe(world: World, person: Person, body: Json) -> None:
    for name in _PERSON_FIELDS:
        if name in body:
            value = string(body, name, "")[:_LONGEST_NAME]
            if name == "username":
                _check_username(world, value, person.id)
                world.usernames.pop(person.username.lower(), None)
                if value:
                    world.usernames[value.lower()] = person.id
            setattr(person, name, value)
    if "deactivated" in body:
        person.deactivated = bool(body["deactivated"])


def _check_username(world: World, username: str, owner: int) -> None:
    if username and not _USERNAME.fullmatch(username):
        raise ControlError("a username has 3 to 32 letters, digits and _")
    if username and world.usernames.get(username.lower(), owner) != owner:
        raise ControlError(f"@{username} is taken")


async def change_person(world: World, request: Request) -> Json:
    person = world.person(path_number(request, "person"))
    _describe(world, person, await body_of(request))
    world.events.publish("person", lambda: {"person": person.view()})
    world.tell_chat(world.chats[person.id])
    return {"person": person.view()}


async def new_chat(world: World, request: Request) -> Json:
    body = await body_of(request)
    kind = body.get("type")
    if kind not in {"group", "supergroup", "channel"}:
        raise ControlError("type must be group, supergroup or channel")
    owner = world.person(body.get("owner"))
    chat_id = optional_number(body, "id") or _free_id(world, kind)
    if chat_id >= 0 or world.find(chat_id):
        raise ControlError(f"the id {chat_id} is taken or no group's")
    username = string(body, "username", "")
    _check_username(world, username, chat_id)
    title = string(body, "title", "")[:_LONGEST_TITLE]
    if not title:
        raise ControlError("title must not be empty")
    forum = bool(body.get("is_forum")) and kind == "supergroup"
    chat = Chat(chat_id, kind, world.keep, title, username, is_forum=forum)
    chat.members[owner.id] = Membership("creator")
    world.add_chat(chat)
    world.tell_chat(chat)
    return {"chat": world.chat_view(chat)}


def _free_id(world: World, kind: str) -> int:
    chat_id = -2002 if kind == "group" else -1001000000004
    while world.find(chat_id) is not None:
        chat_id -= 1
    return chat_id


async def new_bulk(world: World, request: Request) -> Json:
    body = await body_of(request)
    kind = body.get("type", "private")
    if kind not in {"private", "group", "supergroup", "channel"}:
        raise ControlError("type must be private, group, supergroup or channel")
    count, keep = number(body.get("count"), "count"), optional_number(body, "keep") or 0
    if not 0 < count <= _MOST_BULK or not 0 <= keep <= world.keep:
        raise ControlError(f"count must be 1 to {_MOST_BULK}, keep 0 to {world.keep}")
    if len(world.ranges) >= _MOST_RANGES:
        raise ControlError(f"at most {_MOST_RANGES} times")
    first = optional_number(body, "first_id") or _FIRST_BULK.get(kind, _FIRST_BULK_SUPERGROUP)
    while (clash := next((r for r in world.ranges if r.holds(first)), None)) is not None:
        first = clash.last_id + (1 if kind == "private" else -1)
    bulk = BulkRange(first, count, kind, keep)
    world.ranges.append(bulk)
    return {"first_id": bulk.first_id, "last_id": bulk.last_id}


async def change_chat(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    if chat.type == "private":
        raise ControlError("a private chat has its person's name")
    if "username" in body:
        username = string(body, "username", "")
        _check_username(world, username, chat.id)
        world.usernames.pop(chat.username.lower(), None)
        chat.username = username
        if username:
            world.usernames[username.lower()] = chat.id
    if body.get("title"):
        chat.title = string(body, "title")[:_LONGEST_TITLE]
        owner = next((u for u, m in chat.members.items() if m.status == "creator"), 0)
        world.service(chat, world.user(owner), {"new_chat_title": chat.title})
    world.tell_chat(chat)
    return {"chat": world.chat_view(chat)}


async def start(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    person = world.person(body.get("from", chat.id))
    return {"message": acts.start(world, chat, person, string(body, "parameter", "")).view()}


async def write(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    appear_as = string(body, "as", "self")
    if appear_as not in {"self", "anonymous", "channel", "linked"}:
        raise ControlError("as must be self, anonymous, channel or linked")
    message = acts.write(
        world,
        chat,
        world.person(body.get("from", chat.id)),
        string(body, "text"),
        topic=optional_number(body, "topic"),
        reply_to=optional_number(body, "reply_to"),
        appear_as=appear_as,
        sender_chat=optional_number(body, "sender_chat") or 0,
        html=bool(body.get("html")),
    )
    return {"message": message.view()}


async def edit(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    person = world.person(body.get("from", chat.id))
    message_id = number(body.get("message_id"), "message_id")
    return {"message": acts.edit(world, chat, person, message_id, string(body, "text")).view()}


async def delete(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    given = body.get("message_ids")
    if not isinstance(given, list):
        raise ControlError("message_ids must be a list")
    gone = [i for i in given if isinstance(i, int) and i in chat.messages]
    for message_id in gone:
        chat.messages[message_id].deleted = True
    world.events.publish("delete", lambda: {"chat_id": chat.id, "message_ids": gone})
    return {"message_ids": gone}


async def press(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    person = world.person(body.get("from", chat.id))
    message_id = number(body.get("message_id"), "message_id")
    data = body.get("data")
    if data is None:
        button = acts.button_at(chat, message_id, body.get("row"), body.get("column"))
        data = button.get("callback_data")
        if data is None:
            return {"answered": False, "text": "", "show_alert": False, **_opens(button)}
    wait = seconds(body, "wait_seconds", 5, _LONGEST_WAIT)
    query = acts.press(world, chat, person, message_id, str(data))
    await _answered(query, wait)
    answer = {"text": "", "show_alert": False, "url": None} | query.answer
    return {"answered": query.answered.is_set(), "kind": "callback", **answer}


def _opens(button: Json) -> Json:
    kind = next((name for name in button if name not in {"text", "style"}), "")
    opened: Any = button.get(kind)
    value = opened.get("url", opened.get("text")) if isinstance(opened, dict) else opened
    return {"kind": kind, "url": value}


async def _answered(query: Query, wait: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(wait):
            await query.answered.wait()


async def type_inline(world: World, request: Request) -> Json:
    body = await body_of(request)
    chat_type = string(body, "chat_type", "sender")
    if chat_type not in {"sender", "private", "group", "supergroup", "channel"}:
        raise ControlError("chat_type must be sender, private, group, supergroup or channel")
    wait = seconds(body, "wait_seconds", 5, _LONGEST_WAIT)
    query = acts.type_inline(
        world,
        world.person(body.get("from")),
        string(body, "query", ""),
        string(body, "offset", ""),
        chat_type,
    )
    await _answered(query, wait)
    nothing: Json = {"results": [], "next_offset": "", "button": None}
    return {
        "inline_query_id": query.id,
        "answered": query.answered.is_set(),
        **(nothing | query.answer),
    }


async def choose_inline(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    message = await acts.choose_inline(
        world,
        chat,
        world.person(body.get("from")),
        query_id=string(body, "inline_query_id"),
        result_id=string(body, "result_id"),
        topic=optional_number(body, "topic"),
    )
    return {"message": message.view()}


async def block(world: World, request: Request) -> Json:
    chat = chat_of(world, request)
    acts.set_blocked(world, chat, blocked=True)
    return {"chat": world.chat_view(chat)}


async def unblock(world: World, request: Request) -> Json:
    chat = chat_of(world, request)
    acts.set_blocked(world, chat, blocked=False)
    return {"chat": world.chat_view(chat)}


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
    )
    change_membership(world, chat, user_id, new, by=by)
    return {"member": new.as_chat_member(world.user(user_id), chat.type)}


def _doer(chat: Chat, user_id: int, status: str, bot_id: int) -> int:
    """Who did it if nobody is named: people join and leave themselves, the owner does the rest."""
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), user_id)
    return user_id if status in {"member", "left"} and user_id != bot_id else owner


async def migrate(world: World, request: Request) -> Json:
    return {"chat_id": acts.migrate(world, chat_of(world, request)).id}


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
    if state not in {"open", "closed", "deleted"}:
        raise ControlError("state must be open, closed or deleted")
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), 0)
    if state != topic.state:
        set_topic_state(world, chat, topic, state, world.user(owner))
    else:
        world.tell_chat(chat)
    return {"topic": topic.view()}


async def clear(world: World, request: Request) -> Json:
    chat = chat_of(world, request)
    chat.messages.clear()
    chat.pinned.clear()
    world.tell_chat(chat)
    return {}


async def reset(world: World, _request: Request) -> Json:
    world.reset()
    return {}
