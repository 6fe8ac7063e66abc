"""Validates reply markup as Telegram does, and stores it as it is returned."""

import itertools
import json
from typing import Any

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.links import is_link, normal_link
from sandbox.telegram.models import Json

MAX_CALLBACK_DATA_BYTES = 64
_MAX_BUTTONS = 100
_MAX_BYTES = 10_240
_MAX_COPIED = 256
_STYLES = frozenset({"danger", "success", "primary"})
_INLINE_QUERY = (
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
)
_WRONG_BUTTON = "can't parse InlineKeyboardButton: "


def read_markup(given: Any, *, inline_only: bool = False) -> Json | None:
    """Check a reply markup; None for none.

    Raises:
        ApiError: what is wrong with it.
    """
    if not given:
        return None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        keyboard = _inline_keyboard(given["inline_keyboard"])
        return {"inline_keyboard": keyboard} if keyboard else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in given:
        return {**given, "keyboard": _keyboard(given["keyboard"])}
    if given.get("remove_keyboard") is True or given.get("force_reply") is True:
        return dict(given)
    return None


def refuse_in_channel(markup: Json) -> None:
    """Refuse the buttons that begin an inline query, as Telegram does below posts of channels.

    Raises:
        ApiError: the markup has such a button.
    """
    for button in itertools.chain.from_iterable(markup.get("inline_keyboard", ())):
        for name in _INLINE_QUERY:
            if name in button:
                raise bad_request(
                    f"can't use {name.removesuffix('_chosen_chat')} button in a channel chat, "
                    "because users will not be able to use the button without knowing bot's "
                    "username"
                )


def _rows(given: Any, what: str, buttons: str) -> list[list[Any]]:
    if not isinstance(given, list):
        raise bad_request(f'field "{what}" must be of type Array')
    if not all(isinstance(row, list) for row in given):
        raise bad_request(f"expected an Array of {buttons}")
    if sum(len(row) for row in given) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return given


def _keyboard(given: Any) -> list[list[Json]]:
    keyboard = []
    for row in _rows(given, "keyboard", "KeyboardButton"):
        buttons = [{"text": button} if isinstance(button, str) else button for button in row]
        for button in buttons:
            wrong = "can't parse KeyboardButton: "
            if not isinstance(button, dict):
                raise bad_request(wrong + "KeyboardButton must be a String or an Object")
            if not isinstance(button.get("text"), str):
                raise bad_request(wrong + 'Can\'t find field "text"')
        keyboard.append(buttons)
    return keyboard


def _inline_keyboard(given: Any) -> list[list[Json]]:
    keyboard = []
    for row in _rows(given, "inline_keyboard", "InlineKeyboardButton"):
        buttons = [_inline_button(button) for button in row]
        if buttons:
            keyboard.append(buttons)
    if len(json.dumps(keyboard, ensure_ascii=False).encode()) > _MAX_BYTES:
        raise bad_request("reply markup is too long")
    return keyboard


def _inline_button(given: Any) -> Json:
    wrong = _WRONG_BUTTON
    if not isinstance(given, dict):
        raise bad_request(wrong + "InlineKeyboardButton must be an Object")
    text = given.get("text")
    if text is None:
        raise bad_request(wrong + 'Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad_request(wrong + 'Field "text" must be of type String')
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    button: Json = {"text": text}
    if isinstance(given.get("style"), str) and given["style"] in _STYLES:
        button["style"] = given["style"]
    return button | _action(given)


def _action(given: Json) -> Json:
    if "url" in given:
        url = str(given["url"])
        if not is_link(url):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"url": normal_link(url)}
    if "callback_data" in given:
        return {"callback_data": _callback_data(given["callback_data"])}
    for name in _INLINE_QUERY[:2]:
        if name in given:
            return {name: str(given[name])}
    if "switch_inline_query_chosen_chat" in given:
        return {"switch_inline_query_chosen_chat": given["switch_inline_query_chosen_chat"]}
    if "copy_text" in given:
        return {"copy_text": {"text": _copied(given["copy_text"])}}
    if "web_app" in given or "login_url" in given:
        kind = "web_app" if "web_app" in given else "login_url"
        return {kind: given[kind]}
    raise bad_request(_WRONG_BUTTON + "Text buttons are unallowed in the inline keyboard")


def _callback_data(given: Any) -> str:
    size = len(given.encode("utf-8", "replace")) if isinstance(given, str) else 0
    if not 0 < size <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return str(given)


def _copied(given: Any) -> str:
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text
