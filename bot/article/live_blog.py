"""Gives the entries of a live-blog their hours, which stand beside the text on the page."""

from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborNode

from bot.article.boxes import stands_beside
from bot.text.hours import FEWEST_ENTRIES, clock_in, entry_of
from bot.text.markup import Kind, blocks, node_text

_TIMES: Final = "time, [class*='time']"
_MOST: Final = 300
_LONGEST_CLOCK: Final = 24  # letters, with a word for the half of the day
_LEVELS: Final = 6


def with_hours(container: LexborNode | None, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs, the first of each entry with its hour in front of it.

    An entry's own title goes: its text tells the same. A page with fewer than three entries is left
    as it is.

    Args:
        container: what holds the article's text.
        paragraphs: the text as it was read.
    """
    if container is None:
        return tuple(paragraphs)
    known = set(paragraphs)
    hours: dict[str, str] = {}
    # Beside the text they say nothing more: an entry's title, and its hour in words.
    beside: set[str] = set()
    for time in _times(container):
        said = node_text(time)
        texts = [
            block
            for block in blocks(_entry(time, container))
            if block.text in known and block.text != said
        ]
        told = next((block.text for block in texts if block.kind is not Kind.HEADING), "")
        if told and entry_of(told) is None:
            hours.setdefault(told, clock_in(time.text(deep=True)))
            beside |= {said, *(block.text for block in texts if block.kind is Kind.HEADING)}
    if len(hours) < FEWEST_ENTRIES:
        return tuple(paragraphs)
    return tuple(
        f"{hours[text]} {text}" if text in hours else text
        for text in paragraphs
        if text not in beside
    )


def _times(container: LexborNode) -> list[LexborNode]:
    found = []
    for node in container.css(_TIMES)[:_MOST]:
        text = node.text(deep=True).strip()
        if len(text) <= _LONGEST_CLOCK and clock_in(text) and not stands_beside(node):
            found.append(node)
    return found


def _entry(time: LexborNode, container: LexborNode) -> LexborNode:
    """Return the largest element around an hour that holds no other hour."""
    node = time
    for _ in range(_LEVELS):
        parent = node.parent
        if parent is None or parent.mem_id == container.mem_id:
            break
        hours = [one for one in parent.css(_TIMES)[:_MOST] if clock_in(one.text(deep=True)[:40])]
        if len({clock_in(one.text(deep=True)[:40]) for one in hours}) > 1:
            break
        node = parent
    return node
