"""A backfill that waits for nothing, and a newsroom with a past for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.ingest.archive.backfill import Backfill
from bot.ingest.archive.backfill_progress import (
    BackfillScope,
    Progress,
)
from storage.archive import Archive
from tests.articles import NOON
from tests.bot.conftest import Pipeline

EVER = BackfillScope(since=None, until=NOON + timedelta(days=1))


@dataclass
class BackfillRunner:
    """A backfill whose pauses are written down instead of waited for."""

    pipeline: Pipeline
    slept: list[float] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def steps(
        self, scope: BackfillScope = EVER, limit: int | None = None, *, feed_url: str = ""
    ) -> AsyncIterator[Progress]:
        past = Backfill(
            fetcher=self.pipeline.fetcher,
            patience=RetryingFetcher(
                timedelta(0),
                paused=lambda _, why: self.reasons.append(why),
                sleep=self._sleep,
            ),
            archive=Archive(self.pipeline.store._database),
            hosts={"127.0.0.1"},
            now=self.pipeline.clock,
        )
        return past.run(feed_url or self.pipeline.feed_url, scope, name="backfill", limit=limit)

    async def run(self, scope: BackfillScope = EVER, limit: int | None = None) -> Progress:
        return [step async for step in self.steps(scope, limit)][-1]


@pytest.fixture
def backlog() -> int:
    """More than a page of the feed holds: the rest is the archive."""
    return 12


@pytest.fixture
def runner(pipeline: Pipeline) -> BackfillRunner:
    return BackfillRunner(pipeline)


@pytest.fixture
def short_pages(pipeline: Pipeline) -> None:
    """REST lists ten posts, however many are asked for: a few stories are more than a page."""
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, rest_items=10))


def publish_past(pipeline: Pipeline, count: int, *, days_ago: float = 100.0) -> list[str]:
    """Publish so many stories a minute apart; their headlines, the newest first."""
    begin = NOON - timedelta(days=days_ago)
    made = [
        pipeline.newsroom.publish(generate=True, at=begin - timedelta(minutes=number))
        for number in range(count)
    ]
    return [article.headline for article in made]
