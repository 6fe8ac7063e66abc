"""Bot API methods that poll for updates and answer queries."""

import re
from typing import Any

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.formatted_text import caption_text, message_text
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

_MOST_RESULTS = 50
_MOST_ID_BYTES = 64
_MOST_ANSWER = 200
_START_PARAMETER = 64
_START = re.compile(r"[A-Za-z0-9_-]+")
_WRONG_RESULT = "can't parse InlineQueryResult: "


async def get_updates(world: World, call: Parameters) -> list[Json]:
    if "allowed_updates" in call:
        allow_updates(world, call)
    return await world.updates.fetch(
        call.integer("offset"), call.integer("limit", 100), call.integer("timeout")
    )


def allow_updates(world: World, call: Parameters) -> None:
    """Remember which kinds of updates a call asks for."""
    kinds = call.array("allowed_updates", "allowed updates")
    if kinds is not None:
        world.updates.allow([kind for kind in kinds if isinstance(kind, str)])


def answer_callback_query(world: World, call: Parameters) -> bool:
    query = world.queries.answerable(call.text("callback_query_id"), "callback")
    text, url = call.text("text"), call.text("url")
    if len(text) > _MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith(("https://t.me/", "http://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    query.answer = {"text": text, "show_alert": call.flag("show_alert"), "url": url or None}
    query.answered.set()
    data = query.asked | query.answer
    world.events.publish("answer", lambda: data)
    return True


def answer_inline_query(world: World, call: Parameters) -> bool:
    query = world.queries.answerable(call.text("inline_query_id"), "inline")
    given = call.array("results", "inline query results") or []
    if len(given) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    results = [_result(result) for result in given]
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = call.text("next_offset")
    if len(next_offset.encode()) > _MOST_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = {
        "results": results,
        "next_offset": next_offset,
        "button": _button(call.object("button", "inline query results button")),
    }
    query.answered.set()
    return True


def _button(given: Json) -> Json | None:
    if not given:
        return None
    wrong = "can't parse inline query results button: "
    if not isinstance(given.get("text"), str) or not given["text"]:
        raise bad_request(wrong + 'Can\'t find field "text"')
    if "start_parameter" in given:
        _check_start(str(given["start_parameter"]))
    elif "web_app" not in given:
        raise bad_request(wrong + "InlineQueryResultsButton must have exactly one optional field")
    return given


def _check_start(parameter: str) -> None:
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter.encode()) > _START_PARAMETER:
        raise bad_request("too long start_parameter specified")
    if not _START.fullmatch(parameter):
        raise bad_request("unallowed characters in start_parameter are used")


def _result(given: Any) -> Json:
    wrong = _WRONG_RESULT
    if not isinstance(given, dict):
        raise bad_request(wrong + "Inline query result must be an object")
    kind, result_id = given.get("type"), given.get("id")
    if not isinstance(kind, str):
        raise bad_request(wrong + 'Can\'t find field "type"')
    if not isinstance(result_id, str) or not 0 < len(result_id.encode()) <= _MOST_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    content = _content(given, kind)
    markup = read_markup(given.get("reply_markup"), inline_only=True)
    if markup:
        content["reply_markup"] = markup
    return given | {"content": content}


def _content(given: Json, kind: str) -> Json:
    """What a chosen result becomes as a message."""
    wrong = _WRONG_RESULT
    written = given.get("input_message_content")
    if isinstance(written, dict):
        text, entities = message_text(
            str(written.get("message_text", "")),
            str(written.get("parse_mode") or ""),
            written.get("entities"),
        )
        content: Json = {"text": text}
        if entities:
            content["entities"] = entities
        if isinstance(written.get("link_preview_options"), dict):
            content["link_preview_options"] = written["link_preview_options"]
        return content
    if kind == "article":
        raise bad_request(wrong + 'Can\'t find field "message_text"')
    if kind != "photo":
        raise bad_request(wrong + "unallowed type specified; the sandbox knows article and photo")
    if not given.get("photo_file_id"):
        if not given.get("photo_url"):
            raise bad_request(wrong + 'Can\'t find field "photo_file_id"')
        if not given.get("thumbnail_url"):
            raise bad_request("PHOTO_THUMB_URL_EMPTY")
    caption, entities = caption_text(
        str(given.get("caption") or ""),
        str(given.get("parse_mode") or ""),
        given.get("caption_entities"),
    )
    content = {"caption": caption} if caption else {}
    return content | ({"caption_entities": entities} if entities else {})
