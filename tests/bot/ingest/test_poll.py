"""One poll after another, against a newsroom on loopback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault, Story, create_app
from sandbox.newsroom.settings import FeedContent, FeedPhoto, Settings
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus, TagKind
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Desk

LATER = timedelta(minutes=5)


async def first_poll(desk: Desk) -> None:
    await desk.reader()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)


@FULL_FEED
async def test_the_first_poll_stores_and_tells_nobody(desk: Desk) -> None:
    """A new installation must not greet its readers with ten old articles."""
    await desk.reader()
    result = await desk.ingest.poll(desk.feed_url)
    assert result.stored == 10
    assert result.pushed == 0
    assert await desk.promised() == []


async def test_a_new_article_is_promised_once_to_each_chat(desk: Desk) -> None:
    """Polling again, even without validators, adds no second row."""
    await first_poll(desk)
    await desk.reader(8)
    article = desk.newsroom.publish()
    result = await desk.ingest.poll(desk.feed_url)
    assert (result.stored, result.pushed) == (1, 2)
    for _ in range(12):
        desk.clock.forward(LATER)
        assert (await desk.ingest.poll(desk.feed_url)).stored == 0
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline
    assert len(await desk.promised()) == 2


async def test_an_unchanged_feed_is_not_read_again(desk: Desk) -> None:
    """The validators of the last answer are sent back."""
    await first_poll(desk)
    assert (await desk.ingest.poll(desk.feed_url)).not_modified


async def test_validators_come_with_the_last_article(desk: Desk) -> None:
    """A poll that dies before its end is told the whole feed again."""
    await first_poll(desk)
    before = await desk.store.feeds.get(desk.feed_url)
    desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    after = await desk.store.feeds.get(desk.feed_url)
    assert before.etag != after.etag
    assert after.polls == before.polls + 1


async def test_a_burst_of_articles_is_complete(desk: Desk) -> None:
    """Sixty articles between two polls reach further back than the feed's first page."""
    await first_poll(desk)
    headlines = []
    for _ in range(60):
        desk.clock.forward(timedelta(seconds=7))
        headlines.append(desk.newsroom.publish(generate=True).headline)
    result = await desk.ingest.poll(desk.feed_url)
    assert result.stored == 60
    titles = [stored.article.title for stored in reversed(await desk.store.articles.latest(60))]
    assert titles == headlines


async def test_after_a_long_outage_one_digest_replaces_single_posts(desk: Desk) -> None:
    """Never a flood: what was missed comes as one message."""
    await first_poll(desk)
    for _ in range(12):
        desk.clock.forward(timedelta(hours=1))
        desk.newsroom.publish(generate=True)
    await desk.ingest.poll(desk.feed_url)
    assert await desk.store.outbox.pending_count() == 1


async def test_a_page_that_fails_leaves_the_feed_to_serve(desk: Desk) -> None:
    """An article is never lost for a missing page."""
    await first_poll(desk)
    article = desk.newsroom.publish()
    desk.newsroom.cause(Fault.SERVER_ERROR, areas=frozenset({Area.PAGE}))
    result = await desk.ingest.poll(desk.feed_url)
    assert result.stored == 1
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline
    assert stored.article.paragraphs


async def test_a_feed_that_is_down_is_counted_and_comes_back(desk: Desk) -> None:
    """Failures lengthen the wait; what came meanwhile is read when the site is back."""
    await first_poll(desk)
    fault = desk.newsroom.cause(Fault.DOWN)
    waits = []
    for _ in range(3):
        result = await desk.ingest.poll(desk.feed_url)
        assert result.error
        waits.append(result.next_check - desk.clock())
        desk.clock.forward(LATER)
    assert waits == sorted(waits)
    assert waits[0] < waits[2]
    assert (await desk.store.feeds.get(desk.feed_url)).failures == 3
    desk.newsroom.faults.clear([fault.fault])
    desk.newsroom.publish()
    assert (await desk.ingest.poll(desk.feed_url)).stored == 1
    assert (await desk.store.feeds.get(desk.feed_url)).failures == 0


async def test_retry_after_is_obeyed(desk: Desk) -> None:
    """The site has said when it wants to be asked again."""
    desk.newsroom.cause(Fault.RETRY_AFTER, seconds=3000)
    result = await desk.ingest.poll(desk.feed_url)
    assert result.next_check - desk.clock() >= timedelta(seconds=3000)


async def test_the_age_that_the_site_gives_its_feed_is_kept(desk: Desk) -> None:
    """`Cache-Control` says how long asking again is of no use; never longer than `poll_max`."""
    for allowed, wanted in ((60, 120), (300, 300), (86400, 900)):
        settings = replace(desk.newsroom.settings, feed_cache=timedelta(seconds=allowed))
        desk.newsroom.configure(settings)
        result = await desk.ingest.poll(desk.feed_url)
        assert result.next_check - desk.clock() == timedelta(seconds=wanted)
    desk.newsroom.cause(Fault.DOWN)
    result = await desk.ingest.poll(desk.feed_url)
    assert result.next_check - desk.clock() == timedelta(minutes=4)


async def test_the_time_and_cause_of_the_first_failure_are_kept(desk: Desk) -> None:
    """Until the feed is back."""
    await first_poll(desk)
    began = desk.clock()
    desk.newsroom.cause(Fault.FORBIDDEN)
    for _ in range(3):
        await desk.ingest.poll(desk.feed_url)
        feed = await desk.store.feeds.get(desk.feed_url)
        assert (feed.failing_since, feed.cause) == (began, "refused")
        desk.clock.forward(LATER)
    desk.newsroom.faults.clear()
    await desk.ingest.poll(desk.feed_url)
    feed = await desk.store.feeds.get(desk.feed_url)
    assert (feed.failing_since, feed.cause) == (None, "")


async def test_what_does_not_look_like_an_article_is_held_back(desk: Desk) -> None:
    """It is stored, told to nobody, found by nobody, and stands on the owners' list."""
    await first_poll(desk)
    text = "افتتح المجلس البلدي الحديقة في حي الزيتون صباح اليوم بعد ترميم دام شهرين."
    doubtful = desk.newsroom.publish(
        Story(key="doubtful", headline="مباشر", paragraphs=(text,), section="local", tags=("حلب",))
    )
    article = desk.newsroom.publish("bakery-queue")
    result = await desk.ingest.poll(desk.feed_url)
    assert (result.stored, result.pushed) == (2, 1)
    assert await desk.promised() == [article.headline]
    stored = await desk.stored(doubtful)
    assert stored is not None
    assert stored.status is ArticleStatus.HELD
    (row,) = await desk.store.held.newest(10)
    assert (row.article_id, row.reason) == (stored.id, "The headline has fewer than two words.")
    assert stored.id not in [one.id for one in await desk.store.articles.latest(50)]
    assert (await desk.ingest.poll(desk.feed_url)).stored == 0


@FULL_FEED
async def test_what_the_site_asked_for_outlasts_pings_and_restarts(desk: Desk) -> None:
    """Polled before its time, the site is left alone; after it, it is asked."""
    desk.newsroom.cause(Fault.RETRY_AFTER, seconds=3000)
    due = (await desk.ingest.poll(desk.feed_url)).next_check
    desk.newsroom.faults.clear()
    early = await desk.ingest.poll(desk.feed_url)
    assert early.error
    assert early.next_check.timestamp() == int(due.timestamp())
    desk.clock.forward(timedelta(seconds=3001))
    assert (await desk.ingest.poll(desk.feed_url)).stored == 10


async def test_a_copied_article_is_told_to_nobody(desk: Desk) -> None:
    """The newsroom republished a text under another id."""
    await first_poll(desk)
    original = desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)
    desk.newsroom.republish(original.number)
    result = await desk.ingest.poll(desk.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    assert await desk.promised() == [original.headline]


async def test_breaking_news_does_not_wait_to_settle(desk: Desk) -> None:
    """Ordinary news gives the newsroom two minutes for its first fixes."""
    await first_poll(desk)
    desk.newsroom.publish(breaking=True)
    desk.clock.forward(timedelta(seconds=1))
    desk.newsroom.publish(generate=True, breaking=False)
    await desk.ingest.poll(desk.feed_url)
    due = await desk.store.outbox.claim(10, desk.clock(), timedelta(minutes=1))
    assert len(due) == 1
    found = await desk.store.articles.get([due[0].article_id])
    assert found[0].article.breaking


async def test_two_feeds_that_name_one_article_unite_its_tags(desk: Desk) -> None:
    """One article, the tags of both, one row for each chat."""
    await first_poll(desk)
    article = desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    again = await desk.ingest.poll(f"{desk.feed_url}?second=1")
    assert again.stored == 0
    stored = await desk.stored(article)
    assert stored is not None
    kinds = {tag.kind for tag in stored.article.tags}
    assert TagKind.SECTION in kinds
    folded = [tag.folded for tag in stored.article.tags]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize("rest", ["open", "closed"])
@FULL_FEED
async def test_a_redated_article_on_top_does_not_end_the_way_back(desk: Desk, rest: str) -> None:
    """A known article among the new ones says nothing of what lies behind the page."""
    await first_poll(desk)
    if rest == "closed":
        desk.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    old = desk.newsroom.listed()[5]
    for _ in range(25):
        desk.clock.forward(timedelta(seconds=7))
        desk.newsroom.publish(generate=True)
    desk.newsroom.redate(old.number, desk.clock() + timedelta(seconds=1))
    desk.clock.forward(timedelta(seconds=2))
    assert (await desk.ingest.poll(desk.feed_url)).stored == 25
    assert desk.site_id(old) not in {key for _, key in await desk.addressed()}


@pytest.mark.parametrize("fault", [Fault.CHALLENGE, Fault.DOWN, Fault.LOGIN_WALL])
async def test_where_rest_says_nothing_the_pages_are_walked(desk: Desk, fault: Fault) -> None:
    """REST is quicker, but nothing depends on it."""
    await first_poll(desk)
    desk.newsroom.cause(fault, areas=frozenset({Area.REST}))
    for _ in range(33):
        desk.clock.forward(timedelta(seconds=7))
        desk.newsroom.publish(generate=True)
    assert (await desk.ingest.poll(desk.feed_url)).stored == 33


@FULL_FEED
async def test_what_was_hidden_before_the_first_poll_is_no_news(desk: Desk) -> None:
    """A withdrawal lets an article slide into the feed that is older than all that is known."""
    await first_poll(desk)
    older = desk.newsroom.listed()[10]
    desk.newsroom.withdraw(desk.newsroom.listed()[0].number)
    result = await desk.ingest.poll(desk.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    assert await desk.stored(older) is not None


async def test_a_cached_older_feed_loses_and_repeats_nothing(desk: Desk) -> None:
    """Articles are briefly absent, then there again, with another published meanwhile."""
    await first_poll(desk)
    desk.newsroom.cause(Fault.STALE)
    first = desk.newsroom.publish(breaking=False)
    desk.newsroom.faults.clear()
    assert (await desk.ingest.poll(desk.feed_url)).stored == 1
    desk.clock.forward(LATER)
    desk.newsroom.withdraw(first.number)
    desk.newsroom.cause(Fault.STALE)
    desk.newsroom.restore(first.number)
    second = desk.newsroom.publish(breaking=False)
    assert (await desk.ingest.poll(desk.feed_url)).pushed == 0
    desk.newsroom.faults.clear()
    desk.clock.forward(LATER)
    assert (await desk.ingest.poll(desk.feed_url)).stored == 1
    assert [key for _, key in await desk.addressed()] == [
        desk.site_id(article) for article in (first, second)
    ]


async def test_articles_out_of_order_and_dated_back_are_each_stored_once(desk: Desk) -> None:
    """The site's id decides what is new, never the date or the place."""
    await first_poll(desk)
    desk.newsroom.cause(Fault.SHUFFLED)
    desk.newsroom.publish()
    desk.newsroom.publish(at=desk.clock() - timedelta(minutes=50))
    for _ in range(3):
        desk.clock.forward(timedelta(minutes=20))
        desk.newsroom.publish(generate=True)
        await desk.ingest.poll(desk.feed_url)
    assert len(set(await desk.addressed())) == 5
    assert len(await desk.addressed()) == 5


@pytest.mark.parametrize("fault", [Fault.NO_DATE, Fault.FAR_DATES, Fault.ODD_DATES])
async def test_without_a_date_that_can_be_true_first_sight_counts(desk: Desk, fault: Fault) -> None:
    """An article of 1970 would be found by nobody, one of 2087 would top every list for ever."""
    await first_poll(desk)
    desk.newsroom.cause(fault)
    desk.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    articles = [desk.newsroom.publish(generate=True) for _ in range(3)]
    desk.clock.forward(timedelta(minutes=1))
    assert (await desk.ingest.poll(desk.feed_url)).stored == 3
    for article in articles:
        stored = await desk.stored(article)
        assert stored is not None
        assert desk.clock() - timedelta(days=1) < stored.article.published <= desk.clock()
        assert stored.article.published <= stored.article.modified <= desk.clock()


async def test_without_the_page_the_feed_gives_the_caption(desk: Desk) -> None:
    """A feed that names the photo may have its words, too; they are no part of the text."""
    desk.newsroom.configure(Settings(feed_content=FeedContent.ABSENT, feed_photo=FeedPhoto.MEDIA))
    await first_poll(desk)
    article = desk.newsroom.publish()
    desk.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    await desk.ingest.poll(desk.feed_url)
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption
    assert stored.article.photo.caption in article.caption
    assert article.caption not in " ".join(stored.article.paragraphs)


async def test_a_copy_with_a_changed_sentence_is_told_to_nobody(desk: Desk) -> None:
    """The text is the same in all that makes it news; a new development is none."""
    await first_poll(desk)
    original = desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)
    copy = desk.newsroom.republish(original.number)
    changed = (*copy.paragraphs[:-1], f"{copy.paragraphs[-1]} وكان ذلك مساء أمس.")
    desk.newsroom.edit(copy.number, headline=f"بالصور.. {copy.headline}", paragraphs=changed)
    result = await desk.ingest.poll(desk.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    stored = await desk.stored(copy)
    assert stored is not None
    assert stored.status is ArticleStatus.COPY


async def test_a_text_that_was_half_rewritten_is_another_article(desk: Desk) -> None:
    """A follow-up quotes what was known, and is news."""
    await first_poll(desk)
    original = desk.newsroom.publish()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(LATER)
    other = desk.newsroom.publish(generate=True)
    half = len(original.paragraphs) // 2
    mixed = (*other.paragraphs, *original.paragraphs[:half])
    desk.newsroom.edit(other.number, paragraphs=mixed)
    assert (await desk.ingest.poll(desk.feed_url)).pushed == 1


async def test_a_site_that_moved_to_another_host_tells_nothing_twice(desk: Desk) -> None:
    """The new address is a new feed: read to learn, and its texts are known as copies."""
    await first_poll(desk)
    sock = listen(0)
    async with served((make_server(create_app(desk.newsroom)), sock)):
        moved = f"{url_of(sock)}/feed/"
        assert (await desk.ingest.poll(moved)).pushed == 0
        desk.clock.forward(LATER)
        before = await desk.store.articles.count()
        new = desk.newsroom.publish(generate=True)
        result = await desk.ingest.poll(moved)
    assert (result.stored, result.pushed) == (1, 1)
    assert await desk.store.articles.count() == before + 1
    assert [key.rpartition("/")[2] for _, key in await desk.addressed()] == [str(new.number)]
