"""Provides the pictures that replace the photo in the post of an article that was withdrawn.

A message with a photo can't become a text, and the photo of what is gone should not stay above a
notice that says so.
"""

from functools import cache
from importlib import resources

# No web address begins so: these pictures are the bot's own and are never fetched.
_OWN = "khabar:"
_LANGUAGES = ("ar", "en")


def withdrawn_card(language: str) -> str:
    """Return the address by which delivery knows the picture in this language."""
    return f"{_OWN}withdrawn-{language if language in _LANGUAGES else _LANGUAGES[0]}"


def taken_back_card() -> str:
    """Return the same for an owner's message to all: it has no words, those stand below it."""
    return f"{_OWN}taken-back"


def is_own_picture(address: str) -> bool:
    """Return whether an address names a picture of the bot's own, which Telegram can't fetch."""
    return address.startswith(_OWN)


@cache
def own_picture(address: str) -> bytes:
    """Return the bytes of a picture of the bot's own.

    Raises:
        FileNotFoundError: the bot has no such picture.
    """
    name = address.removeprefix(_OWN)
    return resources.files("bot.posts").joinpath("pictures", f"{name}.png").read_bytes()
