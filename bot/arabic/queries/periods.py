"""Parses the period of a query: from:2025-01 to:2025-06, من آذار إلى أيار 2025, منذ أسبوع."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import islice

from bot.arabic.normalize import fold
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
# A bare number of four digits is no year where it is compared, or where it counts or measures.
_COMPARING = """
أكثر أقل أزيد أعلى أدنى أكبر أصغر أغلى أرخص يقرب قريبا قريب بالقرب بدلا less more up
"""
_MEASURES = """
 ألف آلاف مليون ملايين مليار مليارات دولار دولارات ليرة ليرات يورو ريال درهم دينار جنيه بالمئة
بالمائة شخص أشخاص إنسان رجل امرأة سيدة شاب طفل مواطن مدني قتيل جريح مصاب شهيد ضحية معتقل مفقود
مهجر نازح لاجئ مهاجر عائلة أسرة عامل موظف طالب مقاتل عنصر جندي متظاهر متر كيلومتر كيلو كم ميل
هكتار دونم لتر برميل طن غرام كيلوغرام ميغاواط درجة نقطة صوت حالة وحدة قطعة ربطة سلة ساعة دقيقة
يوم أسبوع شهر عام سنة thousand million billion dollar dollars euro euros pound pounds lira
percent people persons children refugees families km kilometers kilometres mile miles meters
metres ton tons hour hours day days week weeks month months year years
"""


def _folded_words(text: str) -> str:
    return "|".join(map(re.escape, fold(text).split()))


_COMPARED = re.compile(rf"(?<!\w)(?:{_folded_words(_COMPARING)})\s+$")
# Behind such a number a noun may end in ا or ين: 2025 دولارًا.
_MEASURED = re.compile(rf"\s*[$€£%٪]|\s+(?:{_folded_words(_MEASURES)})(?:ا|ين)?(?!\w)")
_NUMBER = re.compile(r"\d+(?:/\d{1,2})?")
# Of days without a year these are as likely a saying or a mark, also at the end: تقييم من 5/5.
_SAYING = re.compile(r"24/7|9/11|(\d+)/\1")
# Nothing follows that a share could be one of: من 1/2, but not من 1/2 السكان.
_NOTHING_SHARED = re.compile(r"\s*$|\s+[-−#＃]")
# Behind these a number alone is a day where the period ends with a day of a month.
_FIRST_DAY = re.compile(r"(?<!\w)(?:from|since|من|منذ)\s*:?\s*(?P<day>\d{1,2})\s+$")
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
    found = _meant(*(list(_found(text, side, today, literal)) for side in (_FROM, _TO)))
    found = _with_years(_with_first_day(text, *found), found[1])
    readable = [one.days for several in found for one in several if one.days is not None]
    since = next((one.first for one in found[0]), None)
    until = next((one.last for one in found[1]), None)
    exchanged = len(readable) > 1 and readable[0][0] > readable[1][1]
    if since is not None and until is not None and since > until:
        # Between "after 2011" and "before 2012" there is no day: what was named is taken whole.
        since, until = min(first for first, _ in readable), max(last for _, last in readable)
    rest = text
    for one in sorted((*found[0], *found[1]), key=lambda one: one.start, reverse=True):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
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


def _found(text: str, opening: str, today: date | None, literal: bool) -> Iterator[_Found]:
    """Find the bounds behind the words that open one; a phrase is left as it stands."""
    folded = _folded(text)
    for match in _written(opening).finditer(folded):
        start, end = match.span("when")
        explicit = match["unit"] or ":" in match["gap"]
        if not explicit and _NUMBER.fullmatch(match["when"]) and _counts(folded, match):
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
                    or (is_day_and_month(when) and _may_be_share(folded, match, opening))
                ),
            )


def _may_be_share(folded: str, match: re.Match[str], opening: str) -> bool:
    """Return whether a day and month is as likely a share or a score: وصل إلى 1/3, من 24/7."""
    return (
        opening == _TO
        or _SAYING.fullmatch(match["when"]) is not None
        or _NOTHING_SHARED.match(folded, match.end()) is None
    )


def _counts(folded: str, match: re.Match[str]) -> bool:
    """Return whether a bare number is an amount: أقل من 2025 دولار, أكثر من 1/2."""
    compared = _COMPARED.search(folded, 0, match.start())
    return compared is not None or _MEASURED.match(folded, match.end()) is not None


def _meant(
    openings: Sequence[_Found], endings: Sequence[_Found]
) -> tuple[tuple[_Found, ...], tuple[_Found, ...]]:
    """Return the first bound of each side, at most one; a doubtful one only beside another.

    من أب is a father, من أب إلى أيلول are two months; من 1/2 إلى 5/3 are days.
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
    text: str, openings: Sequence[_Found], endings: Sequence[_Found]
) -> tuple[_Found, ...]:
    """Return the openings, or of a period within a month its first day: من 10 إلى 20 آذار."""
    for ending in endings:
        opened = None if openings else _FIRST_DAY.search(_folded(text), 0, ending.start)
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
