"""Runs one poll of a feed, from the conditional GET to stored articles and outbox rows.

    fetch the feed -> parse -> find what is new -> fill the gap while a page is all new
    -> ask what was edited, and find what was released under an old date
    -> have read again what was edited
    -> for each new item, oldest first: read (page, summary, terms) -> publish
    -> with the last one, in its transaction: the feed's validators
    -> have read again what the feed's page has lost

The validators are written last: a poll that dies half-way is told the whole feed again, and
what was stored already is known by the site's own id.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import FetchError, ParseError
from bot.feed.compare_articles import find_new
from bot.feed.conditional_get import validators_to_keep, validators_to_send
from bot.feed.failure_causes import ASKED_TO_WAIT, OVER_WHEN_NOTIFIED
from bot.feed.http.fetcher import Fetcher
from bot.feed.http.headers import http_date
from bot.feed.wordpress.post_details import PostDetails
from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.admission import Admission, PollContext
from bot.ingest.parse_feed import parse_feed_safely
from bot.ingest.polling.added_feeds import floor_of
from bot.ingest.polling.edit_detection import EditDetector, Edits
from bot.ingest.polling.items import PollItems
from bot.ingest.polling.known_items import recognised
from bot.ingest.polling.next_poll import PollSchedule
from bot.ingest.polling.publish_items import ItemPublisher
from bot.ingest.publications import normalized_tags
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.listing_changes import ListingChanges
from bot.isolation.worker import Isolate, in_thread
from bot.types import ParsedFeed, Validators
from storage.future_time_limits import LONGEST_FEED_WAIT, still_waits
from storage.models import Feed
from storage.outbox import DIGEST_AT_LEAST
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOptions:
    """The settings that a poll needs; `feed_urls` are the addresses of all feeds."""

    poll_min: timedelta
    poll_max: timedelta
    settle: timedelta
    catch_up_after: timedelta
    catch_up_limit: int
    article_hosts: frozenset[str]
    feed_urls: Container[str]
    catch_up_from: int = 8
    flood_at: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of one poll; `next_check` is when the feed is polled again."""

    next_check: datetime
    stored: int = 0
    pushed: int = 0
    skipped: int = 0
    not_modified: bool = False
    error: str = ""


class FeedPoller:
    """Polls feeds into the store; one poll at a time, so that two feeds can't race."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        reader: ArticleReader,
        edits: EditDetector,
        store: Store,
        options: PollOptions,
        now: Callable[[], datetime],
        random: Callable[[], float],
        isolate: Isolate = in_thread,
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._edits = edits
        self._store = store
        self._options = options
        self._now = now
        self._turn = asyncio.Lock()
        self._schedule = PollSchedule(
            store.articles,
            poll_min=options.poll_min,
            poll_max=options.poll_max,
            now=now,
            random=random,
        )
        self._publisher = ItemPublisher(
            reader=reader,
            admission=Admission(
                store.articles, hosts=options.article_hosts, settle=options.settle, now=now
            ),
            store=store,
            now=now,
        )
        self._items = PollItems(
            fetcher,
            store,
            limit=options.catch_up_limit,
            listed=options.feed_urls,
            now=now,
            isolate=isolate,
        )
        self._details = PostDetails(WordPressPosts(fetcher, now, isolate))
        self._changes = ListingChanges(store.rechecks, now)

    async def poll(self, url: str, *, notified: bool = False) -> PollResult:
        """Poll one feed; errors of the feed or of a page are recorded and not raised.

        Args:
            url: the feed.
            notified: whether the site, or a hub that has just read it, says that there is news.

        Raises:
            StorageError: the poll can't be recorded; the next one begins where this one did.
        """
        async with self._turn:
            feed = await self._items.state_of(url)
            binding = ASKED_TO_WAIT - OVER_WHEN_NOTIFIED if notified else ASKED_TO_WAIT
            asked = feed.next_check if feed.cause in binding else None
            if notified:
                # The news may carry the validators of the answer before, or be kept by a cache yet.
                feed = dataclasses.replace(feed, unsettled_since=self._now())
            if asked is not None and still_waits(asked, self._now(), LONGEST_FEED_WAIT):
                # A restart is no reason to break what the site has asked for.
                if notified:
                    await self._store.record(feed, now=self._now())
                return PollResult(next_check=asked, error=feed.last_error)
            rate = await self._schedule.publishing_rate()
            floors = [floor for floor in (feed.floor, rate.floor) if floor is not None]
            try:
                return await self._poll(feed, max(floors, default=None))
            except (FetchError, ParseError) as error:
                kept = await self._store.feeds.get(url)
                feed = dataclasses.replace(feed, in_flood=kept.in_flood)
                failed = self._schedule.failed(feed, error)
                await self._store.record(failed, now=self._now())
                return PollResult(next_check=failed.next_check or self._now(), error=str(error))

    async def _poll(self, feed: Feed, floor: datetime | None) -> PollResult:
        fetched = await self._fetcher.fetch_feed(feed.url, validators_to_send(feed))
        answered = self._now()
        parsed = None
        if fetched.not_modified:
            validators = Validators(feed.etag, feed.last_modified)
            hub = fetched.hub or feed.hub
        else:
            parsed = await parse_feed_safely(fetched, now=self._now(), isolate=self._isolate)
            validators, hub = validators_to_keep(fetched.validators, parsed), parsed.hub
        items = await self._items.listed_and_missing(
            feed, parsed, floor=floor, is_idle_hour=self._schedule.is_idle_hour()
        )
        left = await self._items.left_to_the_next(feed, items)
        if left:
            items, validators = [item for item in items if item not in left], Validators()
        items, known = await recognised(items, self._store.articles)
        await self._changes.look_for_locked(items, known)
        new, edits = await asyncio.gather(
            self._details.completed(feed.url, find_new(items, known)),
            self._asked_for_edits(feed, parsed, validators),
        )
        if edits is not None and parsed is not None and feed.last_success is not None:
            released = await self._edits.released(
                feed.url, edits, since=feed.last_success, floor=floor, listed=parsed.items
            )
            if released:
                new = list(find_new([*reversed(new), *released], ()))
        await self._store.unite_tags(
            {item.site_id: normalized_tags(item.tags) for item in items if item.site_id in known}
        )
        ends = feed.floor
        if ends is None and parsed is not None:
            ends = floor_of(parsed, left, self._now())
        done = self._schedule.succeeded(
            feed,
            validators,
            answered=answered,
            whole=parsed is not None,
            max_age=fetched.max_age,
            hub=hub,
            floor=ends,
            edits_since=_still_to_ask(feed, parsed, edits),
        )
        last = feed.last_success
        # A feed that was never read to its end before is read to learn, not to push: a new
        # installation must not greet its first readers with ten old articles.
        away = last is not None and self._now() - last > self._options.catch_up_after
        mad = feed.in_flood or not (away or self._explains(len(new), last))
        if mad and new:
            log.error("feed %s: %d new articles at once, owners are asked", feed.url, len(new))
            # A poll that is interrupted leaves less than a flood to the next one.
            await self._store.record(dataclasses.replace(feed, in_flood=True), now=self._now())
        crowd = len(new) if len(new) > self._options.catch_up_from else 0
        context = PollContext(
            push=last is not None and not mad, away=away, floor=floor, burst=crowd
        )
        new_ids = {item.site_id for item in new}
        if edits is not None and parsed is not None:
            await self._edits.schedule(edits, new=new_ids, listed=parsed.items)
        published = await self._publisher.publish(
            new,
            done,
            context,
            digest_from=DIGEST_AT_LEAST if away else self._options.catch_up_from + 1,
            flood_of=feed.url if mad else "",
        )
        result = PollResult(
            next_check=done.next_check or self._now(),
            stored=published.stored,
            pushed=published.addressed,
            skipped=published.skipped,
            not_modified=parsed is None,
        )
        self._items.ended(feed.url)
        if parsed is None:
            self._edits.not_modified(feed.url)
            return result
        # A locked post in the feed is new at each poll, and explains nothing.
        if edits is not None and not result.stored:
            await self._edits.schedule_unexplained(edits, new=new_ids, listed=parsed.items)
        self._edits.recorded(feed.url)
        await self._changes.look_for_lost(feed.url, parsed)
        return result

    def _explains(self, new: int, last: datetime | None) -> bool:
        """Return whether so many new articles are plausible; all are at a first reading."""
        return last is None or self._schedule.explains(
            new, allowance=self._options.flood_at, since=self._now() - last
        )

    async def _asked_for_edits(
        self, feed: Feed, parsed: ParsedFeed | None, validators: Validators
    ) -> Edits | None:
        """Return what was edited since the last poll; None where nothing shows an edit."""
        if parsed is None or feed.last_success is None:
            return None
        return await self._edits.ask(
            feed.url,
            feed.edits_since or feed.last_success,
            listed=parsed.items,
            moved=validators.last_modified != feed.last_modified,
            again=feed.edits_since is not None,
            shown=http_date(feed.last_modified),
        )


def _still_to_ask(feed: Feed, parsed: ParsedFeed | None, edits: Edits | None) -> datetime | None:
    """Return from when on REST is still to say what was edited; None if it has said all."""
    if parsed is None:
        return feed.edits_since
    return edits.unanswered_since if edits is not None else None
