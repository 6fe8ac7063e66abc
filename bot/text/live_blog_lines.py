"""Recognises the lines with which the entries of a live-blog begin: those that name an hour."""

import re
from collections.abc import Sequence
from typing import Final

# With fewer entries a text that mentions hours is no live-blog.
FEWEST_ENTRIES: Final = 3
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_ENTRY: Final = re.compile(rf"({_CLOCK.pattern})(?!\d)\s*(?:[-–—|:،.]\s*)?(\S.*)", re.DOTALL)


def clock_in(text: str) -> str:
    """Return the hour of a short text that holds one, as `18:40`; empty for any other text."""
    found = _CLOCK.search(text)
    return found[0] if found else ""


def entry_of(line: str) -> tuple[str, str] | None:
    """Return hour and text of a line that begins with an hour; None for any other line."""
    found = _ENTRY.match(line)
    return (found[1], found[2]) if found else None


def is_live_blog(paragraphs: Sequence[str]) -> bool:
    """Return whether a text is told by the hour."""
    return sum(entry_of(line) is not None for line in paragraphs) >= FEWEST_ENTRIES
