"""A feed that goes mad, and a burst: no chat gets a heap of messages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.terms import index_terms
from bot.errors import FetchError, WorkerUnavailable
from bot.feed.intervals import explains
from bot.i18n import Catalogues
from bot.ingest.admission import Reading, breaking_first
from bot.ingest.read_article import ArticleReader
from bot.owner_alerts.alerts import OwnerAlerts
from bot.posts.buttons import Rows
from bot.types import FeedItem
from sandbox.newsroom import Article, Story
from storage.article_floods import DECIDED_AFTER, FloodDecision
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.errors import StorageError
from storage.models import Publication
from storage.outbox import Action, PriorityClass
from storage.outbox.rows import RANKS
from tests.articles import invented
from tests.bot.conftest import Pipeline
from tests.databases import as_if
from tests.outbox_counts import pending_count

# Two more than what is taken without a question here: each article takes its time.
TAKEN, MANY = 6, 8
# The setting's default is what a burst is measured by.
USUAL = pytest.mark.parametrize("flood_at", [20], ids=["usual"])


@pytest.fixture
def flood_at() -> int:
    return TAKEN


async def settled(pipeline: Pipeline) -> None:
    """The feed was read once, a while ago, and somebody wants all of it."""
    await pipeline.ingest.poll(pipeline.feed_url)
    await pipeline.reader()
    pipeline.clock.forward(timedelta(minutes=2))


def publish(pipeline: Pipeline, count: int) -> None:
    for _ in range(count):
        pipeline.newsroom.publish(breaking=False)


async def messages(pipeline: Pipeline) -> list[tuple[Action, int]]:
    """Each message of news that waits for the reader: what it is, and how much it brings.

    Breaking news always comes by itself.
    """
    later = pipeline.clock() + timedelta(days=1)
    found = []
    while deliveries := await pipeline.store.outbox.claim(100, later, timedelta(minutes=1)):
        found += [
            (one.action, max(1, len(one.articles)))
            for one in deliveries
            if one.priority // RANKS == PriorityClass.NEWS
        ]
    return found


@USUAL
async def test_a_burst_after_a_short_stop_is_one_message(pipeline: Pipeline) -> None:
    await settled(pipeline)
    publish(pipeline, 15)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert [action for action, _ in await messages(pipeline)] == [Action.DIGEST]


@USUAL
async def test_what_came_out_in_a_stop_is_no_flood(pipeline: Pipeline) -> None:
    """Nobody has to be asked about 25 articles then: one message for each chat."""
    await settled(pipeline)
    pipeline.clock.forward(timedelta(minutes=40))
    publish(pipeline, 25)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pipeline.store.floods.undecided() == []
    assert [action for action, _ in await messages(pipeline)] == [Action.DIGEST]


@USUAL
async def test_eight_articles_come_one_by_one(pipeline: Pipeline) -> None:
    await settled(pipeline)
    publish(pipeline, 8)
    await pipeline.ingest.poll(pipeline.feed_url)
    waiting = await pending_count(pipeline.store.outbox.database)
    assert waiting == 8


async def test_of_a_flood_nothing_goes_out_before_an_owners_word(pipeline: Pipeline) -> None:
    """However often it comes again: it is stored, and there is one question."""
    await settled(pipeline)
    for _ in range(2):
        publish(pipeline, MANY)
        await pipeline.ingest.poll(pipeline.feed_url)
        pipeline.clock.forward(timedelta(minutes=2))
    assert await messages(pipeline) == []
    (flood,) = await pipeline.store.floods.undecided()
    assert flood.articles > MANY


class Interrupted(ArticleReader):
    """Reads half of a flood, and then the database, the site or its own process fails it."""

    def __init__(self, pipeline: Pipeline, error: Exception) -> None:
        super().__init__(pipeline.fetcher, now=pipeline.clock)
        self._error = error
        self._read = 0

    async def read(self, item: FeedItem) -> Publication:
        self._read += 1
        if self._read > MANY // 2:
            raise self._error
        return await super().read(item)


@pytest.mark.parametrize(
    "error", [StorageError("full"), FetchError("no name"), WorkerUnavailable("no memory")]
)
async def test_the_rest_of_a_flood_that_was_interrupted_waits_for_the_owners_too(
    pipeline: Pipeline, error: Exception
) -> None:
    """It is no flood by itself, and what comes after it is news again."""
    await settled(pipeline)
    publish(pipeline, MANY)
    with contextlib.suppress(StorageError):
        await pipeline.polling(Interrupted(pipeline, error)).poll(pipeline.feed_url)
    (flood,) = await pipeline.store.floods.undecided()
    assert MANY - TAKEN <= flood.articles < MANY
    pipeline.clock.forward(timedelta(minutes=2))
    await pipeline.ingest.poll(pipeline.feed_url)
    (flood,) = await pipeline.store.floods.undecided()
    assert flood.articles == MANY
    assert await messages(pipeline) == []
    pipeline.clock.forward(timedelta(minutes=2))
    publish(pipeline, 1)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await messages(pipeline) == [(Action.POST, 1)]


async def test_what_is_sent_of_a_flood_is_one_message(pipeline: Pipeline) -> None:
    await settled(pipeline)
    publish(pipeline, MANY)
    await pipeline.ingest.poll(pipeline.feed_url)
    (flood,) = await pipeline.store.floods.undecided()
    now = pipeline.clock()
    assert await pipeline.store.decide_flood(flood.id, FloodDecision.ALL, now) == MANY
    assert await messages(pipeline) == [(Action.DIGEST, MANY)]
    assert await pipeline.store.decide_flood(flood.id, FloodDecision.ALL, now) is None


def asked(word: str) -> Conditions:
    return Conditions.of_terms(index_terms("", word, ()).text_stems.split())


async def flooded(pipeline: Pipeline) -> Article:
    """A flood that waits for the owners; one article in it is about a lighthouse."""
    publish(pipeline, MANY)
    about = pipeline.newsroom.publish(
        Story(
            key="lighthouse",
            headline="المنارة القديمة تضاء من جديد",
            paragraphs=("أضاء عمال الميناء المنارة القديمة مساء اليوم بعد ترميم دام سنة كاملة.",),
            section="local",
            tags=("ميناء",),
        ),
        breaking=False,
    )
    await pipeline.ingest.poll(pipeline.feed_url)
    return about


async def test_of_a_flood_nobody_gets_muted_words_and_who_watches_them_gets_them(
    pipeline: Pipeline,
) -> None:
    """Whatever words a chat has chosen count for it as for any news."""
    await settled(pipeline)
    alerts, now = pipeline.store.alerts, pipeline.clock()
    mutes, watches = await pipeline.reader(8), await pipeline.reader(9)
    await alerts.add(mutes, AlertKind.MUTE, "المنارة", asked("المنارة"), now=now)
    await alerts.add(watches, AlertKind.ALERT, "المنارة", asked("المنارة"), now=now)
    await pipeline.store.chats.set_everything(watches, everything=False)
    about = await flooded(pipeline)
    (flood,) = await pipeline.store.floods.undecided()
    await pipeline.store.decide_flood(flood.id, FloodDecision.ALL, pipeline.clock())
    addressed = await pipeline.addressed()
    key = pipeline.site_id(about)
    assert [one for chat, one in addressed if chat == watches] == [key]
    to_mutes = [one for chat, one in addressed if chat == mutes]
    assert key not in to_mutes
    assert len(to_mutes) == MANY


async def test_what_is_withdrawn_as_owners_send_all_was_not_refused(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Once it is public again, who catches up gets it with the others."""
    await settled(pipeline)
    began = pipeline.clock()
    away = await pipeline.reader(8)
    await pipeline.store.pauses.begin(away, began)
    about = await flooded(pipeline)
    (flood,) = await pipeline.store.floods.undecided()
    status = "update articles set status = '{}' where site_id = '{}'"
    withdrawn, live = (status.format(one, pipeline.site_id(about)) for one in ("withdrawn", "live"))
    await as_if(tmp_path / "khabar.db", withdrawn)
    await pipeline.store.decide_flood(flood.id, FloodDecision.ALL, pipeline.clock())
    await as_if(tmp_path / "khabar.db", live)
    caught_up = await pipeline.store.missed_articles.go_on(away, pipeline.clock(), catch_up=True)
    assert caught_up is not None
    assert caught_up.sent == MANY + 1


async def test_a_held_article_of_a_flood_that_an_owner_publishes_reaches_who_catches_up(
    pipeline: Pipeline,
) -> None:
    """The word about the one article is a word about it, whatever becomes of the flood."""
    await settled(pipeline)
    began = pipeline.clock()
    away = await pipeline.reader(8)
    await pipeline.store.pauses.begin(away, began)
    publish(pipeline, MANY)
    text = "افتتح المجلس البلدي الحديقة في حي الزيتون صباح اليوم بعد ترميم دام شهرين."
    doubtful = pipeline.newsroom.publish(
        Story(key="doubtful", headline="مباشر", paragraphs=(text,), section="local", tags=("حلب",))
    )
    await pipeline.ingest.poll(pipeline.feed_url)
    held = await pipeline.stored(doubtful)
    assert held is not None
    publication = Publication(
        article=held.article,
        summary=held.summary,
        terms=index_terms("", text, ()),
        content_hash="1",
        not_before=pipeline.clock(),
    )
    await pipeline.store.publish_held(held.id, publication, now=pipeline.clock())
    caught_up = await pipeline.store.missed_articles.go_on(away, pipeline.clock(), catch_up=True)
    assert caught_up is not None
    assert caught_up.sent == 1


async def test_where_an_owner_wants_none_the_feed_is_quiet_for_a_day(pipeline: Pipeline) -> None:
    await settled(pipeline)
    publish(pipeline, MANY)
    await pipeline.ingest.poll(pipeline.feed_url)
    (flood,) = await pipeline.store.floods.undecided()
    await pipeline.store.decide_flood(flood.id, FloodDecision.NONE, pipeline.clock())
    pipeline.clock.forward(timedelta(minutes=2))
    publish(pipeline, MANY)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pipeline.store.floods.undecided() == []
    assert await messages(pipeline) == []


async def test_owners_are_asked_once_and_after_an_hour_the_newest_go_out(
    pipeline: Pipeline,
) -> None:
    asked: list[list[str]] = []

    async def tell(owner_id: int, html: str, rows: Rows = ()) -> bool:
        assert owner_id == 5
        assert pipeline.feed_url in html
        asked.append([button.text for row in rows for button in row])
        return True

    alerts = OwnerAlerts(
        store=pipeline.store,
        catalogues=Catalogues.load(),
        tell=tell,
        feed_urls=[pipeline.feed_url],
        owner_ids=[5],
        alert_after=timedelta(hours=1),
        zone_name="Asia/Damascus",
        now=pipeline.clock,
    )
    await settled(pipeline)
    publish(pipeline, MANY)
    await pipeline.ingest.poll(pipeline.feed_url)
    await alerts.check()
    await alerts.check()
    assert [len(labels) for labels in asked] == [3]
    pipeline.clock.forward(DECIDED_AFTER)
    await alerts.check()
    assert [action for action, _ in await messages(pipeline)] == [Action.DIGEST]
    assert len(asked) == 1


async def test_many_articles_after_a_night_are_no_flood(pipeline: Pipeline) -> None:
    await settled(pipeline)
    pipeline.clock.forward(timedelta(hours=10))
    publish(pipeline, MANY)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pipeline.store.floods.undecided() == []
    assert [action for action, _ in await messages(pipeline)] == [Action.DIGEST]


@given(
    st.integers(0, 500),
    st.lists(st.floats(0, 20), min_size=24, max_size=24) | st.just([]),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_what_is_explained_stays_explained_with_more_time(
    new: int, per_hour: list[float], since: timedelta
) -> None:
    if explains(new, allowance=20, per_hour=per_hour, since=since):
        assert explains(new, allowance=20, per_hour=per_hour, since=since + timedelta(hours=1))
    else:
        assert new > 20


@given(
    st.lists(st.sampled_from(["plain", "breaking", "skipped"]), max_size=12),
    st.none() | st.integers(0, 12),
)
def test_of_a_burst_breaking_news_comes_at_once_and_the_rest_when_all_is_read(
    kinds: list[str], fails_at: int | None
) -> None:
    """In order, none left out; an error of reading is raised when what was read is out."""
    read = 0
    seen: list[tuple[int, int]] = []

    async def readings() -> AsyncIterator[Reading]:
        nonlocal read
        for number, kind in enumerate(kinds):
            if number == fails_at:
                raise StorageError("the worker has gone")
            read += 1
            url = f"https://news.example/{number}/"
            item = FeedItem(site_id=str(number), url=url, title="عنوان")
            yield item, None if kind == "skipped" else publication(number, kind)

    async def run() -> None:
        async for item, _ in breaking_first(readings()):
            seen.append((int(item.site_id), read))

    fails = fails_at is not None and fails_at < len(kinds)
    with pytest.raises(StorageError) if fails else contextlib.nullcontext():
        asyncio.run(run())
    whole = fails_at if fails and fails_at is not None else len(kinds)
    assert sorted(number for number, _ in seen) == list(range(whole))
    plain = [number for number, _ in seen if kinds[number] == "plain"]
    assert plain == sorted(plain)
    for number, known in seen:
        assert known == (whole if kinds[number] == "plain" else number + 1)


def publication(number: int, kind: str) -> Publication:
    article = invented(number + 1, breaking=kind == "breaking")
    return Publication(
        article=article, summary=(), terms=index_terms("", "", ()), content_hash=str(number)
    )
