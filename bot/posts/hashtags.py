"""Builds hashtags by Telegram's rules."""

import re
import unicodedata
from collections.abc import Iterable

# Telegram cuts a hashtag at anything but letters, digits and the underscore, wants one
# letter in it, and takes no more than 256 characters (tdlib, MessageEntity.cpp).
MAX_LENGTH = 256
_TATWEEL = "\u0640"
_GAP = re.compile(r"(?:\W|_)+")


def hashtag(name: str) -> str:
    """Return `#` and the name with underscores for spaces; empty if Telegram would not link it."""
    letters = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", name)
        if letter != _TATWEEL and unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
    )
    word = _GAP.sub("_", letters).strip("_")[:MAX_LENGTH].rstrip("_")
    return f"#{word}" if any(letter.isalpha() for letter in word) else ""


def hashtags(names: Iterable[str], *, at_most: int) -> tuple[str, ...]:
    """Return the hashtags of these names, in order, without duplicates in any letter case."""
    found: dict[str, str] = {}
    for name in names:
        tag = hashtag(name)
        if tag and tag.casefold() not in found:
            found[tag.casefold()] = tag
    return tuple(found.values())[:at_most]
