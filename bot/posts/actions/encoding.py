"""Encodes typed button actions as callback data of at most 64 bytes, and decodes them."""

import dataclasses
import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import get_type_hints

from telegram.constants import InlineKeyboardButtonLimit

from bot.posts.actions.desk import DESK_PREFIXES, DeskButtonAction
from bot.posts.actions.owner import OWNER_PREFIXES, OwnerAction
from bot.posts.actions.reading import READING_PREFIXES, ReadingAction
from bot.posts.actions.settings import SETTINGS_PREFIXES, SettingsAction
from bot.posts.actions.subscriptions import SUBSCRIPTION_PREFIXES, SubscriptionAction

MAX_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
# SQLite's integers end here; a forged number beyond would be an error in the database.
_MAX_NUMBER = 2**63 - 1
_SEPARATOR = ":"
_TRUTHS = {"0": False, "1": True}
_WORD = re.compile(r"[A-Za-z0-9_-]*")

Action = ReadingAction | SubscriptionAction | SettingsAction | OwnerAction | DeskButtonAction

# A prefix once given stays: buttons under old posts live for years.
PREFIXES: dict[str, type[Action]] = {
    **READING_PREFIXES,
    **SUBSCRIPTION_PREFIXES,
    **SETTINGS_PREFIXES,
    **OWNER_PREFIXES,
    **DESK_PREFIXES,
}
_PREFIX_OF = {action: prefix for prefix, action in PREFIXES.items()}


def encode(action: Action) -> str:
    """Encode an action as callback data.

    Raises:
        ValueError: it would exceed 64 bytes, a number is out of bounds, or a text has other
            characters than those of URL-safe base64.
    """
    values = [getattr(action, field.name) for field in dataclasses.fields(action)]
    if any(isinstance(value, int) and not 0 <= value <= _MAX_NUMBER for value in values):
        raise ValueError(f"a number is out of bounds in {action}")
    if any(type(value) is str and not _WORD.fullmatch(value) for value in values):
        raise ValueError(f"a text has other letters than it may in {action}")
    written = (str(int(value)) if isinstance(value, bool) else str(value) for value in values)
    data = _SEPARATOR.join((_PREFIX_OF[type(action)], *written))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"{action} takes more than {MAX_BYTES} bytes")
    return data


# Each handler's pattern asks for the same press in turn.
@lru_cache(maxsize=256)
def decode(data: str | None) -> Action | None:
    """Decode callback data; None for anything that `encode` never wrote."""
    if not data or len(data.encode(errors="replace")) > MAX_BYTES:
        return None
    prefix, *values = data.split(_SEPARATOR)
    action = PREFIXES.get(prefix)
    if action is None:
        return None
    types = get_type_hints(action)
    kinds = [types[field.name] for field in dataclasses.fields(action)]
    if len(kinds) != len(values):
        return None
    try:
        found = [_value(kind, value) for kind, value in zip(kinds, values, strict=True)]
    except ValueError:
        return None
    build: Callable[..., Action] = action
    return build(*found)


def _value(kind: type, text: str) -> str | int:
    if issubclass(kind, StrEnum):
        return kind(text)
    if kind is str:
        if not _WORD.fullmatch(text):
            raise ValueError("has other letters than are written here")
        return text
    if kind is bool:
        if text not in _TRUTHS:
            raise ValueError("is neither yes nor no")
        return _TRUTHS[text]
    if not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        raise ValueError("is no number as written here")
    number = int(text)
    if number > _MAX_NUMBER:
        raise ValueError("is beyond SQLite's integers")
    return number
