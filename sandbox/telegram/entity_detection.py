"""Entities that Telegram detects in text: hashtags, mentions, commands, links, e-mail addresses."""

import re

from sandbox.telegram import utf16
from sandbox.telegram.markup_text import Entity

_MARKS = re.compile(r"[#@/.$]")
_FINDER = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"«»]+|\btg://[^\s<>\"«»]+)"
    r"|(?P<email>[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"|(?<![\w#@])(?P<hashtag>#(?=[\w\u200c\u00b7]*[^\W\d])[\w\u200c\u00b7]{1,256})"
    r"|(?<![\w@])(?P<mention>@[a-z]\w{2,31})\b"
    r"|(?<![\w/<>.:])(?P<bot_command>/[a-z0-9_]{1,64}(?:@[a-z]\w{2,31})?)(?![\w/])"
    r"|(?<![\w.@/])(?P<domain>(?:[a-z0-9-]+\.)+(?:com|org|net|info|me|news|media|io|dev|sy|tr|de|uk)"
    r"(?:/[^\s<>\"«»]*)?)(?![\w-])",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?()[]{}'\"،؛؟…"
_OPAQUE = frozenset({"pre", "code", "text_link", "text_mention", "custom_emoji"})


def detect(text: str, known: list[Entity]) -> list[Entity]:
    """Find entities beside `known`; those that would lie in code or a link are left out."""
    if not _MARKS.search(text):
        return []
    plain = utf16.is_plain(text)
    opaque = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in _OPAQUE]
    found: list[Entity] = []
    for match in _FINDER.finditer(text):
        kind = match.lastgroup or ""
        value = match.group()
        if kind in {"url", "domain"}:
            kind, value = "url", value.rstrip(_TRAILING)
        start = match.start() if plain else utf16.length(text[: match.start()])
        end = start + utf16.length(value)
        if not any(start < last and first < end for first, last in opaque):
            found.append({"offset": start, "length": end - start, "type": kind})
    return found
