"""A newsroom's week in a few seconds: outages, edits, withdrawals, a migration of its guids."""

import dataclasses
import logging
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.recheck import Recheck, RecheckOptions
from sandbox.newsroom import Article, Fault
from storage.models import ArticleStatus
from tests.bot.conftest import Pipeline

log = logging.getLogger(__name__)

WEEK = timedelta(days=7)
POLL_MIN = timedelta(minutes=2)  # as the pipeline is set
ARTICLES = 200
EDITS = 40
WITHDRAWALS = 5
OUTAGES = (
    (timedelta(hours=20), timedelta(hours=6), Fault.DOWN),
    (timedelta(hours=60), timedelta(hours=30), Fault.CHALLENGE),
    (timedelta(hours=120), timedelta(hours=11), Fault.SERVER_ERROR),
)
MIGRATION = timedelta(hours=100)
RECHECK_EVERY = timedelta(minutes=5)
STORED_AFTER = timedelta(days=6, hours=20)


@dataclass
class Week:
    """What the newsroom did, and what is to be found in the end."""

    pipeline: Pipeline
    chance: random.Random = field(default_factory=lambda: random.Random(4))
    published: list[Article] = field(default_factory=list)
    edited: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)

    def events(self) -> list[tuple[timedelta, str]]:
        """Moments of the week with what happens then, in order."""
        chance = self.chance
        moments = [(STORED_AFTER * chance.random(), "publish") for _ in range(ARTICLES)]
        moments += [
            (timedelta(hours=3) + (STORED_AFTER - timedelta(hours=3)) * chance.random(), "edit")
            for _ in range(EDITS)
        ]
        moments += [(timedelta(hours=20 + 25 * n), "withdraw") for n in range(WITHDRAWALS)]
        moments.append((MIGRATION, "migrate"))
        return sorted(moments)

    def happen(self, what: str) -> None:
        """One act of the newsroom."""
        newsroom = self.pipeline.newsroom
        if what == "publish":
            self.published.append(newsroom.publish(generate=True))
        elif what == "migrate":
            newsroom.configure(
                dataclasses.replace(newsroom.settings, guid="https://new.example.org/item-{id}")
            )
        else:
            lately = [
                article
                for article in self.published[-12:]
                if article.number not in self.withdrawn and article.number not in self.edited
            ]
            chosen = self.chance.choice(lately)
            if what == "withdraw":
                newsroom.withdraw(chosen.number)
                self.withdrawn.add(chosen.number)
            else:
                headline = f"{chosen.headline} بعد تصحيح {len(self.edited) + 1}"
                newsroom.edit(chosen.number, headline=headline)
                self.edited[chosen.number] = headline


def rechecking(pipeline: Pipeline) -> Recheck:
    return Recheck(
        reader=ArticleReader(pipeline.fetcher, now=pipeline.clock),
        posts=WordPressPosts(pipeline.fetcher, pipeline.clock),
        store=pipeline.store,
        options=RecheckOptions(
            settle=timedelta(minutes=2), edit_window=timedelta(hours=48), on_withdrawn="mark"
        ),
        wake_delivery=lambda: None,
        now=pipeline.clock,
    )


@pytest.mark.slow
async def test_a_week_loses_nothing_repeats_nothing_and_is_polite(pipeline: Pipeline) -> None:
    """Every article once, every edit seen, nothing addressed twice, few requests."""
    week = Week(pipeline)
    again = rechecking(pipeline)
    began = pipeline.clock()
    await pipeline.reader()
    events = week.events()
    outages = list(OUTAGES)
    next_poll = next_recheck = began
    polls = 0
    while pipeline.clock() < began + WEEK:
        now = pipeline.clock()
        while outages and outages[0][0] <= now - began:
            _, length, fault = outages.pop(0)
            pipeline.newsroom.cause(fault, duration=length)
        while events and events[0][0] <= now - began:
            week.happen(events.pop(0)[1])
        if now >= next_poll:
            next_poll = (await pipeline.ingest.poll(pipeline.feed_url)).next_check
            polls += 1
        if now >= next_recheck:
            await again.recheck_due()
            next_recheck = now + RECHECK_EVERY
        upcoming = [next_poll, next_recheck]
        upcoming += [began + moment for moment, _ in events[:1]]
        upcoming += [began + moment for moment, _, _ in outages[:1]]
        pipeline.clock.moment = max(min(upcoming), now + timedelta(seconds=1))

    lost = [one for one in week.published if await pipeline.stored(one) is None]
    assert lost == []
    for number, headline in week.edited.items():
        stored = await pipeline.stored(pipeline.newsroom.article(number))
        assert stored is not None
        assert stored.article.title == headline, number
    for number in week.withdrawn:
        stored = await pipeline.stored(pipeline.newsroom.article(number))
        assert stored is not None
        assert stored.status is ArticleStatus.WITHDRAWN, number
    assert await pipeline.store.articles.count() <= 10 + ARTICLES
    addressed = Counter(await pipeline.addressed())
    assert set(addressed.values()) == {1}
    assert {key for _, key in addressed} <= {pipeline.site_id(one) for one in week.published}
    assert len(addressed) > ARTICLES * 0.95
    assert len(pipeline.requests) < WEEK / POLL_MIN
    log.info("%d polls, %d requests, %d posts", polls, len(pipeline.requests), len(addressed))
