"""Splits a long digest into parts that open in the same message."""

from collections.abc import Sequence
from itertools import accumulate

from telegram.constants import MessageLimit

from bot.i18n import Translator
from bot.posts.actions.reading import OpenEntryNumber, ShowPart
from bot.posts.digests.cluster_events import Line
from bot.posts.digests.index import (
    MAX_ENTRIES,
    ROOM,
    DigestEntry,
    DigestIndex,
    encode_index,
    spread_over_buttons,
)
from bot.posts.digests.split_sections import split_sections
from bot.posts.digests.text import body, by_section, header, heading, left_over, row
from bot.posts.shortening import joined
from bot.types import Button, Post

BUTTONS_IN_ROW = 8
# More lines than this are too long for one part.
MAX_LINES = 30


def in_parts(
    lines: Sequence[Line],
    *,
    total: int,
    translator: Translator,
    part: int = 1,
    hour: int | None = None,
) -> Post:
    """Compose one part of the digest with these lines; the last one if `part` is beyond it.

    Of up to `MAX_ENTRIES` lines each stands in exactly one part. The lightest are left out, and
    counted at the end, where their ids are so far apart that the buttons can't carry them.
    """
    for count in range(min(len(lines), MAX_ENTRIES), 0, -1):
        ordered = by_section(lines[:count])
        written = encode_index(
            DigestIndex(total, tuple(DigestEntry(one.article.id, one.updates) for one in ordered))
        )
        head = header(total, translator, hour)
        ranges = _ranges(ordered, total, written, head_length=head.length, translator=translator)
        if ranges is not None:
            break
    else:
        raise ValueError("a digest without a line has no parts")
    part = min(max(part, 1), len(ranges))
    within = ranges[part - 1]
    tail = left_over(_left(ordered, total) if part == len(ranges) else 0, translator)
    whole = joined((head, body(ordered, translator, within), tail), "\n\n")
    numbers = [OpenEntryNumber(place + 1, part, "") for place in within]
    labelled: list[tuple[str, OpenEntryNumber | ShowPart]] = [
        (str(one.number), one) for one in numbers
    ]
    turning = _turning(part, len(ranges), translator)
    buttons = spread_over_buttons([*labelled, *turning], written)
    rows = (*arranged(buttons[: len(numbers)]), buttons[len(numbers) :])
    return Post(html=whole.html, text_html=whole.html, buttons=rows)


def arranged(numbers: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Arrange the numbered buttons in rows that fit a phone's screen."""
    return tuple(
        tuple(numbers[start : start + BUTTONS_IN_ROW])
        for start in range(0, len(numbers), BUTTONS_IN_ROW)
    )


def _turning(part: int, parts: int, translator: Translator) -> list[tuple[str, ShowPart]]:
    """Back, where one is, and on."""
    row = []
    if part > 1:
        row.append((translator.gettext("‹ Previous part"), ShowPart(part - 1, "")))
    where = translator.gettext("{part} of {parts}", part=part, parts=parts)
    # It carries the index, too, and shows the part anew.
    row.append((where, ShowPart(part, "")))
    if part < parts:
        row.append((translator.gettext("Next part ›"), ShowPart(part + 1, "")))
    return row


def _left(lines: Sequence[Line], total: int) -> int:
    return max(0, total - sum(1 + line.updates for line in lines))


def _ranges(
    lines: Sequence[Line], total: int, written: str, *, head_length: int, translator: Translator
) -> list[range] | None:
    """Return the lines of each part, or None where the index or a part is too long for that."""
    sections = [line.section for line in lines]
    # A blank line after each heading, a new line after each row; a little less is used.
    heads = {
        section: heading(section, translator, continued=True).length + 3 for section in sections
    }
    rows = [row(number, line, translator).length + 1 for number, line in enumerate(lines, 1)]
    changes = [
        heads[section] if place == 0 or sections[place - 1] != section else 0
        for place, section in enumerate(sections)
    ]
    lengths = list(accumulate(map(sum, zip(rows, changes, strict=True)), initial=0))
    fixed = head_length + left_over(_left(lines, total), translator).length + 4

    def fits(start: int, end: int) -> bool:
        again = 0 if changes[start] else heads[sections[start]]
        used = lengths[end] - lengths[start] + again
        return fixed + used <= MessageLimit.MAX_TEXT_LENGTH

    # Beside an open entry stand the numbers of its part and the way back; both carry the index.
    least = max(1, -(-len(written) // ROOM) - 1)
    return split_sections(sections, fits=fits, at_least=least, at_most=MAX_LINES)
