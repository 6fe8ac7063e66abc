"""Reads what the words of an alert, a followed search or a mute ask of news to come."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.arabic.queries.parse import parse_query
from bot.arabic.stopwords import is_stop_word
from bot.arabic.terms import alert_terms
from storage.chats.search_conditions import Conditions, Reading
from storage.models import SearchPage, SearchQuery, SearchWord


def searched(query: SearchQuery) -> Conditions:
    """Return what a search asks of news to come: its words in any sure meaning, not its days."""
    words = tuple(
        (*_own_readings(word), *word.meanings)
        for word in query.words
        if not is_stop_word(word.surface)
    )
    if len(query.words) == 1 and words and not alert_terms(query.words[0].surface):
        words = ()
    words += _stems_of(query.phrases).words
    # An article is found by words alone; those of a tag are there until the tag is renamed.
    words = words or _stems_of([names[:1] for names in query.tags]).words
    return replace(Conditions.of_query(query), words=words, searched=True)


def written(query: SearchQuery) -> Conditions:
    """Return what words ask that were written for news to come: each in any form.

    A word in quotation marks is a word as it is shown in messages; several are a phrase. A tag is
    its words, which an article under it holds.
    """
    phrases = tuple(phrase for phrase in query.phrases if len(phrase) > 1)
    words = [[word.surface] for word in query.words]
    held = _stems_of([*words, *query.phrases, *(names[:1] for names in query.tags)])
    asked = Conditions.of_query(query)
    return replace(asked, words=held.words, phrases=phrases, tags=())


def as_written(words: str, *, today: date) -> Conditions:
    """Return what words of an alert or a mute ask; a letter, أخبار and 24/7 are words of them."""
    return written(parse_query(words, today=today, letters_required=True, literal=True))


async def as_answered(
    words: str, find: Callable[[SearchQuery], Awaitable[SearchPage]], *, today: date
) -> tuple[Conditions, SearchPage]:
    """Return what a search asks of news to come, and the archive's answer to it.

    A letter beside its words is required where an article holds them all with it: «المجموعة ب».
    Where none does, it is a slip of the finger or a name cut short, and nothing would ever come.

    Args:
        words: the words of the search.
        find: asks the archive; what it raises is raised.
        today: the newsroom's day.
    """
    typed = parse_query(words, today=today, letters_required=True)
    page = await find(typed)
    without = parse_query(words, today=today)
    if not page.full and without != typed:
        typed, page = without, await find(without)
    return answered(typed, page.read), page


def answered(typed: SearchQuery, read: SearchQuery) -> Conditions:
    """Return what a search asks that was `typed` and answered as `read` by the archive."""
    asked = searched(read)
    # Nothing holds a word of it as yet: it waits for them all.
    return asked if asked.words else searched(typed)


def _own_readings(word: SearchWord) -> tuple[Reading, ...]:
    return tuple((stem,) for stem in dict.fromkeys((word.stem, *word.variants)))


def _stems_of(parts: Sequence[Sequence[str]]) -> Conditions:
    """Return the words of phrases and tags, whose stems an article holds that has them."""
    return Conditions.of_terms(alert_terms(" ".join(word for part in parts for word in part)))
