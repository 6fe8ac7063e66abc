"""Gives the entries of a live-blog their hours, which stand beside the text on the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborNode

from bot.text.boxes import Boxes
from bot.text.live_blog_lines import FEWEST_ENTRIES, clock_in, entry_of
from bot.text.markup import BlockKind, blocks, node_text

_TIMES: Final = "time, [class*='time']"
_MOST: Final = 100
_LONGEST_CLOCK: Final = 24  # letters, with a word for the half of the day
_LONGEST_MARKUP: Final = 200  # the same with the white space of the source
_LEVELS: Final = 6


def with_hours(
    container: LexborNode | None, paragraphs: Sequence[str], boxes: Boxes
) -> tuple[str, ...]:
    """Return the paragraphs, the first of each entry with its hour in front of it.

    An entry's own title goes: its text tells the same. A page with fewer than three entries is left
    as it is.

    Args:
        container: what holds the article's text.
        paragraphs: the text as it was read.
        boxes: those of the page.
    """
    if container is None:
        return tuple(paragraphs)
    known = set(paragraphs)
    hours: dict[str, str] = {}
    # Beside the text they say nothing more: an entry's title, and its hour in words.
    beside: set[str] = set()
    for entry, (clock, said) in _entries(container, boxes).items():
        texts = [
            block for block in blocks(entry.node) if block.text in known and block.text != said
        ]
        told = next((block.text for block in texts if block.kind is not BlockKind.HEADING), "")
        if told and entry_of(told) is None:
            hours.setdefault(told, clock)
            beside |= {said, *(block.text for block in texts if block.kind is BlockKind.HEADING)}
    if len(hours) < FEWEST_ENTRIES:
        return tuple(paragraphs)
    return tuple(
        f"{hours[text]} {text}" if text in hours else text
        for text in paragraphs
        if text not in beside
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """An element of the page; two of them are equal where they are the same one."""

    at: int
    node: LexborNode = field(compare=False)


def _entries(container: LexborNode, boxes: Boxes) -> dict[_Entry, tuple[str, str]]:
    """Return each entry with its hour and the words that tell it."""
    times = _times(container, boxes)
    below: dict[int, set[str]] = {}
    for clock, _, climbed in times:
        for node in climbed:
            below.setdefault(node.mem_id, set()).add(clock)
    found: dict[_Entry, tuple[str, str]] = {}
    for clock, said, climbed in times:
        # The largest element around an hour that holds no other hour.
        entry = next((node for node in reversed(climbed) if len(below[node.mem_id]) == 1), None)
        if entry is not None:
            found.setdefault(_Entry(entry.mem_id, entry), (clock, said))
    return found


def _times(container: LexborNode, boxes: Boxes) -> list[tuple[str, str, list[LexborNode]]]:
    """Return the hours of the page, each with its words and the elements around it."""
    found = []
    for node in container.css(_TIMES)[:_MOST]:
        # What is named so may hold the whole text.
        if len(node.text(deep=True)) > _LONGEST_MARKUP:
            continue
        said = node_text(node)
        clock = clock_in(said) if len(said) <= _LONGEST_CLOCK else ""
        if clock and not boxes.stands_beside(node):
            found.append((clock, said, _climbed(node, container)))
    return found


def _climbed(node: LexborNode, container: LexborNode) -> list[LexborNode]:
    climbed = [node]
    for _ in range(_LEVELS):
        parent = climbed[-1].parent
        if parent is None or parent.mem_id == container.mem_id:
            break
        climbed.append(parent)
    return climbed
