"""Recent articles read again: corrections, withdrawals, and what is neither."""

from datetime import timedelta

import pytest

from bot.delivery.composing import StoredPosts
from bot.feed.wordpress.posts import WordPressPosts
from bot.i18n import Catalogues
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.recheck import Recheck, RecheckOptions
from sandbox.newsroom import Area, Article, Fault
from storage.models import ArticleStatus
from storage.outbox import Action, Delivery, Sent
from tests.bot.conftest import Pipeline


def rechecking(
    pipeline: Pipeline,
    on_withdrawn: str = "mark",
    feed_urls: tuple[str, ...] = (),
    reader: ArticleReader | None = None,
) -> Recheck:
    return Recheck(
        reader=reader or ArticleReader(pipeline.fetcher, now=pipeline.clock),
        posts=WordPressPosts(pipeline.fetcher, pipeline.clock),
        store=pipeline.store,
        options=RecheckOptions(
            settle=timedelta(minutes=2),
            edit_window=timedelta(hours=48),
            on_withdrawn=on_withdrawn,
            feed_urls=feed_urls or (pipeline.feed_url,),
        ),
        wake_delivery=lambda: pipeline.woken.append(pipeline.clock()),
        now=pipeline.clock,
    )


async def due(pipeline: Pipeline) -> list[Delivery]:
    return await pipeline.store.outbox.claim(10, pipeline.clock(), timedelta(minutes=1))


async def posted(pipeline: Pipeline) -> Article:
    """An article that was sent to one reader."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=5))
    article = pipeline.newsroom.publish(breaking=False)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    await pipeline.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], pipeline.clock())
    pipeline.clock.forward(timedelta(minutes=10))
    return article


async def test_a_corrected_headline_edits_the_post_after_it_has_settled(pipeline: Pipeline) -> None:
    """One edit for one settled change."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, headline="المجلس يصحح رقم الميزانية")
    assert await rechecking(pipeline).recheck_due() >= 1
    assert await due(pipeline) == []
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    assert (delivery.action, delivery.message_id) == (Action.EDIT, 77)
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == "المجلس يصحح رقم الميزانية"
    assert stored.corrected_at is not None
    assert pipeline.woken


async def test_a_fix_while_the_post_settles_goes_out_with_it(pipeline: Pipeline) -> None:
    """The newsroom's first corrections are in the post, unmarked; then the next is an edit."""
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(timedelta(minutes=5))
    article = pipeline.newsroom.publish(breaking=False)
    await pipeline.ingest.poll(pipeline.feed_url)
    again = rechecking(pipeline)
    pipeline.clock.forward(timedelta(minutes=1))
    pipeline.newsroom.edit(article.number, headline="افتتاح جسر في حمص")
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await again.recheck_due() == 1
    assert await due(pipeline) == []
    pipeline.clock.forward(timedelta(minutes=1, seconds=1))
    (delivery,) = await due(pipeline)
    assert delivery.action is Action.POST
    posts = StoredPosts(pipeline.store.articles, Catalogues.load(), zone_name="Asia/Damascus")
    first = (await posts.posts_for([delivery]))[delivery.id].html
    assert "افتتاح جسر في حمص" in first
    assert "مُحدّث" not in first
    await pipeline.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], pipeline.clock())
    pipeline.clock.forward(timedelta(minutes=10))
    assert await due(pipeline) == []

    pipeline.newsroom.edit(article.number, headline="افتتاح جسرين في حمص")
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await again.recheck_due() == 1
    pipeline.clock.forward(timedelta(minutes=3))
    (edit,) = await due(pipeline)
    assert edit.action is Action.EDIT
    edited = (await posts.posts_for([edit]))[edit.id].html
    assert "افتتاح جسرين في حمص" in edited
    assert "مُحدّث" in edited


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_an_edit_is_found_by_the_next_poll(pipeline: Pipeline, rest: str) -> None:
    """The feed's Last-Modified moves with any edit on the site; REST, if open, says which."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    await again.recheck_due()
    if rest == "closed":
        pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    pipeline.newsroom.edit(article.number, caption="مدخل الحديقة بعد التصحيح")
    pipeline.clock.forward(timedelta(seconds=5))
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await again.recheck_due() == 1
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption == "مدخل الحديقة بعد التصحيح"


async def test_a_new_photo_under_the_old_caption_edits_the_post(pipeline: Pipeline) -> None:
    """The picture itself may have been the error."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, new_photo=True)
    await rechecking(pipeline).recheck_due()
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    assert (delivery.action, delivery.message_id) == (Action.EDIT, 77)


async def test_news_that_is_no_longer_breaking_edits_the_post(pipeline: Pipeline) -> None:
    """Its own line says so in the post."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, breaking=True)
    again = rechecking(pipeline)
    await again.recheck_due()
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    await pipeline.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], pipeline.clock())
    pipeline.newsroom.edit(article.number, breaking=False)
    await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    pipeline.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(pipeline)
    assert delivery.action is Action.EDIT
    stored = await pipeline.stored(article)
    assert stored is not None
    assert not stored.article.breaking


async def test_a_tag_that_was_taken_off_goes(pipeline: Pipeline) -> None:
    """REST names all tags with the edit; who follows this one has no news of it there."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    pipeline.newsroom.edit(article.number, tags=[*article.tags, "ملف خاطئ"])
    await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert "ملف خاطئ" in {tag.name for tag in stored.article.tags}
    pipeline.clock.forward(timedelta(minutes=1))
    pipeline.newsroom.edit(article.number, tags=article.tags)
    await pipeline.ingest.poll(pipeline.feed_url)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert "ملف خاطئ" not in {tag.name for tag in stored.article.tags}
    assert set(article.tags) <= {tag.name for tag in stored.article.tags}


async def test_a_flash_of_one_line_is_corrected(pipeline: Pipeline) -> None:
    """Its page may show no body at all, and still a better headline."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, paragraphs=["توقفت المخابز في المدينة عن العمل."])
    await rechecking(pipeline).recheck_due()
    pipeline.newsroom.edit(article.number, headline="المخابز تعود إلى العمل مساء اليوم")
    pipeline.clock.forward(timedelta(hours=1))
    await rechecking(pipeline).recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == "المخابز تعود إلى العمل مساء اليوم"


async def test_a_changed_comma_is_no_correction(pipeline: Pipeline) -> None:
    """Readers are not shown an edit that they could not find."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, headline=f"{article.headline} .")
    await rechecking(pipeline).recheck_due()
    pipeline.clock.forward(timedelta(minutes=3))
    assert await due(pipeline) == []


async def test_new_tags_alone_edit_no_post(pipeline: Pipeline) -> None:
    """The change is stored, but there is nothing to correct in what was sent."""
    article = await posted(pipeline)
    pipeline.newsroom.edit(article.number, tags=[*article.tags, "ملف جديد"])
    await rechecking(pipeline).recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert "ملف جديد" in {tag.name for tag in stored.article.tags}
    pipeline.clock.forward(timedelta(minutes=3))
    assert await due(pipeline) == []


@pytest.mark.parametrize(
    ("on_withdrawn", "expected"),
    [("mark", [Action.EDIT]), ("delete", [Action.DELETE]), ("keep", [])],
)
async def test_an_article_gone_twice_is_withdrawn(
    pipeline: Pipeline, on_withdrawn: str, expected: list[Action]
) -> None:
    """Once may be a deployment; the settings say what becomes of the posts."""
    article = await posted(pipeline)
    pipeline.newsroom.withdraw(article.number)
    again = rechecking(pipeline, on_withdrawn)
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.LIVE
    pipeline.clock.forward(timedelta(minutes=6))
    await again.recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.WITHDRAWN
    assert [delivery.action for delivery in await due(pipeline)] == expected


async def test_a_site_that_is_down_withdraws_nothing(pipeline: Pipeline) -> None:
    """Only the newsroom's own "gone" counts."""
    article = await posted(pipeline)
    pipeline.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    for _ in range(3):
        await rechecking(pipeline).recheck_due()
        pipeline.clock.forward(timedelta(hours=2))
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.LIVE


async def test_a_soft_404_changes_nothing(pipeline: Pipeline) -> None:
    """A page that says "not found" with status 200 is not the article."""
    article = await posted(pipeline)
    pipeline.newsroom.cause(Fault.SOFT_404)
    await rechecking(pipeline).recheck_due()
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline


async def test_an_article_settles_after_a_day(pipeline: Pipeline) -> None:
    """The schedule falls: ten minutes, one hour, six, twenty-four, and then no more."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    readings = 0
    for _ in range(60):
        due_now = await pipeline.store.rechecks.due(pipeline.clock(), 100)
        readings += sum(stored.article.title == article.headline for stored in due_now)
        await again.recheck_due()
        pipeline.clock.forward(timedelta(hours=1))
    assert await pipeline.store.rechecks.due(pipeline.clock(), 100) == []
    assert 0 < readings <= 4


async def test_an_edit_beside_a_new_article_is_found_by_the_same_poll(pipeline: Pipeline) -> None:
    """A new article explains why the feed has changed, but need not be all that has."""
    article = await posted(pipeline)
    again = rechecking(pipeline)
    await again.recheck_due()
    pipeline.newsroom.edit(article.number, caption="مدخل الحديقة بعد التصحيح")
    pipeline.newsroom.publish(generate=True)
    pipeline.clock.forward(timedelta(seconds=5))
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await again.recheck_due() == 1


async def as_read(pipeline: Pipeline, **columns: str) -> None:
    """Have what is stored of all articles be as a version with other rules might have read it."""
    changes = ", ".join(f"{name} = ?" for name in columns)
    async with pipeline.store.database.transaction() as connection:
        await connection.execute(f"update articles set {changes}", tuple(columns.values()))


OTHERWISE = [
    {"title": "عنوان كما قرأه إصدار سابق"},
    {"paragraphs": '["فقرة واحدة كما قرأها إصدار سابق.", "اقرأ أيضًا"]', "summary": "[]"},
    {"photo_caption": "شرح ومعه اسم المصور"},
    {"photo_url": "https://site.example/wp-content/uploads/another.jpg"},
]


@pytest.mark.parametrize("otherwise", OTHERWISE, ids=lambda columns: next(iter(columns)))
async def test_what_another_version_has_read_otherwise_is_no_correction(
    pipeline: Pipeline, otherwise: dict[str, str]
) -> None:
    """An update of the bot edits no post; what the newsroom edits after it does."""
    article = await posted(pipeline)
    before = await pipeline.store.articles.latest(1)
    await as_read(pipeline, reading_rules="of another version", **otherwise)
    assert await rechecking(pipeline).recheck_due() >= 1
    (stored,) = await pipeline.store.articles.latest(1)
    assert stored.article == before[0].article
    assert stored.reading_rules == before[0].reading_rules != ""
    assert stored.corrected_at is None
    pipeline.clock.forward(timedelta(hours=1))
    assert await due(pipeline) == []
    pipeline.newsroom.edit(article.number, headline="المجلس يصحح رقم الميزانية")
    assert await rechecking(pipeline).recheck_due() >= 1
    pipeline.clock.forward(timedelta(minutes=3))
    assert [one.action for one in await due(pipeline)] == [Action.EDIT]


@pytest.mark.parametrize("otherwise", OTHERWISE, ids=lambda columns: next(iter(columns)))
async def test_an_edit_that_is_read_first_by_another_version_is_told(
    pipeline: Pipeline, otherwise: dict[str, str]
) -> None:
    article = await posted(pipeline)
    await as_read(pipeline, reading_rules="of another version", **otherwise)
    pipeline.newsroom.edit(article.number, headline="المجلس يصحح رقم الميزانية")
    assert await rechecking(pipeline).recheck_due() >= 1
    pipeline.clock.forward(timedelta(minutes=3))
    assert [one.action for one in await due(pipeline)] == [Action.EDIT]


async def test_a_page_that_reads_alike_by_new_rules_is_their_measure_from_then_on(
    pipeline: Pipeline,
) -> None:
    """So that what the newsroom changes without a new date is told at the next reading."""
    await posted(pipeline)
    await as_read(pipeline, reading_rules="of another version")
    assert await rechecking(pipeline).recheck_due() == 0
    await as_read(pipeline, **OTHERWISE[2])
    pipeline.clock.forward(timedelta(hours=1))
    assert await rechecking(pipeline).recheck_due() >= 1
    pipeline.clock.forward(timedelta(minutes=3))
    assert [one.action for one in await due(pipeline)] == [Action.EDIT]
