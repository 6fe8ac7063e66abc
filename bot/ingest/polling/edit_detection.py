"""Detects edits of recent articles between their scheduled rechecks.

A feed's Last-Modified is that of the newest change on the whole site: when it moves, something
may have been edited. WordPress REST says what, in one request. Where REST is closed, articles
whose text in the feed has changed are read again, and all of the feed's page if no new article
explains the change, within the bounds of `PageBudget`.
What REST names that is not known was released under an old date, and is news if the feed lists it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feed.http.fetcher import Fetcher
from bot.feed.identity import address_id
from bot.feed.wordpress.posts import BEHIND_THE_LAST, WordPressPosts
from bot.feed.wordpress.released_items import ReleasedItems
from bot.feed.wordpress.rest_requests import WHOLE_POSTS_AT_ONCE, posts_url
from bot.feed.wordpress.whole_site import beside
from bot.ingest.page_budget import PageBudget
from bot.ingest.polling.feed_memory import FeedMemory, Seen
from bot.ingest.polling.known_items import recognised
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem
from storage.articles.edit_notices import EditReport
from storage.store import Store

# The site's clock and ours may differ, and an edit may fall into the second of a poll.
OVERLAP = timedelta(minutes=5)
# After an outage all that was published meanwhile counts as edited, too.
MOST_PAGES = 10
# A feed whose Last-Modified stays far behind is not kept by a cache: it tells nothing of edits.
LONGEST_CACHED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited since the last poll: what the feed's answer says, and REST.

    `by_rest` is None where REST is closed, silent or gives no dates. Where it was silent, from the
    first page on or a later one, what was edited since `unanswered_since` is to be asked again.
    """

    seen: Seen
    by_rest: tuple[FeedItem, ...] | None
    unanswered_since: datetime | None = None


class EditDetector:
    """Schedules edited articles to be read again at once; what it has seen is lost on restart."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        store: Store,
        budget: PageBudget,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        self._posts = WordPressPosts(fetcher, now, isolate)
        self._released = ReleasedItems(fetcher, self._posts, now, isolate)
        self._store = store
        self._budget = budget
        self._now = now
        self._memory = FeedMemory()

    def recorded(self, feed_url: str) -> None:
        """Note that the poll of which `ask` was told was recorded: the next one goes on from it."""
        self._memory.keep(feed_url)

    def not_modified(self, feed_url: str) -> None:
        """Note that a feed was answered by 304: its Last-Modified stands still between edits."""
        self._memory.stood_still(feed_url)

    async def ask(
        self,
        feed_url: str,
        since: datetime,
        *,
        listed: Sequence[FeedItem],
        moved: bool,
        again: bool = False,
        shown: datetime | None = None,
    ) -> Edits | None:
        """Ask REST for what was edited; None if nothing shows that anything was.

        Args:
            feed_url: the feed.
            since: the time after which edits count, aware UTC.
            listed: the feed's items.
            moved: whether the feed's Last-Modified is another than at the poll before.
            again: whether REST was silent when it was asked before.
            shown: the newest change that the feed had shown until then, by its Last-Modified; what
                was edited later counts, too, `LONGEST_CACHED` at most: a cache may have answered
                the polls since.
        """
        seen = self._memory.look(feed_url, listed, moved=moved)
        if not (moved or seen.changed or again):
            return None
        begin = since - OVERLAP
        edited, is_whole = await self._by_rest(
            feed_url, min(begin, max(shown or begin, begin - LONGEST_CACHED))
        )
        by_rest = None if edited is None else tuple(edited)
        return Edits(seen, by_rest, None if is_whole else since)

    async def released(
        self,
        feed_url: str,
        edits: Edits,
        *,
        since: datetime,
        floor: datetime | None,
        listed: Sequence[FeedItem],
    ) -> list[FeedItem]:
        """Return unknown articles that were made public since the last poll under an older date.

        They were private or behind a password until then. What was published since, and what
        stands on the feed's page, the poll finds itself.

        Args:
            feed_url: the feed.
            edits: what was edited.
            since: the time of the last poll, aware UTC.
            floor: what is older is no news; None: nothing is.
            listed: the feed's items.

        Raises:
            StorageError: what is known can't be read.
        """
        posts = [
            post
            for post in beside(edits.by_rest or (), listed)
            if not post.locked and floor and post.published and floor <= post.published < since
        ]
        unknown = await self._unknown(posts)
        if not unknown:
            return []
        return await self._unknown(await self._released.items(feed_url, unknown, listed))

    async def _unknown(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Return the items that are stored neither by their number nor by their address."""
        named, known = await recognised(items, self._store.articles)
        known |= await self._store.articles.known([address_id(item.url) for item in named])
        return [item for item in named if known.isdisjoint({item.site_id, address_id(item.url)})]

    async def schedule(
        self,
        edits: Edits,
        *,
        new: Collection[str],
        listed: Sequence[FeedItem],
    ) -> int:
        """Schedule a recheck of what REST or the feed shows as edited; return how many.

        That comes before the poll is recorded, behind which nothing tells of it again. Done twice
        it is as done once.

        Args:
            edits: what was edited.
            new: ids of the articles that are new in the feed.
            listed: the feed's items.

        Raises:
            StorageError: the rechecks can't be stored.
        """
        if edits.by_rest is None:
            changed = edits.seen.changed
            return await self._read_again(
                [one for one in listed if one.site_id in changed and one.site_id not in new]
            )
        # A number that is another article's here, too, is no sign of that one's edit.
        edited, _ = await recognised(edits.by_rest, self._store.articles)
        items = [item for item in edited if item.site_id not in new]
        locked = _ids(item for item in items if item.locked)
        done = await self._store.rechecks.recheck_now(locked, self._now()) if locked else 0
        return done + await self._store.edit_notices.note(
            [
                EditReport(site_id=one, modified=item.modified, tags=item.tags)
                for item in items
                if item.modified and not item.locked
                for one in _ids([item])
            ],
            self._now(),
        )

    async def schedule_unexplained(
        self, edits: Edits, *, new: Collection[str], listed: Sequence[FeedItem]
    ) -> int:
        """Schedule a recheck of all that the feed lists, if that alone shows an edit.

        That is for a poll that has stored no new article, which would explain what has moved.
        Arguments, result and errors are those of `schedule`.
        """
        if edits.by_rest is not None or not edits.seen.believed:
            return 0
        return await self._read_again([item for item in listed if item.site_id not in new])

    async def _read_again(self, items: Sequence[FeedItem]) -> int:
        """Schedule what there is room for; locked articles always: no reader may see them."""
        recheck_now = self._store.rechecks.recheck_now
        locked = _ids(item for item in items if item.locked)
        public = _ids(
            item
            for item in items
            if not item.locked and self._budget.take(f"edited {item.site_id}")
        )
        done = await recheck_now(locked, self._now()) if locked else 0
        return done + (await recheck_now(public, self._now(), public_again=True) if public else 0)

    async def _by_rest(self, feed_url: str, since: datetime) -> tuple[list[FeedItem] | None, bool]:
        """Return what REST says was edited since then, and whether that is all it has to say.

        It says nothing, None, where it is closed, silent, or gives no dates. One that is closed, or
        gives none, has no more to say.

        A site that ignores what it was asked for lists its newest posts, whenever edited. A theme
        that sets the number of posts on a page sets that of REST, too.
        """
        found: list[FeedItem] = []
        listed = counted = 0
        for page in range(1, MOST_PAGES + 1):
            url = posts_url(feed_url, page, WHOLE_POSTS_AT_ONCE, modified_after=since)
            answer = await self._posts.ask(url)
            # Not that of the last posts, which stand a page farther up where one was deleted.
            is_over = counted <= (page - 1) * WHOLE_POSTS_AT_ONCE
            if answer is None or (answer is BEHIND_THE_LAST and not is_over):
                return found or None, self._posts.is_closed(url)
            items, total = answer
            if any(item.modified is None for item in items):
                return None, True
            edited = [item for item in items if item.modified and item.modified > since]
            found += edited
            listed, counted = listed + len(items), total or 0
            if not items or len(edited) < len(items) or counted <= listed:
                break
        return found, True


def _ids(items: Iterable[FeedItem]) -> list[str]:
    """Return the ids by which items may be stored: their own, and their addresses."""
    return [one for item in items for one in (item.site_id, address_id(item.url)) if one]
