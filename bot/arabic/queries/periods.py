"""Parses the period of a query: from:2025-01 to:2025-06, من آذار إلى أيار 2025, منذ أسبوع."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import islice

from bot.arabic.normalize import fold
from bot.arabic.queries.amounts import is_amount, may_be_share
from bot.arabic.queries.dates import (
    Bounds,
    date_pattern,
    first_from,
    is_day_and_month,
    is_without_year,
    last_until,
    read_bounds,
)
from bot.arabic.queries.phrases import without_phrases

_FROM = r"(?P<opens>from|since|after|من|منذ)"
_TO = r"(?P<opens>to|until|till|before|الي|حتي|لغايه)"
# Behind these the period itself is not meant: "before 2011" ends with 2010.
_BEYOND = {"after", "before"}
# Names of months that are words or names of people as well: من أب سوري, من مارس العنف, from Jan.
# Alone they are those; with a day or a year they are months.
_ALSO_WORDS = frozenset({"اب", "اوت", "جوان", "ماي", "مارس", "نوار", "jan", "mar", "march", "may"})
# Only folding makes the month one with أب.
_SURELY_MONTH = "آب"
# Behind these a number alone is a day where the period ends with a day of a month.
_FIRST_DAY = re.compile(r"(?<!\w)(?:from|since|من|منذ)\s*:?\s*(?P<day>\d{1,2})\s+$")
# Directly behind a bound it leaves nothing out: منذ 2024-كورونا.
_HYPHEN = re.compile(r"^[-−]")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a period, both included, and the `rest` of the text without them.

    `unreadable`: text in place of a date that can't be parsed; `exchanged`: the later day was
    first.
    """

    rest: str
    since: date | None = None
    until: date | None = None
    unreadable: tuple[str, ...] = ()
    exchanged: bool = False


def read_period(text: str, *, today: date | None = None, literal: bool = False) -> Period:
    """Extract the period from a query.

    Without `today`, relative dates (أمس, a month without its year) are left in the text as words,
    and of a `literal` query what may be a share or a score: 1/3.
    """
    folded = _folded(text)
    openings = list(_found(text, folded, _FROM, today, literal))
    endings = [
        *_found(text, folded, _TO, today, literal),
        *_behind_hyphens(text, folded, openings, today),
    ]
    found = _meant(openings, sorted(endings, key=lambda one: one.start))
    found = _with_years(_with_first_day(folded, *found), found[1])
    readable = [one.days for several in found for one in several if one.days is not None]
    since = next((one.first for one in found[0]), None)
    until = next((one.last for one in found[1]), None)
    exchanged = len(readable) > 1 and readable[0][0] > readable[1][1]
    if since is not None and until is not None and since > until:
        # Between "after 2011" and "before 2012" there is no day: what was named is taken whole.
        since, until = min(first for first, _ in readable), max(last for _, last in readable)
    rest = text
    for one in sorted((*found[0], *found[1]), key=lambda one: one.start, reverse=True):
        rest = f"{rest[: one.start]} {_HYPHEN.sub('', rest[one.end :])}"
    return Period(
        rest=rest,
        since=since,
        until=until,
        unreadable=tuple(one.written for several in found for one in several if not one.days),
        exchanged=exchanged,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A bound as it is written at `text[start:end]`; `days` is None for one that can't be.

    `plain` is what is `written`, folded; `beyond`: it lies outside those days. `doubtful`: it is as
    likely a word, a name, or a share.
    """

    start: int
    end: int
    written: str
    plain: str
    days: Bounds | None
    beyond: bool
    doubtful: bool

    @property
    def first(self) -> date | None:
        """The first day of what begins with it."""
        if self.days is None:
            return None
        return self.days[1] + _DAY if self.beyond else self.days[0]

    @property
    def last(self) -> date | None:
        """The last day of what ends with it."""
        if self.days is None:
            return None
        return self.days[0] - _DAY if self.beyond else self.days[1]


def _folded(text: str) -> str:
    """Return the text folded letter by letter, so that every offset stays true, without phrases."""
    plain = without_phrases(text)
    return "".join(f if len(f := fold(letter)) == 1 else letter for letter in plain)


def _found(
    text: str, folded: str, opening: str, today: date | None, literal: bool
) -> Iterator[_Found]:
    """Find the bounds behind the words that open one; a phrase is left as it stands."""
    for match in _written(opening).finditer(folded):
        start, end = match.span("when")
        explicit = match["unit"] or ":" in match["gap"]
        if not explicit and is_amount(folded, match.start(), start, end):
            continue
        when = " ".join(match["when"].split())
        if literal and not explicit and is_day_and_month(when):
            continue
        days, is_date = read_bounds(when, today)
        if is_date:
            yield _Found(
                start=match.start(),
                end=match.end(),
                written=text[start:end],
                plain=when,
                days=days,
                beyond=match["opens"] in _BEYOND,
                doubtful=not explicit
                and (
                    (when in _ALSO_WORDS and text[start:end] != _SURELY_MONTH)
                    or (opening == _TO and is_day_and_month(when))
                    or may_be_share(folded, start, end)
                ),
            )


def _behind_hyphens(
    text: str, folded: str, openings: Sequence[_Found], today: date | None
) -> Iterator[_Found]:
    """Find the endings that a hyphen joins to their openings: من 2011-2013, من 1/6-30/6."""
    for opening in openings:
        match = _range_end().match(folded, opening.end)
        when = " ".join(match["when"].split()) if match else ""
        days, is_date = read_bounds(when, today) if match else (None, False)
        if match and is_date:
            yield _Found(
                start=opening.end,
                end=match.end(),
                written=text[slice(*match.span("when"))],
                plain=when,
                days=days,
                beyond=False,
                doubtful=when in _ALSO_WORDS or is_day_and_month(when),
            )


def _meant(
    openings: Sequence[_Found], endings: Sequence[_Found]
) -> tuple[tuple[_Found, ...], tuple[_Found, ...]]:
    """Return the first bound of each side, at most one; a doubtful one only beside another.

    من أب is a father, من أب إلى أيلول are two months.
    """

    def first(own: Sequence[_Found], others: Sequence[_Found]) -> tuple[_Found, ...]:
        sides = {
            side
            for one in others
            if not one.doubtful or is_day_and_month(one.plain)
            for side in (one.start, one.end)
        }
        sure = (
            one
            for one in own
            if not one.doubtful or sides & {one.start, one.start - 1, one.end, one.end + 1}
        )
        return tuple(islice(sure, 1))

    return first(openings, endings), first(endings, openings)


def _with_first_day(
    folded: str, openings: Sequence[_Found], endings: Sequence[_Found]
) -> tuple[_Found, ...]:
    """Return the openings, or of a period within a month its first day: من 10 إلى 20 آذار."""
    for ending in endings:
        opened = None if openings else _FIRST_DAY.search(folded, 0, ending.start)
        if opened is None or ending.days is None or not ending.written[0].isdigit():
            continue
        (first, last), day = ending.days, int(opened["day"])
        if first == last and 1 <= day <= last.day:
            begin = last.replace(day=day)
            return (
                _Found(
                    start=opened.start(),
                    end=ending.start,
                    written=opened["day"],
                    plain=opened["day"],
                    days=(begin, begin),
                    beyond=False,
                    doubtful=False,
                ),
            )
    return tuple(openings)


def _with_years(
    openings: Sequence[_Found], endings: Sequence[_Found]
) -> tuple[tuple[_Found, ...], tuple[_Found, ...]]:
    """Give a month without a year that of the other bound: من آذار إلى أيار 2025."""
    for opening, ending in zip(openings, endings, strict=False):
        if is_without_year(opening.plain) and ending.days is not None:
            began = last_until(opening.plain, ending.days[1])
            return (replace(opening, days=began),), tuple(endings)
        if (
            is_without_year(ending.plain)
            and opening.days is not None
            and _reversed(opening, ending)
        ):
            ended = first_from(ending.plain, opening.days[0])
            return tuple(openings), (replace(ending, days=ended),)
    return tuple(openings), tuple(endings)


def _reversed(opening: _Found, ending: _Found) -> bool:
    return opening.days is not None and ending.days is not None and opening.days[0] > ending.days[1]


@cache
def _written(words: str) -> re.Pattern[str]:
    """Return a pattern for a period behind one of the words that open it."""
    opened = rf"(?<!\w){words}(?P<gap>\s*:\s*|\s+)(?P<unit>(?:عام|سنه|شهر|تاريخ|يوم)\s+)?"
    return re.compile(rf"{opened}(?P<when>{date_pattern()})(?!\w)")


@cache
def _range_end() -> re.Pattern[str]:
    return re.compile(rf"(?:[-−–]|\s[-−–]\s)(?P<when>{date_pattern()})(?!\w)")
