"""Computes when a feed is polled next, from publishing rate and the last poll's result."""

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import FetchStatus, KhabarError
from bot.feed import conditional_get, intervals
from bot.feed.failure_causes import Cause, cause_of
from bot.types import Validators
from storage.articles.articles import Articles
from storage.models import Feed

log = logging.getLogger(__name__)

HABIT_OVER = timedelta(days=14)
HABIT_FROM = timedelta(days=3)
HABIT_KEPT = timedelta(hours=1)
# A stop of so many polls heaps up what came one by one: twice as much may be new then.
MISSED_POLLS = 2
# Where REST is silent for longer, it is asked again when the feed has moved, or by the poll that
# looks behind fourteen answers of 304.
SILENCE_FOLLOWED = timedelta(hours=1)
# What is silent for so long is no REST, or one that does not come back; and an edit from before is
# one of articles whose posts are corrected no more.
SILENCE_ENDS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class PublishingRate:
    """Articles published in each hour of the day; empty before enough days are known.

    `floor` is when the oldest article of the last two weeks was published, None if there is
    none. `seen` is when this was computed.
    """

    per_hour: tuple[float, ...] = ()
    floor: datetime | None = None
    seen: datetime | None = None


class PollSchedule:
    """Computes a feed's stored state after each poll; the publishing rate is cached for an hour."""

    def __init__(
        self,
        articles: Articles,
        *,
        poll_min: timedelta,
        poll_max: timedelta,
        now: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._articles = articles
        self._poll_min = poll_min
        self._poll_max = poll_max
        self._now = now
        self._random = random
        self._rate = PublishingRate()

    async def publishing_rate(self) -> PublishingRate:
        """Return the newsroom's publishing rate, at most an hour old.

        Raises:
            StorageError: the articles can't be read.
        """
        now, kept = self._now(), self._rate
        # Without an article there is no floor yet, and the first poll is about to bring one.
        if kept.floor is None or kept.seen is None or not kept.seen <= now < kept.seen + HABIT_KEPT:
            published = await self._articles.published_since(now - HABIT_OVER)
            floor = min(published, default=None)
            known = floor is not None and now - floor >= HABIT_FROM
            per_hour = intervals.publishing_rate(published, now) if known else ()
            self._rate = PublishingRate(per_hour, floor, now)
        return self._rate

    def is_idle_hour(self) -> bool:
        """Return whether the newsroom is known to publish nothing at this hour."""
        return intervals.is_idle_hour(self._now(), self._rate.per_hour)

    def explains(self, new: int, *, allowance: int, since: timedelta) -> bool:
        """Return whether the newsroom may have published so many articles.

        Args:
            new: how many items of a poll are new.
            allowance: how many may be new at any poll; twice as many behind polls that were missed.
            since: the time since the last successful poll.
        """
        missed = since > MISSED_POLLS * self._poll_max
        return intervals.explains(
            new,
            allowance=allowance * (2 if missed else 1),
            per_hour=self._rate.per_hour,
            since=since,
        )

    def succeeded(
        self,
        feed: Feed,
        validators: Validators,
        *,
        answered: datetime,
        whole: bool,
        max_age: timedelta | None,
        hub: str,
        floor: datetime | None,
        edits_since: datetime | None,
    ) -> Feed:
        """Return the feed's state after a poll that was `answered` then, by a `whole` feed or 304.

        `max_age` is how long the answer is fresh; `hub`, `floor` and `edits_since` are as in
        `Feed`. While REST is silent the next poll asks for the whole feed, and REST beside it; one
        that goes on being silent is asked as others are after `SILENCE_ENDS`.
        """
        if feed.edits_since is not None and answered - feed.edits_since > SILENCE_ENDS:
            edits_since = None
        if feed.failures:
            log.info("feed %s: works again after %d failures", feed.url, feed.failures)
        if whole:
            not_modified = 0
            unsettled = conditional_get.unsettled_since(feed, validators, answered)
            if edits_since is not None and (
                feed.edits_since is None or answered - edits_since < SILENCE_FOLLOWED
            ):
                unsettled = answered
        else:
            not_modified = feed.not_modified + 1
            unsettled = feed.unsettled_since
        return dataclasses.replace(
            feed,
            etag=validators.etag,
            last_modified=validators.last_modified,
            failures=0,
            last_error="",
            failing_since=None,
            cause="",
            hub=hub,
            floor=floor,
            last_success=answered,
            not_modified=not_modified,
            unsettled_since=unsettled,
            edits_since=edits_since,
            in_flood=False,
            next_check=self._next_check(max_age=max_age),
        )

    def failed(self, feed: Feed, error: KhabarError) -> Feed:
        """Return the feed's state after a failed poll, with the cause and a growing wait."""
        failures = feed.failures + 1
        cause = cause_of(error)
        retry_after = error.retry_after if isinstance(error, FetchStatus) else None
        log.warning("feed %s: %d failures in a row: %s", feed.url, failures, error)
        again = feed.cause == Cause.MAINTENANCE
        if cause is Cause.MAINTENANCE and intervals.may_be_passing(failures, again=again):
            next_check = self._next_check(failures=failures - 1)
        else:
            next_check = self._next_check(failures=failures, retry_after=retry_after)
        return dataclasses.replace(
            feed,
            failures=failures,
            last_error=str(error),
            failing_since=feed.failing_since or self._now(),
            cause=cause,
            next_check=next_check,
        )

    def _next_check(
        self,
        *,
        failures: int = 0,
        retry_after: timedelta | None = None,
        max_age: timedelta | None = None,
    ) -> datetime:
        return intervals.next_check(
            now=self._now(),
            poll_min=self._poll_min,
            poll_max=self._poll_max,
            per_hour=self._rate.per_hour,
            failures=failures,
            retry_after=retry_after,
            max_age=max_age,
            jitter=self._random(),
        )
