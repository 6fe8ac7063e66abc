"""One poll of a feed, from the conditional GET to the stored article and its outbox rows.

    fetch the feed -> parse -> find what is new -> walk back while a page is all new
    -> for each new item, oldest first: read (page, summary, terms) -> publish
    -> with the last one, in its transaction: the feed's validators

The validators are written last: a poll that dies half-way is told the whole feed again, and
what was stored already is known by the site's own id.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.article.quality import judge
from bot.causes import ASKED_TO_WAIT, cause_of
from bot.edits import Edits
from bot.errors import FeedError, FetchError, FetchStatus, KhabarError, PageError
from bot.feed import schedule
from bot.feed.changes import find_new, same_text
from bot.feed.fetcher import Fetcher
from bot.feed.parser import parse_feed
from bot.feed.way_back import Gap, WayBack, is_news
from bot.reading import SKETCH_IN_COMMON, Reader, folded_tags
from bot.types import FeedItem, Validators
from storage.models import ArticleStatus, Feed, Publication
from storage.store import Store

log = logging.getLogger(__name__)

AWAY_SETTLES = timedelta(minutes=5)
HABIT_OVER = timedelta(days=14)
HABIT_FROM = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """The settings that a poll needs."""

    poll_min: timedelta
    poll_max: timedelta
    settle: timedelta
    catch_up_after: timedelta
    catch_up_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What one poll came to; `next_check` is when the feed should be asked again."""

    next_check: datetime
    stored: int = 0
    pushed: int = 0
    skipped: int = 0
    not_modified: bool = False
    error: str = ""


class Ingest:
    """Polls feeds into the store; one poll at a time, so that two feeds can't race."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        reader: Reader,
        edits: Edits,
        store: Store,
        options: IngestOptions,
        now: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._edits = edits
        self._store = store
        self._options = options
        self._now = now
        self._random = random
        self._turn = asyncio.Lock()
        self._per_hour: tuple[float, ...] = ()
        self._floor: datetime | None = None
        self._way_back = WayBack(fetcher, known=store.articles.known, now=now)

    async def poll(self, url: str) -> PollResult:
        """Poll one feed; a feed's or page's trouble is recorded and never raised.

        Raises:
            StorageError: the poll can't be recorded; the next one begins where this one did.
        """
        async with self._turn:
            feed = await self._store.feeds.get(url)
            if feed.cause in ASKED_TO_WAIT and feed.next_check and self._now() < feed.next_check:
                # Neither a ping nor a restart is a reason to break what the site has asked for.
                return PollResult(next_check=feed.next_check, error=feed.last_error)
            self._per_hour, self._floor = await self._habit()
            try:
                return await self._poll(feed)
            except (FetchError, FeedError) as error:
                return await self._failed(feed, error)

    async def _poll(self, feed: Feed) -> PollResult:
        fetched = await self._fetcher.fetch_feed(feed.url, _validators(feed))
        if fetched.not_modified:
            kept = Validators(feed.etag, feed.last_modified)
            done = self._succeeded(feed, kept, max_age=fetched.max_age, hub=fetched.hub or feed.hub)
            await self._store.record(done, catch_up=False, now=self._now())
            return PollResult(next_check=done.next_check or self._now(), not_modified=True)
        parsed = await asyncio.to_thread(parse_feed, fetched, now=self._now())
        for skipped in parsed.skipped:
            log.warning("%s: left out %s: %s", feed.url, skipped.what, skipped.reason)
        last = feed.last_success
        items = list(parsed.items)
        if last is not None:
            gap = Gap(
                url=feed.url,
                since=last,
                floor=self._floor,
                failures=feed.failures,
                limit=self._options.catch_up_limit,
            )
            items = await self._way_back.items(parsed, gap)
        known = await self._store.articles.known([item.site_id for item in items])
        new = find_new(items, known)
        await self._store.unite_tags(
            {item.site_id: folded_tags(item.tags) for item in items if item.site_id in known}
        )
        newest = max((item.published for item in parsed.items if item.published), default=None)
        validators = fetched.validators
        # A cut body's validators would hide behind a 304 what was cut off.
        if not parsed.complete or schedule.forget_validators(validators.last_modified, newest):
            validators = Validators()
        done = self._succeeded(feed, validators, max_age=fetched.max_age, hub=parsed.hub)
        # A feed that was never read to its end before is read to learn, not to push: a new
        # installation must not greet its first readers with ten old articles.
        away = last is not None and self._now() - last > self._options.catch_up_after
        result = await self._publish(new, done, push=last is not None, away=away)
        if last is not None and validators.last_modified != feed.last_modified:
            await self._edits.look(
                feed.url,
                last,
                new={item.site_id for item in new},
                listed=() if new else parsed.items,
            )
        return result

    async def _publish(
        self, new: Sequence[FeedItem], done: Feed, *, push: bool, away: bool
    ) -> PollResult:
        stored = addressed = skipped = 0
        if not new:
            await self._store.record(done, catch_up=False, now=self._now())
        for place, item in enumerate(new, start=1):
            last = place == len(new)
            try:
                publication = await self._reader.read(item)
            except PageError as error:
                log.warning("left out %s: %s", item.url, error)
                skipped += 1
                if last:
                    await self._store.record(done, catch_up=away, now=self._now())
                continue
            published = await self._store.publish(
                await self._judged(publication, push=push, away=away),
                feed=done if last else None,
                catch_up=away and last,
                now=self._now(),
            )
            if published.article_id is not None:
                stored += 1
                addressed += published.addressed
                log.info(
                    "stored %s for %d chats: %s",
                    item.site_id,
                    published.addressed,
                    publication.article.title,
                )
        return PollResult(
            next_check=done.next_check or self._now(),
            stored=stored,
            pushed=addressed,
            skipped=skipped,
        )

    async def _judged(self, publication: Publication, *, push: bool, away: bool) -> Publication:
        """With the moment from which it may be sent; a copy or doubtful text goes to nobody."""
        close = await self._store.articles.alike(publication.sketch, at_least=SKETCH_IN_COMMON)
        for original in await self._store.articles.get(close):
            if same_text(original.article, publication.article):
                log.info("%s is a copy of %s", publication.article.url, original.article.url)
                return dataclasses.replace(
                    publication, status=ArticleStatus.COPY, copy_of=original.id
                )
        verdict = judge(publication.article)
        if not verdict.ok:
            log.warning("%s is held back: %s", publication.article.url, verdict.reason)
            return dataclasses.replace(
                publication, status=ArticleStatus.HELD, held_for=verdict.reason
            )
        now = self._now()
        publication = dataclasses.replace(publication, next_read=schedule.next_reread(now, now))
        if not push or not is_news(publication.article.published, self._floor):
            return publication
        settle = timedelta(0) if publication.article.breaking else self._options.settle
        if away:
            # Long enough for the whole walk back to be collapsed before the first is sent.
            settle = max(settle, AWAY_SETTLES)
        return dataclasses.replace(publication, not_before=now + settle)

    async def _failed(self, feed: Feed, error: KhabarError) -> PollResult:
        failures = feed.failures + 1
        retry_after = error.retry_after if isinstance(error, FetchStatus) else None
        log.warning("%s: failed %d times in a row: %s", feed.url, failures, error)
        failed = dataclasses.replace(
            feed,
            failures=failures,
            polls=feed.polls + 1,
            last_error=str(error),
            failing_since=feed.failing_since or self._now(),
            cause=cause_of(error),
            next_check=self._next_check(failures=failures, retry_after=retry_after),
        )
        await self._store.record(failed, catch_up=False, now=self._now())
        return PollResult(next_check=failed.next_check or self._now(), error=str(error))

    def _succeeded(
        self, feed: Feed, validators: Validators, *, max_age: timedelta | None, hub: str
    ) -> Feed:
        if feed.failures:
            log.info("%s: is back after %d failures", feed.url, feed.failures)
        return dataclasses.replace(
            feed,
            etag=validators.etag,
            last_modified=validators.last_modified,
            failures=0,
            last_error="",
            failing_since=None,
            cause="",
            hub=hub,
            last_success=self._now(),
            polls=feed.polls + 1,
            next_check=self._next_check(max_age=max_age),
        )

    async def _habit(self) -> tuple[tuple[float, ...], datetime | None]:
        """Articles for each hour of the day, and the oldest article of the last two weeks.

        The first is empty before there are days enough to tell, the second None where there is
        no article.
        """
        now = self._now()
        published = await self._store.articles.published_since(now - HABIT_OVER)
        if not published:
            return (), None
        floor = min(published)
        return (schedule.habit(published, now) if now - floor >= HABIT_FROM else ()), floor

    def _next_check(
        self,
        *,
        failures: int = 0,
        retry_after: timedelta | None = None,
        max_age: timedelta | None = None,
    ) -> datetime:
        return schedule.next_check(
            now=self._now(),
            poll_min=self._options.poll_min,
            poll_max=self._options.poll_max,
            per_hour=self._per_hour,
            failures=failures,
            retry_after=retry_after,
            max_age=max_age,
            jitter=self._random(),
        )


def _validators(feed: Feed) -> Validators | None:
    if schedule.unconditional(feed.polls):
        return None
    return Validators(feed.etag, feed.last_modified)
