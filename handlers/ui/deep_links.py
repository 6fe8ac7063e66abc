"""Writes and reads deep links `t.me/bot?start=…` to an article, its menu, a tag or a search."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.buttons import share_url
from bot.types import Button

# Telegram takes as many letters of [A-Za-z0-9_-] (https://core.telegram.org/bots/features).
MAX_PARAMETER = 64
_NUMBERED = re.compile(r"([atm])([1-9]\d{0,17})", re.ASCII)
_WORDS = re.compile(r"s([A-Za-z0-9_-]{2,63})", re.ASCII)
_ADDRESS = re.compile(r"https?://t(?:elegram)?\.me/(\w+)\?start=([\w-]+)", re.ASCII)


class LinkTarget(StrEnum):
    """Says what a link opens."""

    ARTICLE = "a"
    TAG = "t"
    SEARCH = "s"
    # What stands behind ⋯ under an album, whose messages have no buttons.
    MORE = "m"


@dataclass(frozen=True, slots=True)
class DeepLink:
    """What a start parameter names: an article's or a tag's number, or the words of a search."""

    target: LinkTarget
    number: int = 0
    words: str = ""


def start_parameter(target: LinkTarget, number: int) -> str:
    """Return the start parameter of a link that opens this article or tag."""
    return f"{target}{number}"


def search_parameter(words: str) -> str:
    """Return the start parameter of a link that opens this search; empty if it would be too long.

    Telegram takes at most 64 characters: https://core.telegram.org/bots/features#deep-linking
    """
    written = base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
    parameter = f"{LinkTarget.SEARCH}{written}"
    return parameter if words and len(parameter) <= MAX_PARAMETER else ""


def parse_parameter(text: str) -> DeepLink | None:
    """Return what a start parameter names; None for anything that the bot never wrote."""
    if match := _NUMBERED.fullmatch(text):
        return DeepLink(LinkTarget(match[1]), number=int(match[2]))
    if match := _WORDS.fullmatch(text):
        padded = match[1] + "=" * (-len(match[1]) % 4)
        try:
            words = clean(base64.urlsafe_b64decode(padded).decode())
        except (binascii.Error, UnicodeDecodeError):
            return None
        return DeepLink(LinkTarget.SEARCH, words=words) if words else None
    return None


def parse_address(address: str, username: str) -> DeepLink | None:
    """Return what a link to this bot opens, as the bot writes it; None for any other link."""
    found = _ADDRESS.fullmatch(address)
    if found is None or found[1].lower() != username.lower():
        return None
    return parse_parameter(found[2])


def share_row(
    username: str, parameter: str, text: str, translator: Translator
) -> tuple[Button, ...]:
    """Return a row with the button that shares a deep link; empty where there is no link."""
    if not parameter:
        return ()
    address = share_url(f"https://t.me/{username}?start={parameter}", text)
    return (Button(translator.gettext("Share"), url=address),) if address else ()
