"""What is known of WordPress, its caches and the real site, where a whole poll must show it."""

from datetime import timedelta

import pytest

from sandbox.newsroom import Area, Fault, Language, Story
from storage.models import TagKind
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline
from tests.bot.ingest.small_wordpress import text_of

LATER = timedelta(minutes=5)
TEXTS = tuple(
    f"في اليوم {day} من الورشة أصلح العمال {day * 7} مترًا من الرصيف أمام السوق رقم {day}."
    for day in range(1, 7)
)


async def first_poll(pipeline: Pipeline, *urls: str) -> None:
    await pipeline.reader()
    for url in urls or (pipeline.feed_url,):
        await pipeline.ingest.poll(url)
    pipeline.clock.forward(LATER)


async def test_section_tag_and_whole_feed_give_one_article_with_the_tags_of_all(
    pipeline: Pipeline,
) -> None:
    """Whichever feed names it first; and each chat is promised it once."""
    urls = [
        pipeline.feed_url,
        f"{pipeline.site_url}/category/news/local/feed/",
        f"{pipeline.site_url}/archives/tag/أرصفة/feed/",
    ]
    earlier = Story(
        key="earlier", headline="خبر سابق", paragraphs=TEXTS[:1], section="خدمات", tags=("أرصفة",)
    )
    pipeline.newsroom.publish(earlier)
    await first_poll(pipeline, *urls)
    story = Story(
        key="pavement", headline="ورشة تصلح أرصفة السوق", paragraphs=TEXTS, section="خدمات",
        tags=("أرصفة", "حلب"),
    )  # fmt: skip
    article = pipeline.newsroom.publish(story)
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    stored = sum([(await pipeline.ingest.poll(url)).stored for url in reversed(urls)])
    assert stored == 1
    found = await pipeline.stored(article)
    assert found is not None
    assert {"أرصفة", "حلب", "خدمات"} <= {tag.name for tag in found.article.tags}
    assert [key for _, key in await pipeline.addressed()] == [pipeline.site_id(article)]


@pytest.mark.parametrize("rest", ["open", "closed"])
@FULL_FEED
async def test_a_sections_feed_that_is_read_first_hides_no_gap_of_the_whole_sites(
    pipeline: Pipeline, rest: str
) -> None:
    """After a night its articles fill the first page of both; those of others are behind it."""
    section = f"{pipeline.site_url}/category/news/local/feed/"
    await first_poll(pipeline, pipeline.feed_url, section)
    if rest == "closed":
        pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    pipeline.clock.forward(timedelta(hours=9))
    published = []
    for number, name in enumerate(["ثقافة"] * 14 + ["خدمات"] * 10):
        pipeline.clock.forward(timedelta(minutes=1))
        headline = f"خبر الليل رقم {number}"
        story = Story(
            key=f"night {number}", headline=headline, paragraphs=text_of(number, headline),
            section=name, tags=("ليل",),
        )  # fmt: skip
        published.append(pipeline.newsroom.publish(story))
    await pipeline.ingest.poll(section)
    pipeline.clock.forward(timedelta(minutes=1))
    await pipeline.ingest.poll(pipeline.feed_url)
    told = [key for _, key in await pipeline.addressed()]
    assert sorted(told) == sorted(map(pipeline.site_id, published))


async def test_a_feed_that_was_added_swallows_no_news(pipeline: Pipeline) -> None:
    """Its first reading tells nobody; what no other feed has brought yet is left to the next."""
    await first_poll(pipeline)
    article = pipeline.newsroom.publish()
    added = f"{pipeline.site_url}/?feed=rss2"
    first = await pipeline.ingest.poll(added)
    assert (first.pushed, await pipeline.stored(article)) == (0, None)
    pipeline.clock.forward(LATER)
    assert (await pipeline.ingest.poll(added)).pushed == 1
    assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 0


async def test_the_english_edition_has_articles_of_its_own(pipeline: Pipeline) -> None:
    """Their addresses have no number, their language is known, and both editions are polled."""
    english = f"{pipeline.site_url}/en/feed/"
    await first_poll(pipeline, pipeline.feed_url, english)
    before = await pipeline.store.articles.count()
    pipeline.newsroom.publish(generate=True)
    article = pipeline.newsroom.publish(language=Language.ENGLISH)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    assert (await pipeline.ingest.poll(english)).stored == 1
    assert await pipeline.store.articles.count() == before + 2
    (newest,) = [
        one for one in await pipeline.store.articles.latest(2) if one.article.language == "en"
    ]
    assert newest.article.title == article.headline


async def test_a_scheduled_article_that_came_late_is_found_behind_its_304(
    pipeline: Pipeline,
) -> None:
    """Its time lies before the last answer's: only each fifteenth poll sees past that.

    Where that one fails, the next one does.
    """
    await first_poll(pipeline)
    await pipeline.ingest.poll(pipeline.feed_url)
    late = pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(minutes=70))
    results = []
    for number in range(16):
        if number == 14:
            pipeline.newsroom.cause(Fault.DOWN)
        results.append(await pipeline.ingest.poll(pipeline.feed_url))
        pipeline.newsroom.faults.clear()
        pipeline.clock.forward(timedelta(minutes=1))
    assert [result.not_modified for result in results] == [True] * 14 + [False] * 2
    assert results[-1].stored == 1
    assert pipeline.site_id(late) in {key for _, key in await pipeline.addressed()}


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails first"])
async def test_a_notification_is_believed_more_than_a_304(
    pipeline: Pipeline, *, fails: bool
) -> None:
    """Also by the poll after one that it has brought forward and that failed."""
    await first_poll(pipeline)
    await pipeline.ingest.poll(pipeline.feed_url)
    late = pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(minutes=70))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).not_modified
    if fails:
        pipeline.newsroom.cause(Fault.DOWN)
        assert (await pipeline.ingest.poll(pipeline.feed_url, notified=True)).error
        pipeline.newsroom.faults.clear()
    assert (await pipeline.ingest.poll(pipeline.feed_url, notified=not fails)).stored == 1
    assert await pipeline.stored(late) is not None


async def test_a_notification_during_a_wait_is_believed_when_the_wait_is_over(
    pipeline: Pipeline,
) -> None:
    """It may not shorten the wait of a site that is asked too often, and is not forgotten."""
    await first_poll(pipeline)
    await pipeline.ingest.poll(pipeline.feed_url)
    late = pipeline.newsroom.publish(generate=True, at=pipeline.clock() - timedelta(minutes=70))
    pipeline.newsroom.cause(Fault.RATE_LIMITED, seconds=1200)
    waits = (await pipeline.ingest.poll(pipeline.feed_url)).next_check - pipeline.clock()
    pipeline.newsroom.faults.clear()
    pipeline.requests.clear()
    assert (await pipeline.ingest.poll(pipeline.feed_url, notified=True)).error
    assert pipeline.requests == []
    pipeline.clock.forward(waits)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    assert await pipeline.stored(late) is not None


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(minutes=3), timedelta(hours=-1)])
async def test_of_articles_planned_for_one_second_the_later_is_found_by_the_next_poll(
    pipeline: Pipeline, behind: timedelta
) -> None:
    """However late WordPress's cron and however wrong the site's clock is: both give one 304."""
    await first_poll(pipeline)
    await pipeline.ingest.poll(pipeline.feed_url)
    planned = pipeline.clock() - behind
    pipeline.newsroom.publish(generate=True, at=planned)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    pipeline.newsroom.publish(generate=True, at=planned)
    pipeline.clock.forward(timedelta(minutes=5))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).stored == 1
    pipeline.clock.forward(timedelta(minutes=5))
    assert (await pipeline.ingest.poll(pipeline.feed_url)).not_modified


@pytest.mark.parametrize(
    "fault",
    [
        Fault.EMPTY,
        Fault.TRUNCATED,
        Fault.CHALLENGE,
        pytest.param(Fault.ENTITY_BOMB, marks=pytest.mark.slow),
        pytest.param(Fault.GZIP_BOMB, marks=pytest.mark.slow),
    ],
)
async def test_what_is_no_feed_is_a_failure_and_no_silence(
    pipeline: Pipeline, fault: Fault
) -> None:
    """An empty body or a challenge with status 200 must not pass for "nothing new"."""
    await first_poll(pipeline)
    pipeline.newsroom.publish(generate=True)
    pipeline.newsroom.cause(fault, areas=frozenset({Area.FEED}))
    result = await pipeline.ingest.poll(pipeline.feed_url)
    feed = await pipeline.store.feeds.get(pipeline.feed_url)
    if fault is Fault.TRUNCATED:
        # Whole items before the cut are news; the validators of a cut body are not kept.
        assert (feed.etag, feed.last_modified, result.stored) == ("", "", 1)
    else:
        assert (feed.failures, result.stored) == (1, 0)
        assert result.error


async def test_a_tag_without_articles_is_a_feed_without_items(pipeline: Pipeline) -> None:
    """WordPress answers 200; that is no trouble to tell anybody of."""
    pipeline.newsroom.publish(
        Story(
            key="odd", headline="خبر بوسم وحيد", paragraphs=TEXTS, section="local", tags=("وحيد",)
        )
    )
    pipeline.newsroom.withdraw(pipeline.newsroom.listed()[0].number)
    url = f"{pipeline.site_url}/tag/وحيد/feed/"
    result = await pipeline.ingest.poll(url)
    assert (result.error, result.stored) == ("", 0)
    assert (await pipeline.store.feeds.get(url)).failures == 0


async def test_the_update_period_of_the_feed_is_no_promise(pipeline: Pipeline) -> None:
    """WordPress writes "hourly" into every feed; the newsroom does not wait for the hour."""
    body = (await pipeline.fetcher.fetch_feed(pipeline.feed_url, None)).body
    assert body is not None
    assert b"hourly" in body
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert result.next_check - pipeline.clock() == timedelta(minutes=2)


async def test_the_articles_page_tells_tags_from_sections(pipeline: Pipeline) -> None:
    """The feed mixes them; on the page their addresses part them, the inner section too."""
    await first_poll(pipeline)
    story = Story(
        key="pipes", headline="تبديل شبكة المياه في الحي", paragraphs=TEXTS, section="خدمات",
        tags=("مياه",),
    )  # fmt: skip
    article = pipeline.newsroom.publish(story)
    await pipeline.ingest.poll(pipeline.feed_url)
    found = await pipeline.stored(article)
    assert found is not None
    kinds = {tag.name: tag.kind for tag in found.article.tags}
    assert (kinds["مياه"], kinds["خدمات"]) == (TagKind.TAG, TagKind.SECTION)


async def test_where_only_the_feed_can_be_read_a_known_section_is_one(pipeline: Pipeline) -> None:
    """Its followers are told at once: the reading that mends the kind later addresses nobody."""
    await first_poll(pipeline)
    for key, texts in (("pipes", TEXTS[:3]), ("pumps", TEXTS[3:])):
        story = Story(
            key=key, headline=f"تبديل شبكة المياه ({key})", paragraphs=texts, section="خدمات",
            tags=("مياه",),
        )  # fmt: skip
        article = pipeline.newsroom.publish(story)
        await pipeline.ingest.poll(pipeline.feed_url)
        found = await pipeline.stored(article)
        assert found is not None
        kinds = {tag.name: tag.kind for tag in found.article.tags}
        assert (kinds["مياه"], kinds["خدمات"]) == (TagKind.TAG, TagKind.SECTION)
        pipeline.newsroom.cause(Fault.DOWN, areas=frozenset((Area.PAGE, Area.REST)))
        pipeline.clock.forward(LATER)
