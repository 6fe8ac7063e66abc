"""What was published by mistake and is released later, and what is published anew under its id."""

from datetime import datetime, timedelta

import pytest

from bot.ingest.publications import Reading
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.recheck import NEWS_FOR
from sandbox.newsroom import Area, Article, Fault
from storage.models import Article as StoredPage
from storage.models import ArticleStatus, StoredArticle, Tag
from storage.outbox import Action, Done, Sent
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import due, posted, rechecking

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def stored(pipeline: Pipeline, article: Article) -> StoredArticle:
    found = await pipeline.stored(article)
    assert found is not None
    return found


async def read(pipeline: Pipeline, article: Article) -> None:
    """Have its page read now, as the feed's or REST's signs do."""
    await pipeline.store.rechecks.recheck_now(
        [pipeline.site_id(article)], pipeline.clock(), public_again=True
    )
    await rechecking(pipeline).recheck_due()


async def taken_back(pipeline: Pipeline) -> tuple[Article, int]:
    """An article that one reader had, and another was to have with a digest; that reader's row."""
    waits = await pipeline.reader(8)
    await pipeline.store.chats.set_digest(waits, [(pipeline.clock() + 6 * HOUR).hour])
    article = await posted(pipeline)
    pipeline.newsroom.withdraw(article.number)
    for _ in range(2):
        await pipeline.store.rechecks.recheck_now([pipeline.site_id(article)], pipeline.clock())
        await rechecking(pipeline).recheck_due()
        pipeline.clock.forward(timedelta(minutes=3))
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    assert [one.action for one in await due(pipeline)] == [Action.EDIT]
    return article, waits


@pytest.mark.parametrize("later", [8 * HOUR, 3 * DAY], ids=["the same day", "three days later"])
async def test_what_is_released_later_has_its_new_date_and_reaches_who_waited(
    pipeline: Pipeline, later: timedelta
) -> None:
    article, waits = await taken_back(pipeline)
    pipeline.clock.forward(later)
    released = pipeline.clock() - timedelta(minutes=1)
    pipeline.newsroom.redate(article.number, released)
    pipeline.newsroom.restore(article.number)
    await read(pipeline, article)
    now = await stored(pipeline, article)
    assert now.status is ArticleStatus.LIVE
    assert now.withdrawn_at is None
    assert abs(now.article.published - released) <= timedelta(seconds=1)
    assert (await pipeline.store.articles.latest(1))[0].id == now.id
    pipeline.clock.forward(DAY)
    new = [one for one in await due(pipeline) if one.action is not Action.EDIT]
    assert [(one.article_id, one.chat_id) for one in new] == [(now.id, waits)]


async def told_by_rest(pipeline: Pipeline, article: Article) -> None:
    """What was withdrawn is public again after days, and the next poll hears of it from REST."""
    pipeline.clock.forward(3 * DAY)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(MINUTE)
    pipeline.newsroom.restore(article.number)
    pipeline.newsroom.edit(article.number, tags=("تصحيح",))
    await pipeline.ingest.poll(pipeline.feed_url)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.DROPPED, Fault.SOFT_404])
async def test_a_page_that_fails_when_rest_tells_of_a_release_is_tried_again(
    pipeline: Pipeline, fault: Fault
) -> None:
    """REST tells of each edit once, and of an article so old nothing else has the page read."""
    article, _ = await taken_back(pipeline)
    again = rechecking(pipeline)
    pipeline.newsroom.cause(fault, areas=frozenset({Area.PAGE}))
    await told_by_rest(pipeline, article)
    for _ in range(5):
        await again.recheck_due()
        pipeline.clock.forward(MINUTE)
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    pipeline.newsroom.faults.clear()
    for _ in range(6):
        await again.recheck_due()
        pipeline.clock.forward(MINUTE)
    assert (await stored(pipeline, article)).status is ArticleStatus.LIVE
    row = (await stored(pipeline, article)).id
    assert await pipeline.store.edit_notices.awaited(row) is None


async def test_a_release_that_a_page_never_shows_is_given_up(pipeline: Pipeline) -> None:
    """After some readings in two days."""
    article, _ = await taken_back(pipeline)
    again = rechecking(pipeline)
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    await told_by_rest(pipeline, article)
    pipeline.requests.clear()
    for _ in range(60):
        await again.recheck_due()
        pipeline.clock.forward(HOUR)
    pages = [url for url in pipeline.requests if f"/{article.number}/" in url]
    assert 4 <= len(pages) <= 12
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN


async def test_a_release_told_during_a_reading_is_read_for(pipeline: Pipeline) -> None:
    """What the reading decides on the next one knows nothing of it."""
    article, _ = await taken_back(pipeline)

    class Interrupted(ArticleReader):
        """Is refused a page that is released meanwhile."""

        async def read_page_of(
            self,
            article: StoredPage,
            *,
            at: str = "",
            tags: tuple[Tag, ...] = (),
            redated_after: datetime | None = None,
        ) -> Reading:
            try:
                return await super().read_page_of(
                    article, at=at, tags=tags, redated_after=redated_after
                )
            finally:
                await told_by_rest(pipeline, released)

    released = article
    interrupted = rechecking(pipeline, reader=Interrupted(pipeline.fetcher, now=pipeline.clock))
    await pipeline.store.rechecks.recheck_now(
        [pipeline.site_id(article)], pipeline.clock(), public_again=True
    )
    await interrupted.recheck_due()
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    await rechecking(pipeline).recheck_due()
    assert (await stored(pipeline, article)).status is ArticleStatus.LIVE


async def test_what_was_gone_by_mistake_for_an_hour_reaches_who_waited(pipeline: Pipeline) -> None:
    """Under its date, which is of today."""
    article, waits = await taken_back(pipeline)
    before = (await stored(pipeline, article)).article.published
    pipeline.newsroom.restore(article.number)
    pipeline.clock.forward(HOUR)
    await read(pipeline, article)
    assert (await stored(pipeline, article)).article.published == before
    pipeline.clock.forward(DAY)
    assert waits in {one.chat_id for one in await due(pipeline) if one.action is Action.POST}


async def test_a_post_that_was_deleted_by_mistake_comes_again(pipeline: Pipeline) -> None:
    """Nobody has it any more: an editor took the article off the site for a quarter of an hour."""
    article = await posted(pipeline)
    again = rechecking(pipeline, "delete")
    pipeline.newsroom.withdraw(article.number)
    for _ in range(2):
        await pipeline.store.rechecks.recheck_now([pipeline.site_id(article)], pipeline.clock())
        await again.recheck_due()
        pipeline.clock.forward(timedelta(minutes=3))
    (deletion,) = await due(pipeline)
    assert deletion.action is Action.DELETE
    await pipeline.store.outbox.record([Done(deletion.id)], pipeline.clock())
    pipeline.newsroom.restore(article.number)
    await read(pipeline, article)
    (anew,) = await due(pipeline)
    assert (anew.action, anew.chat_id, anew.message_id) == (Action.POST, deletion.chat_id, 0)
    await pipeline.store.outbox.record([Sent(anew.id, 78, has_photo=True)], pipeline.clock())
    pipeline.newsroom.edit(article.number, headline="عنوان صحح بعد العودة")
    await read(pipeline, article)
    pipeline.clock.forward(timedelta(minutes=3))
    (edit,) = await due(pipeline)
    assert (edit.action, edit.message_id) == (Action.EDIT, 78)


async def test_old_news_that_is_public_again_is_pushed_to_nobody(pipeline: Pipeline) -> None:
    article, _ = await taken_back(pipeline)
    pipeline.clock.forward(NEWS_FOR)
    pipeline.newsroom.restore(article.number)
    await read(pipeline, article)
    assert (await stored(pipeline, article)).status is ArticleStatus.LIVE
    pipeline.clock.forward(DAY)
    assert {one.action for one in await due(pipeline)} <= {Action.EDIT}


async def test_an_old_story_with_todays_date_rises_in_the_lists(pipeline: Pipeline) -> None:
    """Nobody is told of it again; a date that differs by some hours may be another time zone."""
    article = await posted(pipeline)
    first = (await stored(pipeline, article)).article.published
    for _ in range(3):
        pipeline.clock.forward(DAY)
        pipeline.newsroom.publish(generate=True)
        await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.redate(article.number, first + 3 * HOUR)
    await read(pipeline, article)
    assert (await stored(pipeline, article)).article.published == first
    promised = await pipeline.addressed()
    pipeline.clock.forward(HOUR)
    today = pipeline.clock() - timedelta(minutes=1)
    pipeline.newsroom.redate(article.number, today)
    await read(pipeline, article)
    now = await stored(pipeline, article)
    assert abs(now.article.published - today) <= timedelta(seconds=1)
    assert (await pipeline.store.articles.latest(1))[0].id == now.id
    assert await pipeline.addressed() == promised
