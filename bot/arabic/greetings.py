"""Recognises messages that consist of greetings and thanks alone."""

from functools import cache
from importlib import resources

from bot.arabic.tokens import tokens

# A longer message says more than hello.
MAX_WORDS = 12


def is_greeting(text: str) -> bool:
    """Return whether a text consists of greetings and thanks alone, in any spelling."""
    words = tuple(tokens(text[: MAX_WORDS * 20]))
    if not words or len(words) > MAX_WORDS:
        return False
    phrases = _phrases()
    # Up to which words the text can be read as phrases, one after another.
    reached = {0}
    for start in range(len(words)):
        if start in reached:
            ends = range(start + 1, len(words) + 1)
            reached.update(end for end in ends if words[start:end] in phrases)
    return len(words) in reached


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    text = resources.files("bot.arabic.data").joinpath("greetings.txt").read_text("utf-8")
    return frozenset(
        tuple(tokens(line)) for line in text.splitlines() if line and not line.startswith("#")
    )
