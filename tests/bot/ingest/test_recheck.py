"""Recent articles read again: corrections, withdrawals, and what is neither."""

from datetime import timedelta

import pytest

from bot.delivery.composing import StoredPosts
from bot.i18n import Catalogues
from bot.ingest.read_article import ArticleReader
from bot.ingest.recheck import Recheck, RecheckOptions
from sandbox.newsroom import Area, Article, Fault
from storage.models import ArticleStatus
from storage.outbox import Action, Delivery, Sent
from tests.bot.conftest import Desk


def rereading(desk: Desk, on_withdrawn: str = "mark") -> Recheck:
    return Recheck(
        reader=ArticleReader(desk.fetcher, now=desk.clock),
        store=desk.store,
        options=RecheckOptions(
            settle=timedelta(minutes=2),
            edit_window=timedelta(hours=48),
            on_withdrawn=on_withdrawn,
        ),
        wake_delivery=lambda: desk.woken.append(desk.clock()),
        now=desk.clock,
    )


async def due(desk: Desk) -> list[Delivery]:
    return await desk.store.outbox.claim(10, desk.clock(), timedelta(minutes=1))


async def posted(desk: Desk) -> Article:
    """An article that was sent to one reader."""
    await desk.reader()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(timedelta(minutes=5))
    article = desk.newsroom.publish(breaking=False)
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(desk)
    await desk.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], desk.clock())
    desk.clock.forward(timedelta(minutes=10))
    return article


async def test_a_corrected_headline_edits_the_post_after_it_has_settled(desk: Desk) -> None:
    """One edit for one settled change."""
    article = await posted(desk)
    desk.newsroom.edit(article.number, headline="المجلس يصحح رقم الميزانية")
    assert await rereading(desk).recheck_due() >= 1
    assert await due(desk) == []
    desk.clock.forward(timedelta(minutes=3))
    (delivery,) = await due(desk)
    assert (delivery.action, delivery.message_id) == (Action.EDIT, 77)
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.title == "المجلس يصحح رقم الميزانية"
    assert stored.corrected_at is not None
    assert desk.woken


async def test_a_fix_while_the_post_settles_goes_out_with_it(desk: Desk) -> None:
    """The newsroom's first corrections are in the post, unmarked; then the next is an edit."""
    await desk.reader()
    await desk.ingest.poll(desk.feed_url)
    desk.clock.forward(timedelta(minutes=5))
    article = desk.newsroom.publish(breaking=False)
    await desk.ingest.poll(desk.feed_url)
    again = rereading(desk)
    desk.clock.forward(timedelta(minutes=1))
    desk.newsroom.edit(article.number, headline="افتتاح جسر في حمص")
    await desk.ingest.poll(desk.feed_url)
    assert await again.recheck_due() == 1
    assert await due(desk) == []
    desk.clock.forward(timedelta(minutes=1, seconds=1))
    (delivery,) = await due(desk)
    assert delivery.action is Action.POST
    posts = StoredPosts(desk.store.articles, Catalogues.load())
    first = (await posts.posts_for([delivery]))[delivery.id].html
    assert "افتتاح جسر في حمص" in first
    assert "مُحدّث" not in first
    await desk.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], desk.clock())
    desk.clock.forward(timedelta(minutes=10))
    assert await due(desk) == []

    desk.newsroom.edit(article.number, headline="افتتاح جسرين في حمص")
    await desk.ingest.poll(desk.feed_url)
    assert await again.recheck_due() == 1
    desk.clock.forward(timedelta(minutes=3))
    (edit,) = await due(desk)
    assert edit.action is Action.EDIT
    edited = (await posts.posts_for([edit]))[edit.id].html
    assert "افتتاح جسرين في حمص" in edited
    assert "مُحدّث" in edited


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_an_edit_is_found_by_the_next_poll(desk: Desk, rest: str) -> None:
    """The feed's Last-Modified moves with any edit on the site; REST, if open, says which."""
    article = await posted(desk)
    again = rereading(desk)
    await again.recheck_due()
    if rest == "closed":
        desk.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    desk.newsroom.edit(article.number, caption="مدخل الحديقة بعد التصحيح")
    desk.clock.forward(timedelta(seconds=5))
    await desk.ingest.poll(desk.feed_url)
    assert await again.recheck_due() == 1
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.photo is not None
    assert stored.article.photo.caption == "مدخل الحديقة بعد التصحيح"


async def test_a_flash_of_one_line_is_corrected(desk: Desk) -> None:
    """Its page may show no body at all, and still a better headline."""
    article = await posted(desk)
    desk.newsroom.edit(article.number, paragraphs=["توقفت المخابز في المدينة عن العمل."])
    await rereading(desk).recheck_due()
    desk.newsroom.edit(article.number, headline="المخابز تعود إلى العمل مساء اليوم")
    desk.clock.forward(timedelta(hours=1))
    await rereading(desk).recheck_due()
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.title == "المخابز تعود إلى العمل مساء اليوم"


async def test_a_changed_comma_is_no_correction(desk: Desk) -> None:
    """Readers are not shown an edit that they could not find."""
    article = await posted(desk)
    desk.newsroom.edit(article.number, headline=f"{article.headline} .")
    await rereading(desk).recheck_due()
    desk.clock.forward(timedelta(minutes=3))
    assert await due(desk) == []


async def test_new_tags_alone_edit_no_post(desk: Desk) -> None:
    """The change is stored, but there is nothing to correct in what was sent."""
    article = await posted(desk)
    desk.newsroom.edit(article.number, tags=[*article.tags, "ملف جديد"])
    await rereading(desk).recheck_due()
    stored = await desk.stored(article)
    assert stored is not None
    assert "ملف جديد" in {tag.name for tag in stored.article.tags}
    desk.clock.forward(timedelta(minutes=3))
    assert await due(desk) == []


@pytest.mark.parametrize(
    ("on_withdrawn", "expected"),
    [("mark", [Action.EDIT]), ("delete", [Action.DELETE]), ("keep", [])],
)
async def test_an_article_gone_twice_is_withdrawn(
    desk: Desk, on_withdrawn: str, expected: list[Action]
) -> None:
    """Once may be a deployment; the settings say what becomes of the posts."""
    article = await posted(desk)
    desk.newsroom.withdraw(article.number)
    again = rereading(desk, on_withdrawn)
    await again.recheck_due()
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.LIVE
    desk.clock.forward(timedelta(minutes=6))
    await again.recheck_due()
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.WITHDRAWN
    assert [delivery.action for delivery in await due(desk)] == expected


async def test_a_site_that_is_down_withdraws_nothing(desk: Desk) -> None:
    """Only the newsroom's own "gone" counts."""
    article = await posted(desk)
    desk.newsroom.cause(Fault.DOWN, areas=frozenset({Area.PAGE}))
    for _ in range(3):
        await rereading(desk).recheck_due()
        desk.clock.forward(timedelta(hours=2))
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.status is ArticleStatus.LIVE


async def test_a_soft_404_changes_nothing(desk: Desk) -> None:
    """A page that says "not found" with status 200 is not the article."""
    article = await posted(desk)
    desk.newsroom.cause(Fault.SOFT_404)
    await rereading(desk).recheck_due()
    stored = await desk.stored(article)
    assert stored is not None
    assert stored.article.title == article.headline


async def test_an_article_settles_after_a_day(desk: Desk) -> None:
    """The schedule falls: ten minutes, one hour, six, twenty-four, and then no more."""
    article = await posted(desk)
    again = rereading(desk)
    readings = 0
    for _ in range(60):
        due_now = await desk.store.revisits.due(desk.clock(), 100)
        readings += sum(stored.article.title == article.headline for stored in due_now)
        await again.recheck_due()
        desk.clock.forward(timedelta(hours=1))
    assert await desk.store.revisits.due(desk.clock(), 100) == []
    assert 0 < readings <= 4


async def test_an_edit_beside_a_new_article_is_found_by_the_same_poll(desk: Desk) -> None:
    """A new article explains why the feed has changed, but need not be all that has."""
    article = await posted(desk)
    again = rereading(desk)
    await again.recheck_due()
    desk.newsroom.edit(article.number, caption="مدخل الحديقة بعد التصحيح")
    desk.newsroom.publish(generate=True)
    desk.clock.forward(timedelta(seconds=5))
    await desk.ingest.poll(desk.feed_url)
    assert await again.recheck_due() == 1
