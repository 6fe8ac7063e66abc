"""Has the archive read what the words of an alert, a search or a mute ask of news to come.

A search is read as it was answered: by the archive, which knows misspelt words, names and words
that nothing holds. Words that were written for an alert or a mute are meant as they stand, since
what they wait for may be new.
"""

from dataclasses import dataclass

from bot.arabic.subscribed_words import as_answered, as_written, searched
from bot.posts.actions.subscriptions import WatchKind
from handlers.context import KhabarContext
from handlers.reader.find import find, today
from storage.chats.search_conditions import Conditions
from storage.models import SearchPage, SearchQuery, Treated


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
    day = today(context)
    if kind not in {WatchKind.SEARCH, WatchKind.SEARCH_ALERT}:
        return WordSubscription(as_written(words, today=day))

    async def first(query: SearchQuery) -> SearchPage:
        return await find(context, query, limit=1)

    asked, page = await as_answered(words, first, today=day)
    as_read = bool(searched(page.read).words)
    return WordSubscription(asked, page.treated if as_read else ())
