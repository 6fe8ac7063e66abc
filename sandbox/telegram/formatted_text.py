"""Formatted text: turns input of a bot or a person into text with valid entities."""

from itertools import pairwise
from typing import Any

from sandbox.telegram import utf16
from sandbox.telegram.api_errors import bad_request, unparsable
from sandbox.telegram.entity_detection import detect
from sandbox.telegram.html_markup import parse_html
from sandbox.telegram.links import is_link, normal_link
from sandbox.telegram.markdown_markup import parse_markdown
from sandbox.telegram.markdown_v2_markup import parse_markdown_v2
from sandbox.telegram.markup_text import Entity

_MARKUPS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_ENTITIES = 100
_ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link")
_GIVEN = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
_FOUND = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})


def read_text(
    source: str, parse_mode: str, entities: Any, *, detected: bool = True
) -> tuple[str, list[Entity]]:
    """Make text and entities of `source` by parse mode or given entities, trimmed and sorted.

    Raises:
        ApiError: the markup or the entities can't be parsed.
    """
    mode = parse_mode.lower()
    known: list[Entity]
    if mode in _MARKUPS:
        text, known = _MARKUPS[mode](source)
    elif mode in {"", "none"}:
        text, known = source, _given(source, entities) if entities else []
    else:
        raise bad_request("unsupported parse_mode")
    text, known = _trimmed(text, known)
    if known:
        known = _tidied(known)
    if detected:
        known += detect(text, known)
    if len(known) > 1:
        known.sort(key=_place)
    return text, known[:_MAX_ENTITIES]


def _place(entity: Entity) -> tuple[int, int, int]:
    kind = entity["type"]
    return (
        entity["offset"],
        -entity["length"],
        _ORDER.index(kind) if kind in _ORDER else len(_ORDER),
    )


def _given(text: str, entities: Any) -> list[Entity]:
    if not isinstance(entities, list):
        raise unparsable("expected an Array of MessageEntity")
    checked = [_checked(given) for given in entities]
    if not utf16.is_plain(text):
        for entity in checked:
            _refuse_half_symbols(text, entity)
    # of those that Telegram finds by itself the text alone decides
    return [entity for entity in checked if entity["type"] not in _FOUND]


def _refuse_half_symbols(text: str, entity: Entity) -> None:
    first, last = entity["offset"], entity["offset"] + entity["length"]
    for offset in (first, last):
        index = utf16.to_index(text, max(offset, 0))
        if utf16.length(text[:index]) < offset and index < len(text):
            at = f"in a middle of a UTF-16 symbol at byte offset {len(text[:index].encode())}"
            raise bad_request(
                f"entity begins {at}"
                if offset == first
                else f"entity beginning at UTF-16 offset {first} ends {at}"
            )


def _checked(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise unparsable("expected an Object")
    for field in ("offset", "length", "type"):
        if field not in given:
            raise unparsable(f'Can\'t find field "{field}"')
    if not (isinstance(given["offset"], int) and isinstance(given["length"], int)):
        raise unparsable('Field "offset" must be of type Number')
    kind = given["type"]
    if not isinstance(kind, str) or kind not in _GIVEN:
        raise unparsable("Unsupported MessageEntity type")
    entity: Entity = {"offset": given["offset"], "length": given["length"], "type": kind}
    if kind == "text_link":
        if not is_link(str(given.get("url", ""))):
            raise unparsable("Wrong HTTP URL")
        entity["url"] = normal_link(str(given["url"]))
    for field in ("language", "custom_emoji_id", "user"):
        if field in given:
            entity[field] = given[field]
    return entity


def _trimmed(text: str, known: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space at both ends, as Telegram does, and the entities with it."""
    stripped = text.rstrip()
    lead = len(stripped) - len(stripped.lstrip())
    if lead:
        stripped = stripped[lead:]
    if len(stripped) == len(text) and not known:
        return text, known
    end = utf16.length(stripped)
    kept = []
    for entity in known:
        first = max(entity["offset"] - lead, 0)
        last = min(entity["offset"] - lead + entity["length"], end)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    return stripped, kept


def _tidied(known: list[Entity]) -> list[Entity]:
    """Drop what can't be nested, and join neighbours of one kind."""
    code = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in {"code", "pre"}]
    quotes = sorted(
        (e for e in known if e["type"].endswith("blockquote")),
        key=lambda e: (e["offset"], -e["length"]),
    )
    nested = {
        id(inner)
        for outer, inner in pairwise(quotes)
        if inner["offset"] < outer["offset"] + outer["length"]
    }
    kept: dict[str, list[Entity]] = {}
    for entity in sorted(known, key=_place):
        kind = entity["type"]
        first, last = entity["offset"], entity["offset"] + entity["length"]
        is_code = kind in {"code", "pre"}
        if id(entity) in nested or (
            not is_code
            and not kind.endswith("blockquote")
            and any(first < end and begin < last for begin, end in code)
        ):
            continue
        same = kept.setdefault(kind, [])
        if same and kind in {"bold", "italic", "underline", "strikethrough", "spoiler"}:
            before = same[-1]
            if before["offset"] + before["length"] >= first:
                before["length"] = max(before["length"], last - before["offset"])
                continue
        same.append(dict(entity))
    return [entity for group in kept.values() for entity in group]


def message_text(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """The text of a message: not empty, at most 4096 UTF-16 code units."""
    if not source:
        raise bad_request("message text is empty")
    text, known = read_text(source, parse_mode, entities)
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) * 2 > MAX_TEXT and utf16.length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, known


def caption_text(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """The caption of a photo or document: at most 1024 UTF-16 code units, may be empty."""
    if not source:
        return "", []
    text, known = read_text(source, parse_mode, entities)
    if len(text) * 2 > MAX_CAPTION and utf16.length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text, known
