"""Corrections where caches keep pages, and feeds whose Last-Modified says nothing."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.page_budget import PAGES_AN_HOUR, YOUNGEST_EVERY
from bot.ingest.publications import Reading
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.recheck import Recheck, RecheckOptions
from storage.articles.edit_notices import EditReport
from storage.models import Article, StoredArticle, Tag
from storage.outbox import Action, Delivery, Sent
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import rechecking
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CORRECTED = (
    "أعلن مجلس البلدة اليوم بدء ترميم الخزان القديم بكلفة سبعين مليون ليرة، لا سبعة ملايين.",
    "وقال رئيس المجلس إن العمل يستمر خمسة أسابيع، وإن صهاريج توزع المياه على الأحياء المرتفعة.",
    "ويشرب من الخزان نحو تسعة آلاف شخص، وكانت آخر أعمال الصيانة فيه قبل عشر سنوات.",
)
DATED = pytest.mark.parametrize("dated", [True, False])


class Site:
    """A small WordPress, and the parts that read it."""

    def __init__(self, pipeline: Pipeline, site: SmallWordPress) -> None:
        self.pipeline = pipeline
        self.clock = pipeline.clock
        self.site = site
        self.again: Recheck = rechecking(pipeline)

    async def poll(self) -> None:
        await self.pipeline.ingest.poll(self.pipeline.feed_url)

    async def begin(self) -> Post:
        """One article that was sent to a reader, and has been read again as often as it is."""
        await self.pipeline.reader()
        self.site.add(41, "افتتاح معرض الكتاب في البلدة", self.clock())
        await self.poll()
        self.clock.forward(5 * MINUTE)
        post = self.site.add(42, "البلدة ترمم خزانها القديم", self.clock())
        await self.poll()
        self.clock.forward(3 * MINUTE)
        await self.sent()
        await self.all_readings()
        return post

    async def all_readings(self) -> None:
        """Let all the readings that follow a new article come and go."""
        for _ in range(10):
            self.clock.forward(3 * HOUR)
            await self.again.recheck_due()
        assert await self.pipeline.store.rechecks.due(self.clock() + timedelta(days=9), 9) == []

    async def sent(self) -> list[Delivery]:
        """Claim what is due as sent; what it was."""
        outbox = self.pipeline.store.outbox
        due = await outbox.claim(10, self.clock(), MINUTE)
        await outbox.record([Sent(one.id, 77, has_photo=False) for one in due], self.clock())
        return due

    async def pass_time(self, by: timedelta, step: timedelta = MINUTE) -> None:
        """Read again what is due, each minute."""
        end = self.clock() + by
        while self.clock() < end:
            self.clock.forward(step)
            await self.again.recheck_due()

    def edit(self, post: Post, *paragraphs: str, cached: bool = False) -> None:
        """Edit an article; with `cached` its page stays as it was."""
        if cached:
            self.site.cached[post.number] = self.site.html(post)
        post.paragraphs = paragraphs or CORRECTED
        post.modified = self.clock()

    async def stored(self, post: Post) -> StoredArticle:
        host = self.site.url.removeprefix("http://")
        found = await self.pipeline.store.articles.by_site_id(f"{host}/{post.number}")
        assert found is not None
        return found

    def page_readings(self, number: int = 0) -> int:
        """How often pages were asked for, or one article's."""
        names = [path.split("/")[1] for path in self.site.asked if path.count("/") > 1]
        return sum(name == str(number) if number else name.isdigit() for name in names)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Site]:
    site = SmallWordPress(dated=True)
    async with reading_of(site, tmp_path) as pipeline:
        yield Site(pipeline, site)


@DATED
async def test_a_cached_page_delays_a_correction_and_does_not_swallow_it(
    place: Site, dated: bool
) -> None:
    """REST tells of the edit, the page is still a copy from before, and soon no longer."""
    place.site.dated = dated
    post = await place.begin()
    place.edit(post, cached=True)
    place.clock.forward(MINUTE)
    await place.poll()
    await place.pass_time(10 * MINUTE)
    assert (await place.stored(post)).article.paragraphs != CORRECTED
    # A restart forgets nothing of it.
    place.again = rechecking(place.pipeline)
    place.site.cached.clear()
    await place.pass_time(15 * MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED
    place.clock.forward(3 * MINUTE)
    assert [one.action for one in await place.sent()] == [Action.EDIT]


async def test_a_page_that_fails_when_the_edit_is_told_is_tried_again_soon(place: Site) -> None:
    """Its scheduled readings may all be over."""
    post = await place.begin()
    place.edit(post)
    post.slug, slug = "broken", post.slug
    place.site.cached[post.number] = "<html><body><p>503</p></body></html>"
    place.clock.forward(MINUTE)
    await place.poll()
    await place.pass_time(3 * MINUTE)
    place.site.cached.clear()
    post.slug = slug
    await place.pass_time(10 * MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED


async def test_a_copy_from_before_takes_no_correction_back(place: Site) -> None:
    """One edge has the correction, the next reading comes from another that has not."""
    post = await place.begin()
    old = place.site.html(post)
    place.edit(post)
    place.clock.forward(MINUTE)
    await place.poll()
    await place.pass_time(3 * MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED
    assert [one.action for one in await place.sent()] == [Action.EDIT]
    place.site.cached[post.number] = old
    stored = await place.stored(post)
    await place.pipeline.store.rechecks.recheck_now([stored.article.site_id], place.clock())
    await place.pass_time(5 * MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED
    assert await place.sent() == []
    # What is edited after that is read all the same.
    place.site.cached.clear()
    place.edit(post, *CORRECTED, "ويبدأ العمل في الخزان صباح الأحد المقبل، بحسب المجلس.")
    place.clock.forward(MINUTE)
    await place.poll()
    await place.pass_time(3 * MINUTE)
    assert len((await place.stored(post)).article.paragraphs) == len(CORRECTED) + 1


async def test_an_edit_that_nobody_sees_is_remembered_as_the_newest(place: Site) -> None:
    """A copy from before it is older, although the texts are the same."""
    post = await place.begin()
    place.edit(post, *(text + " ." for text in post.paragraphs))
    place.clock.forward(MINUTE)
    await place.poll()
    await place.pass_time(3 * MINUTE)
    assert (await place.stored(post)).article.modified == post.modified.replace(microsecond=0)


@DATED
async def test_a_page_that_never_shows_an_edit_is_given_up(place: Site, dated: bool) -> None:
    """A dozen readings in two days, and then none."""
    place.site.dated = dated
    post = await place.begin()
    place.edit(post, cached=True)
    place.clock.forward(MINUTE)
    await place.poll()
    place.site.asked.clear()
    await place.pass_time(timedelta(hours=60), step=10 * MINUTE)
    assert 4 <= place.page_readings(post.number) <= 12
    assert await place.pipeline.store.rechecks.due(place.clock() + timedelta(days=9), 9) == []


async def test_an_edit_is_read_once_however_often_rest_tells_of_it(place: Site) -> None:
    """REST lists the edits of the last minutes at each poll that finds a change."""
    post = await place.begin()
    place.edit(post)
    place.site.last_modified = place.clock
    place.site.asked.clear()
    for _ in range(5):
        place.clock.forward(MINUTE)
        await place.poll()
        await place.again.recheck_due()
    assert place.page_readings(post.number) == 1


async def test_an_edit_told_during_a_reading_is_read_for(place: Site) -> None:
    """What the reading decides on the next one knows nothing of it."""
    post = await place.begin()
    stored = await place.stored(post)
    store, clock = place.pipeline.store, place.clock

    class Interrupted(ArticleReader):
        """Reads a page from before an edit of which REST tells meanwhile."""

        async def read_page_of(
            self,
            article: Article,
            *,
            at: str = "",
            tags: tuple[Tag, ...] = (),
            redated_after: datetime | None = None,
        ) -> Reading:
            again = await super().read_page_of(
                article, at=at, tags=tags, redated_after=redated_after
            )
            place.edit(post)
            await store.edit_notices.note(
                [EditReport(site_id=article.site_id, modified=post.modified)], clock()
            )
            return again

    interrupted = Recheck(
        reader=Interrupted(place.pipeline.fetcher, now=clock),
        posts=WordPressPosts(place.pipeline.fetcher, clock),
        store=store,
        options=RecheckOptions(settle=2 * MINUTE, edit_window=48 * HOUR, on_withdrawn="mark"),
        wake_delivery=lambda: None,
        now=clock,
    )
    await store.rechecks.recheck_now([stored.article.site_id], clock())
    await interrupted.recheck_due()
    await place.pass_time(MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED


async def test_a_wordpress_that_ignores_when_things_were_edited_is_asked_for_the_edited_alone(
    place: Site,
) -> None:
    """Before version 5.7 it answers with its newest posts, edited or not."""
    place.site.rest_is_old = True
    post = await place.begin()
    place.site.asked.clear()
    place.edit(post)
    for _ in range(5):
        place.clock.forward(MINUTE)
        await place.poll()
        await place.again.recheck_due()
    assert (await place.stored(post)).article.paragraphs == CORRECTED
    assert place.page_readings() == place.page_readings(post.number) == 1


async def test_an_edit_that_a_cached_feed_shows_late_is_asked_for(place: Site) -> None:
    """Polls that were answered from the cache have learnt nothing of what was edited since."""
    post = await place.begin()
    await place.poll()
    place.site.feed_is_cached = True
    place.clock.forward(MINUTE)
    place.edit(post)
    for _ in range(20):
        place.clock.forward(MINUTE)
        await place.poll()
    place.site.feed_is_cached = False
    await place.poll()
    await place.pass_time(MINUTE)
    assert (await place.stored(post)).article.paragraphs == CORRECTED


async def crowded(place: Site) -> list[Post]:
    """Ten articles of an hour and more, on a site that closes its REST and dates its feed now."""
    place.site.rest_is_open = False
    posts = [
        place.site.add(number, f"خبر البلدة رقم {number}", place.clock() + number * MINUTE)
        for number in range(51, 61)
    ]
    place.clock.forward(2 * HOUR)
    await place.poll()
    await place.all_readings()
    place.site.last_modified = place.clock
    place.site.asked.clear()
    return posts


async def test_a_last_modified_of_now_has_nothing_read_again_and_again(place: Site) -> None:
    """An hour of polls, as often as any, at which nothing has changed: the first may be edits."""
    posts = await crowded(place)
    for _ in range(30):
        place.clock.forward(2 * MINUTE)
        await place.poll()
        await place.again.recheck_due()
    assert place.page_readings() <= 2 * len(posts)


async def test_alternating_caches_of_a_feed_have_nothing_read_again_and_again(
    place: Site,
) -> None:
    """One edge dates the same list a minute earlier than the other."""
    posts = await crowded(place)
    edges = [place.clock(), place.clock() + MINUTE]
    turn = 0

    def by_turns() -> datetime:
        return edges[turn % 2]

    place.site.last_modified = by_turns
    for _ in range(30):
        turn += 1
        place.clock.forward(2 * MINUTE)
        await place.poll()
        await place.again.recheck_due()
    assert place.page_readings() <= 2 * len(posts)


async def test_an_article_that_one_of_two_caches_lacks_is_looked_for_once_in_seven_minutes(
    place: Site,
) -> None:
    """At every other poll the feed seems to have lost it."""
    post = (await crowded(place))[-1]
    for minute in range(30):
        post.status = "private" if minute % 2 else "publish"
        place.clock.forward(MINUTE)
        await place.poll()
        post.status = "publish"
        await place.again.recheck_due()
    assert 0 < place.page_readings(post.number) <= 10


async def test_what_the_feed_itself_shows_as_changed_is_read_whatever_its_date_says(
    place: Site,
) -> None:
    """The text is a better witness than Last-Modified."""
    posts = await crowded(place)
    for _ in range(10):
        place.clock.forward(MINUTE)
        await place.poll()
        await place.again.recheck_due()
    place.edit(posts[7])
    place.clock.forward(YOUNGEST_EVERY)
    await place.poll()
    await place.again.recheck_due()
    assert (await place.stored(posts[7])).article.paragraphs == CORRECTED


async def test_a_feed_whose_texts_change_at_each_answer_stays_within_the_budget(
    place: Site,
) -> None:
    """A counter of readers in each text: an edit in every item at every poll."""
    posts = await crowded(place)
    for readers in range(30):
        place.clock.forward(2 * MINUTE)
        for post in posts:
            post.paragraphs = (*CORRECTED, f"وقرأ الخبر حتى الآن {readers} شخصًا من البلدة.")
        await place.poll()
        await place.again.recheck_due()
    assert 0 < place.page_readings() <= PAGES_AN_HOUR


async def test_looks_at_young_articles_leave_room_for_what_the_feed_tells(place: Site) -> None:
    """What was hidden and is public again, or was edited, waits for no other article's turn."""
    posts = await crowded(place)
    for look in range(PAGES_AN_HOUR):
        place.pipeline.budget.take(f"look {look}")
    place.edit(posts[7])
    place.clock.forward(MINUTE)
    await place.poll()
    await place.again.recheck_due()
    assert (await place.stored(posts[7])).article.paragraphs == CORRECTED
