"""Builds hashtags by Telegram's rules."""

from collections.abc import Iterable

from bot.arabic.tag_names import hashtag_words

# Telegram cuts a hashtag at anything but letters, digits and the underscore, wants one
# letter in it, and takes no more than 256 characters (tdlib, MessageEntity.cpp).
MAX_LENGTH = 256


def hashtag(name: str) -> str:
    """Return `#` and the name with underscores for spaces; empty if Telegram would not link it."""
    word = "_".join(hashtag_words(name))[:MAX_LENGTH].rstrip("_")
    return f"#{word}" if any(letter.isalpha() for letter in word) else ""


def hashtags(names: Iterable[str], *, at_most: int) -> tuple[str, ...]:
    """Return the hashtags of these names, in order, without duplicates in any letter case."""
    found: dict[str, str] = {}
    for name in names:
        tag = hashtag(name)
        if tag and tag.casefold() not in found:
            found[tag.casefold()] = tag
    return tuple(found.values())[:at_most]
