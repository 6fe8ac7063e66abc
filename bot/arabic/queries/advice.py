"""Finds faults in a search query: impossible dates, reversed periods, nothing to search for."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.arabic.normalize import clean
from bot.arabic.queries.parse import MAX_CHARACTERS, parse_query
from bot.arabic.queries.periods import read_period
from bot.arabic.stopwords import is_stop_word

_SHORT = 2


class QueryFault(Enum):
    """A reason why a query can't be searched for."""

    NO_WORDS = "neither a letter nor a figure"
    ONLY_LEFT_OUT = "only words to leave out"
    ONLY_COMMON = "only words that every article holds"
    ONE_LETTER = "a single letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Hints about a query that are shown with its results; usually none.

    `unreadable` lists impossible dates as typed; `exchanged`: the later date came first.
    """

    fault: QueryFault | None = None
    unreadable: tuple[str, ...] = ()
    exchanged: bool = False


def advise(text: str, *, today: date | None = None) -> Advice:
    """Check a query for faults, as `parse_query` interprets it."""
    period = read_period(clean(text[:MAX_CHARACTERS]), today=today)
    return Advice(
        fault=_fault(text, today),
        unreadable=period.unreadable,
        exchanged=period.exchanged,
    )


def _fault(text: str, today: date | None) -> QueryFault | None:
    query = parse_query(text, today=today)
    if query.empty:
        left_out = query.excluded or query.excluded_phrases
        return QueryFault.ONLY_LEFT_OUT if left_out else QueryFault.NO_WORDS
    if query.phrases or query.tags or query.since or query.until:
        return None
    words = [word.surface for word in query.words]
    if all(map(is_stop_word, words)):
        return QueryFault.ONLY_COMMON
    letters = sum(map(len, words))
    return QueryFault.ONE_LETTER if letters < _SHORT and not words[0].isdigit() else None
