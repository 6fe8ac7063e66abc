"""What a poll stores and pushes, against a newsroom on loopback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault, Story
from sandbox.newsroom.settings import FeedContent, FeedPhoto, Settings
from storage.models import ArticleStatus, TagKind
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline
from tests.bot.ingest.polling.first_poll import LATER, first_poll
from tests.outbox_counts import pending_count


@FULL_FEED
async def test_the_first_poll_stores_and_tells_nobody(pipeline: Pipeline) -> None:
    """A new installation must not greet its readers with ten old articles."""
    await pipeline.reader()
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.stored == 10
    assert result.pushed == 0
    assert await pipeline.promised() == []


async def test_a_new_article_is_promised_once_to_each_chat(pipeline: Pipeline) -> None:
    """Polling again, even without validators, adds no second row."""
    await first_poll(pipeline)
    await pipeline.reader(8)
    article = pipeline.newsroom.publish()
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 2)
    for _ in range(12):
        pipeline.clock.forward(LATER)
        assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline
    assert len(await pipeline.promised()) == 2


async def test_an_unchanged_feed_is_not_read_again(pipeline: Pipeline) -> None:
    """The validators of the last answer are sent back, once a second one has had them."""
    await first_poll(pipeline)
    assert not (await pipeline.ingest.poll(pipeline.feed_url)).not_modified
    for _ in range(14):
        pipeline.clock.forward(LATER)
        assert (await pipeline.ingest.poll(pipeline.feed_url)).not_modified
    assert not (await pipeline.ingest.poll(pipeline.feed_url)).not_modified


async def test_validators_come_with_the_last_article(pipeline: Pipeline) -> None:
    """A poll that dies before its end is told the whole feed again."""
    await first_poll(pipeline)
    before = await pipeline.store.feeds.get(pipeline.feed_url)
    pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    after = await pipeline.store.feeds.get(pipeline.feed_url)
    assert before.etag != after.etag


async def test_a_burst_of_articles_is_complete(pipeline: Pipeline) -> None:
    """Twelve articles between two polls reach further back than the feed's first page."""
    await first_poll(pipeline)
    headlines = []
    for _ in range(12):
        pipeline.clock.forward(timedelta(seconds=7))
        headlines.append(pipeline.newsroom.publish(generate=True).headline)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.stored == 12
    titles = [stored.article.title for stored in reversed(await pipeline.store.articles.latest(12))]
    assert titles == headlines


async def test_a_rest_that_lists_less_than_it_counts_hides_no_article(pipeline: Pipeline) -> None:
    """A theme sets the number of posts on every page, and of REST: older pages serve."""
    settings = replace(pipeline.newsroom.settings, rest_items=10)
    pipeline.newsroom.configure(settings)
    await first_poll(pipeline)
    for _ in range(12):
        pipeline.clock.forward(timedelta(seconds=7))
        pipeline.newsroom.publish(generate=True)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 12


async def test_after_a_long_outage_one_digest_replaces_single_posts(pipeline: Pipeline) -> None:
    """Never a flood: what was missed comes as one message."""
    await first_poll(pipeline)
    for _ in range(12):
        pipeline.clock.forward(timedelta(hours=1))
        pipeline.newsroom.publish(generate=True)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await pending_count(pipeline.store.outbox.database) == 1


async def test_a_page_that_fails_leaves_the_feed_to_serve(pipeline: Pipeline) -> None:
    """An article is never lost for a missing page."""
    await first_poll(pipeline)
    article = pipeline.newsroom.publish()
    pipeline.newsroom.cause(Fault.SERVER_ERROR, areas=frozenset({Area.PAGE}))
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.stored == 1
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline
    assert stored.article.paragraphs


async def test_what_does_not_look_like_an_article_is_held_back(pipeline: Pipeline) -> None:
    """It is stored, told to nobody, found by nobody, and stands on the owners' list."""
    await first_poll(pipeline)
    text = "افتتح المجلس البلدي الحديقة في حي الزيتون صباح اليوم بعد ترميم دام شهرين."
    doubtful = pipeline.newsroom.publish(
        Story(key="doubtful", headline="مباشر", paragraphs=(text,), section="local", tags=("حلب",))
    )
    article = pipeline.newsroom.publish("bakery-queue")
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (2, 1)
    assert await pipeline.promised() == [article.headline]
    stored = await pipeline.stored(doubtful)
    assert stored is not None
    assert stored.status is ArticleStatus.HELD
    (row,) = await pipeline.store.held_articles.newest(10)
    assert (row.article_id, row.reason) == (stored.id, "The headline has fewer than two words.")
    assert stored.id not in [one.id for one in await pipeline.store.articles.latest(50)]
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 0


async def test_breaking_news_does_not_wait_to_settle(pipeline: Pipeline) -> None:
    """Ordinary news gives the newsroom two minutes for its first fixes."""
    await first_poll(pipeline)
    pipeline.newsroom.publish(breaking=True)
    pipeline.clock.forward(timedelta(seconds=1))
    pipeline.newsroom.publish(generate=True, breaking=False)
    await pipeline.ingest.poll(pipeline.feed_url)
    due = await pipeline.store.outbox.claim(10, pipeline.clock(), timedelta(minutes=1))
    assert len(due) == 1
    found = await pipeline.store.articles.get([due[0].article_id])
    assert found[0].article.breaking


async def test_two_feeds_that_name_one_article_unite_its_tags(pipeline: Pipeline) -> None:
    """One article, the tags of both, one row for each chat."""
    await first_poll(pipeline)
    article = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    again = await pipeline.ingest.poll(f"{pipeline.feed_url}?second=1")
    assert again.stored == 0
    stored = await pipeline.stored(article)
    assert stored is not None
    kinds = {tag.kind for tag in stored.article.tags}
    assert TagKind.SECTION in kinds
    folded = [tag.folded for tag in stored.article.tags]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize("rest", ["open", "closed"])
@FULL_FEED
async def test_a_redated_article_on_top_does_not_end_the_way_back(
    pipeline: Pipeline, rest: str
) -> None:
    """A known article among the new ones says nothing of what lies behind the page."""
    await first_poll(pipeline)
    if rest == "closed":
        pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    old = pipeline.newsroom.listed()[5]
    for _ in range(11):
        pipeline.clock.forward(timedelta(seconds=7))
        pipeline.newsroom.publish(generate=True)
    pipeline.newsroom.redate(old.number, pipeline.clock() + timedelta(seconds=1))
    pipeline.clock.forward(timedelta(seconds=2))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 11
    assert pipeline.site_id(old) not in {key for _, key in await pipeline.addressed()}


@pytest.mark.parametrize("fault", [Fault.CHALLENGE, Fault.DOWN, Fault.LOGIN_WALL])
async def test_where_rest_says_nothing_the_pages_are_read(pipeline: Pipeline, fault: Fault) -> None:
    """REST is quicker, but nothing depends on it."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(fault, areas=frozenset({Area.REST}))
    for _ in range(12):
        pipeline.clock.forward(timedelta(seconds=7))
        pipeline.newsroom.publish(generate=True)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 12


@FULL_FEED
async def test_what_was_hidden_before_the_first_poll_is_no_news(pipeline: Pipeline) -> None:
    """A withdrawal lets an article slide into the feed that is older than all that is known."""
    await first_poll(pipeline)
    older = pipeline.newsroom.listed()[10]
    pipeline.newsroom.withdraw(pipeline.newsroom.listed()[0].number)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    assert await pipeline.stored(older) is not None


async def test_a_cached_older_feed_loses_and_repeats_nothing(pipeline: Pipeline) -> None:
    """Articles are briefly absent, then there again, with another published meanwhile."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(Fault.STALE)
    first = pipeline.newsroom.publish(breaking=False)
    pipeline.newsroom.faults.clear()
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    pipeline.clock.forward(LATER)
    pipeline.newsroom.withdraw(first.number)
    pipeline.newsroom.cause(Fault.STALE)
    pipeline.newsroom.restore(first.number)
    second = pipeline.newsroom.publish(breaking=False)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 0
    pipeline.newsroom.faults.clear()
    pipeline.clock.forward(LATER)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    assert [key for _, key in await pipeline.addressed()] == [
        pipeline.site_id(article) for article in (first, second)
    ]


async def test_articles_out_of_order_and_dated_back_are_each_stored_once(
    pipeline: Pipeline,
) -> None:
    """The site's id decides what is new, never the date or the place."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(Fault.SHUFFLED)
    pipeline.newsroom.publish()
    pipeline.newsroom.publish(at=pipeline.clock() - timedelta(minutes=50))
    for _ in range(3):
        pipeline.clock.forward(timedelta(minutes=20))
        pipeline.newsroom.publish(generate=True)
        await pipeline.ingest.poll(pipeline.feed_url)
    assert len(set(await pipeline.addressed())) == 5
    assert len(await pipeline.addressed()) == 5


@pytest.mark.parametrize("fault", [Fault.NO_DATE, Fault.FAR_DATES, Fault.ODD_DATES])
async def test_without_a_date_that_can_be_true_first_sight_counts(
    pipeline: Pipeline, fault: Fault
) -> None:
    """An article of 1970 would be found by nobody, one of 2087 would top every list for ever."""
    await first_poll(pipeline)
    pipeline.newsroom.cause(fault)
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    articles = [pipeline.newsroom.publish(generate=True) for _ in range(3)]
    pipeline.clock.forward(timedelta(minutes=1))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 3
    for article in articles:
        stored = await pipeline.stored(article)
        assert stored is not None
        assert pipeline.clock() - timedelta(days=1) < stored.article.published <= pipeline.clock()
        assert stored.article.published <= stored.article.modified <= pipeline.clock()


async def test_without_the_page_the_feed_gives_the_caption(pipeline: Pipeline) -> None:
    """A feed that names the photo may have its words, too; they are no part of the text."""
    pipeline.newsroom.configure(
        Settings(feed_content=FeedContent.ABSENT, feed_photo=FeedPhoto.MEDIA)
    )
    await first_poll(pipeline)
    article = pipeline.newsroom.publish()
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    await pipeline.ingest.poll(pipeline.feed_url)
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption
    assert stored.article.photo.caption in article.caption
    assert article.caption not in " ".join(stored.article.paragraphs)
