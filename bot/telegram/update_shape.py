"""Tells whether an update has the shape that the Bot API describes, in the fields that are read.

The library takes any JSON and fails where a value is used. An update that can't be handled is known
here before it is stored, tried three times and set aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# SQLite keeps smaller ones; Telegram's own have 52 bits.
_BEYOND_NUMBERS: Final = 2**63
# A press, its message, the one that this answers, an entity in it, a person: nothing lies deeper.
_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field holds: a plain type, the fields of an object, or the name of such a table.

    Attributes:
        kind: int, str, bool, or the name of an object in `_OBJECTS`.
        required: whether Telegram always sends it.
        lists: how many lists lie around it.
    """

    kind: type | str
    required: bool = False
    lists: int = 0


_NEEDED_NUMBER: Final = _Field(int, required=True)
_NEEDED_TEXT: Final = _Field(str, required=True)
_NUMBER: Final = _Field(int)
_TEXT: Final = _Field(str)
_FLAG: Final = _Field(bool)

# https://core.telegram.org/bots/api#available-types; only what the bot or the library reads.
_OBJECTS: Final[Mapping[str, Mapping[str, _Field]]] = {
    "user": {
        "id": _NEEDED_NUMBER,
        "is_bot": _Field(bool, required=True),
        "first_name": _NEEDED_TEXT,
        "last_name": _TEXT,
        "username": _TEXT,
        "language_code": _TEXT,
    },
    "chat": {
        "id": _NEEDED_NUMBER,
        "type": _NEEDED_TEXT,
        "title": _TEXT,
        "username": _TEXT,
        "first_name": _TEXT,
        "last_name": _TEXT,
        "is_forum": _FLAG,
        "is_direct_messages": _FLAG,
    },
    "entity": {
        "type": _NEEDED_TEXT,
        "offset": _NEEDED_NUMBER,
        "length": _NEEDED_NUMBER,
        "url": _TEXT,
        "user": _Field("user"),
    },
    "origin": {
        "type": _NEEDED_TEXT,
        "date": _NEEDED_NUMBER,
        "sender_user": _Field("user"),
        "sender_chat": _Field("chat"),
        "chat": _Field("chat"),
        "message_id": _NUMBER,
    },
    "button": {"text": _NEEDED_TEXT, "callback_data": _TEXT, "url": _TEXT},
    "markup": {"inline_keyboard": _Field("button", required=True, lists=2)},
    "message": {
        "message_id": _NEEDED_NUMBER,
        "date": _NEEDED_NUMBER,
        "chat": _Field("chat", required=True),
        "from": _Field("user"),
        "sender_chat": _Field("chat"),
        "text": _TEXT,
        "caption": _TEXT,
        "entities": _Field("entity", lists=1),
        "caption_entities": _Field("entity", lists=1),
        "message_thread_id": _NUMBER,
        "is_topic_message": _FLAG,
        "migrate_to_chat_id": _NUMBER,
        "migrate_from_chat_id": _NUMBER,
        "new_chat_title": _TEXT,
        "new_chat_members": _Field("user", lists=1),
        "left_chat_member": _Field("user"),
        "forward_origin": _Field("origin"),
        "reply_to_message": _Field("message"),
        "reply_markup": _Field("markup"),
        "via_bot": _Field("user"),
    },
    "callback_query": {
        "id": _NEEDED_TEXT,
        "from": _Field("user", required=True),
        "chat_instance": _NEEDED_TEXT,
        # Only the buttons of games have none, and the bot has no games.
        "data": _NEEDED_TEXT,
        "inline_message_id": _TEXT,
        "message": _Field("message"),
    },
    "inline_query": {
        "id": _NEEDED_TEXT,
        "from": _Field("user", required=True),
        "query": _NEEDED_TEXT,
        "offset": _NEEDED_TEXT,
        "chat_type": _TEXT,
    },
    "member": {"status": _NEEDED_TEXT, "user": _Field("user", required=True)},
    "membership": {
        "chat": _Field("chat", required=True),
        "from": _Field("user", required=True),
        "date": _NEEDED_NUMBER,
        "old_chat_member": _Field("member", required=True),
        "new_chat_member": _Field("member", required=True),
    },
    "reaction type": {"type": _NEEDED_TEXT},
    "reactions": {
        "type": _Field("reaction type", required=True),
        "total_count": _NEEDED_NUMBER,
    },
    "reaction count": {
        "chat": _Field("chat", required=True),
        "message_id": _NEEDED_NUMBER,
        "date": _NEEDED_NUMBER,
        "reactions": _Field("reactions", required=True, lists=1),
    },
    "update": {
        "update_id": _NEEDED_NUMBER,
        "message": _Field("message"),
        "edited_message": _Field("message"),
        "channel_post": _Field("message"),
        "edited_channel_post": _Field("message"),
        "callback_query": _Field("callback_query"),
        "inline_query": _Field("inline_query"),
        "my_chat_member": _Field("membership"),
        "chat_member": _Field("membership"),
        "message_reaction_count": _Field("reaction count"),
    },
}
_NAMES: Final = {int: "number", str: "text", bool: "yes or no"}


def shape_fault(update: object) -> str:
    """Return what of an update's JSON is not as it should be; empty where nothing is.

    Fields are named by the Bot API's names, and nothing of their values is repeated: they may be a
    reader's words. Fields that are not read may hold anything, and so may kinds of updates that are
    not asked for.
    """
    return _object_fault("update", update, "update", 0)


def _object_fault(name: str, value: object, path: str, depth: int) -> str:
    if not isinstance(value, dict):
        return f"{path} is no object"
    if depth > _DEEPEST:
        return f"{path} lies too deep"
    for key, field in _OBJECTS[name].items():
        if value.get(key) is None:
            if field.required:
                return f"{path}.{key} is missing"
            continue
        if fault := _fault(field, value[key], f"{path}.{key}", depth, field.lists):
            return fault
    return ""


def _fault(field: _Field, value: object, path: str, depth: int, lists: int) -> str:
    if lists:
        if not isinstance(value, list):
            return f"{path} is no list"
        faults = (_fault(field, one, f"{path}[]", depth, lists - 1) for one in value)
        return next((fault for fault in faults if fault), "")
    if isinstance(field.kind, str):
        return _object_fault(field.kind, value, path, depth + 1)
    # A bool is an int to Python, not to JSON.
    if type(value) is not field.kind:
        return f"{path} is no {_NAMES[field.kind]}"
    if isinstance(value, int) and abs(value) >= _BEYOND_NUMBERS:
        return f"{path} is a number that can't be kept"
    return ""
