"""Chooses which items of a feed are kept where it has more than are read: the newest."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, TypeVar

from bot.feed.parsing.dates import parse_feed_date

T = TypeVar("T")

# The order of two dates is the same whatever the time is.
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
_COMPARED: Final = 100
# A few articles stand where they do not belong by their dates: pinned, or published anew.
_MOST: Final = 3
# Before the text or behind it stand the dates, and the text of a hostile item costs time.
_EDGE: Final = 5_000
_CDATA: Final = r"(?:\s|<!\[CDATA\[){0,10}"
_PUBLISHED: Final = re.compile(
    rf"<(?:[A-Za-z_][\w.-]{{0,40}}:)?(?:pubDate|published|date|issued|created)>{_CDATA}([^<\]]+)"
)
_UPDATED: Final = re.compile(
    rf"<(?:[A-Za-z_][\w.-]{{0,40}}:)?(?:updated|modified)>{_CDATA}([^<\]]+)"
)


def newest(items: Sequence[T], limit: int, date: Callable[[T], str]) -> Sequence[T]:
    """Return as many items as are allowed: the last ones if the oldest are listed first.

    Args:
        items: as they are listed.
        limit: how many are returned at most, at least one.
        date: gives an item's date as it is written, empty if there is none.
    """
    if len(items) > limit and is_oldest_first(items, date):
        return items[-limit:]
    return items[:limit]


def is_oldest_first(items: Sequence[T], date: Callable[[T], str]) -> bool:
    """Return whether a list has its oldest items first; `date` is as in `newest`.

    What has no dates, or no order, is listed newest first, as feeds are.
    """
    step = max(1, len(items) // _COMPARED)
    moments = [parse_feed_date(date(item), _LATEST) for item in items[::step]]
    known = pairwise(moment for moment in moments if moment is not None)
    signs = [(one < other) - (one > other) for one, other in known]
    return signs.count(1) > _MOST * signs.count(-1)


def date_in(markup: str) -> str:
    """Return when the XML of an item says that it was published, or else edited; empty if not."""
    if len(markup) > 2 * _EDGE:
        markup = f"{markup[:_EDGE]} {markup[-_EDGE:]}"
    found = _PUBLISHED.search(markup) or _UPDATED.search(markup)
    return found[1] if found else ""
