"""Reads what an alert, a followed search or a mute asks of news to come.

A search is read as it was answered: by the archive, which knows misspelt words, names and words
that nothing holds. Words that were written for an alert or a mute are meant as they stand, since
what they wait for may be new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.arabic.stopwords import is_stop_word
from bot.arabic.terms import alert_terms
from bot.posts.actions.subscriptions import WatchKind
from handlers.context import KhabarContext
from handlers.reader.find import find, read_query
from storage.chats.search_conditions import Conditions, Reading
from storage.models import SearchQuery, SearchWord, Treated


@dataclass(frozen=True, slots=True)
class WordSubscription:
    """What is asked of an article, and what was done with words for that.

    It tells nothing where `asked` has no words: every article would meet it.
    """

    asked: Conditions
    treated: tuple[Treated, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether it tells one article from another."""
        return bool(self.asked.words)


async def read_subscription(
    context: KhabarContext, words: str, kind: WatchKind
) -> WordSubscription:
    """Read words as the kind of subscription says.

    Raises:
        StorageError: the archive can't be asked.
    """
    typed = read_query(context, words)
    if kind not in {WatchKind.SEARCH, WatchKind.SEARCH_ALERT}:
        return WordSubscription(_written(typed))
    page = await find(context, typed, limit=1)
    asked = searched(page.read)
    if asked.words:
        return WordSubscription(asked, page.treated)
    # Nothing holds a word of it as yet: it waits for them all.
    return WordSubscription(searched(typed))


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


def _own_readings(word: SearchWord) -> tuple[Reading, ...]:
    return tuple((stem,) for stem in dict.fromkeys((word.stem, *word.variants)))


def _written(query: SearchQuery) -> Conditions:
    """Return what words ask that were written for news to come: each in any form.

    A word in quotation marks is a word as it is shown in messages; several are a phrase. A tag is
    its words, which an article under it holds.
    """
    phrases = tuple(phrase for phrase in query.phrases if len(phrase) > 1)
    words = [[word.surface] for word in query.words]
    held = _stems_of([*words, *query.phrases, *(names[:1] for names in query.tags)])
    asked = Conditions.of_query(query)
    return replace(asked, words=held.words, phrases=phrases, tags=())


def _stems_of(parts: Sequence[Sequence[str]]) -> Conditions:
    """Return the words of phrases and tags, whose stems an article holds that has them."""
    return Conditions.of_terms(alert_terms(" ".join(word for part in parts for word in part)))
