"""Control endpoints that act as a person."""

import asyncio
from contextlib import suppress
from typing import Any

from starlette.requests import Request

from sandbox.telegram import user_actions, user_queries
from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.control.requests import (
    body_of,
    chat_of,
    number,
    optional_number,
    seconds,
    string,
)
from sandbox.telegram.models import Json
from sandbox.telegram.pending_queries import PendingQuery
from sandbox.telegram.world import World

_LONGEST_WAIT = 60.0
# Some of those that anybody may react with: https://core.telegram.org/bots/api#reactiontypeemoji
_EMOJI = ("👍", "👎", "❤", "🔥", "😢", "🙏")
_MOST_REACTIONS = 1_000_000


async def start(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    person = world.person(body.get("from", chat.id))
    return {
        "message": user_actions.start(world, chat, person, string(body, "parameter", "")).view()
    }


async def write(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    appear_as = string(body, "as", "self")
    if appear_as not in {"self", "anonymous", "channel", "linked"}:
        raise ControlError("as must be self, anonymous, channel or linked")
    message = user_actions.write(
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
    return {
        "message": user_actions.edit(world, chat, person, message_id, string(body, "text")).view()
    }


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


async def react(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    emoji, count = string(body, "emoji", "👍"), number(body.get("count", 1), "count")
    if emoji not in _EMOJI or not 0 <= count <= _MOST_REACTIONS:
        raise ControlError(f"emoji must be one of {' '.join(_EMOJI)}, count 0 to {_MOST_REACTIONS}")
    message_id = number(body.get("message_id"), "message_id")
    return {"message": user_actions.react(world, chat, message_id, emoji, count).view()}


async def press(world: World, request: Request) -> Json:
    chat, body = chat_of(world, request), await body_of(request)
    person = world.person(body.get("from", chat.id))
    message_id = number(body.get("message_id"), "message_id")
    data = body.get("data")
    if data is None:
        button = user_queries.button_at(chat, message_id, body.get("row"), body.get("column"))
        data = button.get("callback_data")
        if data is None:
            return {"answered": False, "text": "", "show_alert": False, **_opens(button)}
    wait = seconds(body, "wait_seconds", 5, _LONGEST_WAIT)
    query = user_queries.press(world, chat, person, message_id, str(data))
    await _answered(query, wait)
    answer = {"text": "", "show_alert": False, "url": None} | query.answer
    return {"answered": query.answered.is_set(), "kind": "callback", **answer}


def _opens(button: Json) -> Json:
    kind = next((name for name in button if name not in {"text", "style"}), "")
    opened: Any = button.get(kind)
    value = opened.get("url", opened.get("text")) if isinstance(opened, dict) else opened
    return {"kind": kind, "url": value}


async def _answered(query: PendingQuery, wait: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(wait):
            await query.answered.wait()


async def type_inline(world: World, request: Request) -> Json:
    body = await body_of(request)
    chat_type = string(body, "chat_type", "sender")
    if chat_type not in {"sender", "private", "group", "supergroup", "channel"}:
        raise ControlError("chat_type must be sender, private, group, supergroup or channel")
    wait = seconds(body, "wait_seconds", 5, _LONGEST_WAIT)
    query = user_queries.type_inline(
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
    message = await user_queries.choose_inline(
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
    user_actions.set_blocked(world, chat, blocked=True)
    return {"chat": world.chat_view(chat)}


async def unblock(world: World, request: Request) -> Json:
    chat = chat_of(world, request)
    user_actions.set_blocked(world, chat, blocked=False)
    return {"chat": world.chat_view(chat)}


async def clear(world: World, request: Request) -> Json:
    chat = chat_of(world, request)
    chat.messages.clear()
    chat.pinned.clear()
    world.tell_chat(chat)
    return {}


async def reset(world: World, _request: Request) -> Json:
    world.reset()
    return {}
