"""Holds what the owners' lists share: their bound, their last line, and excerpts."""

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.shortening import shortened

# Ten of these are below the limit of a message, whatever a headline or a reason holds.
MAX_ROWS = 10
MAX_HEADLINE = 120


def join_with_rest(lines: list[str], found: int, translator: Translator) -> str:
    """Join the lines of a list, with a last one that says so where more than `MAX_ROWS` exist."""
    if found > MAX_ROWS:
        lines.append(translator.html("There are more: they follow when these are settled."))
    return "\n\n".join(lines)


def isolated_excerpt(text: str, length: int) -> str:
    """Return the beginning of a text, isolated from the direction of the text around it.

    Args:
        text: any text.
        length: how many characters of it are kept.
    """
    return isolate(shortened(clean(text), length))
