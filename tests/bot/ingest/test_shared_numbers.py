"""A post that has an article's number is not therefore the article's, and a 404 is not the truth.

REST tells of posts by number. After a restored backup the number is another article's, and one that
was imported carries the number that it had on another site.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.models import ArticleStatus
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.small_wordpress import Post, SmallWordPress, reading_of

HOUR = timedelta(hours=1)
# As often as the feed is polled.
STEP = 5 * MINUTE
NUMBER = 42
TOLD = "البلدة ترمم خزانها القديم"
# Words of the other headline stand in it, as news of one town has it.
ANOTHER = "مطبعة البلدة تطبع تاريخ خزانها"
ANOTHER_TEXT = (
    "عادت مطبعة البلدة إلى العمل صباح اليوم، وأول ما تطبعه كتاب عن خزانها القديم وبناته.",
    "ويقع الكتاب في مئتي صفحة، ويباع في مكتبة الساحة ابتداء من الأسبوع المقبل بسعر رمزي.",
)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    site = SmallWordPress(links="date")
    async with reading_of(site, tmp_path) as pipeline:
        yield Place(pipeline, site)


def give_away(place: Place) -> Post:
    """A restored backup has lost the article, and its number is the next one's."""
    return place.add(NUMBER, ANOTHER, slug="matbaa", paragraphs=ANOTHER_TEXT)


async def of_id(place: Place, row: int) -> tuple[ArticleStatus, str, str]:
    """Status, headline and address of a row."""
    (stored,) = await place.pipeline.store.articles.get([row])
    return stored.status, stored.article.title, stored.article.url


@pytest.mark.parametrize("polls", [True, False], ids=["seen by the feed first", "by REST first"])
async def test_a_lost_article_does_not_become_the_one_that_has_its_number(
    place: Place, *, polls: bool
) -> None:
    """It is withdrawn under its own headline and address, and the other one is news, once."""
    post = await place.begin()
    lost, link = await place.stored(post), place.site.link(post)
    await place.deliver()
    await place.pass_time(15 * MINUTE)
    other = give_away(place)
    await place.pass_time(30 * MINUTE, polls=polls)
    await place.pass_time(30 * MINUTE, polls=True)
    assert await of_id(place, lost.id) == (ArticleStatus.WITHDRAWN, TOLD, link)
    host = place.site.url.removeprefix("http://")
    path = place.site.link(other).removeprefix(place.site.url).strip("/")
    added = await place.pipeline.store.articles.by_site_id(f"{host}/{path}")
    assert added is not None
    assert added.id != lost.id
    assert await of_id(place, added.id) == (ArticleStatus.LIVE, ANOTHER, place.site.link(other))
    assert len(await place.pipeline.addressed()) == 2


async def test_a_withdrawn_article_does_not_come_back_as_another(place: Place) -> None:
    post = await place.begin()
    lost, link = await place.stored(post), place.site.link(post)
    await place.deliver()
    await place.pass_time(15 * MINUTE)
    post.status = "trash"
    await place.pass_time(15 * MINUTE)
    assert (await of_id(place, lost.id))[0] is ArticleStatus.WITHDRAWN
    give_away(place)
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await of_id(place, lost.id) == (ArticleStatus.WITHDRAWN, TOLD, link)


@pytest.mark.parametrize("how", ["password", "trash"])
async def test_what_happens_to_a_post_of_the_same_number_is_not_the_imported_articles(
    place: Place, how: str
) -> None:
    """The site's own post is old, and hidden by whoever wrote it."""
    await place.begin()
    for number in range(50, 58):
        place.add(number, f"خبر عن السوق رقم {number}")
        place.pipeline.clock.forward(MINUTE)
        await place.pipeline.ingest.poll(place.pipeline.feed_url)
    own = place.site.add(500, "جدول دوام المكتبة", place.pipeline.clock() - 90 * 24 * HOUR)
    imported = place.add(900, "مهرجان الفستق يعود بعد غياب", imported=500)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    host = place.site.url.removeprefix("http://")
    stored = await place.pipeline.store.articles.by_site_id(f"{host}/500")
    assert stored is not None
    assert stored.article.url == place.site.link(imported)
    if how == "password":
        own.has_password = True
    await place.pass_time(15 * MINUTE)
    own.status = "publish" if how == "password" else how
    await place.pass_time(HOUR, step=STEP)
    assert (await of_id(place, stored.id))[0] is ArticleStatus.LIVE
    # Of itself its page tells, which is read as where REST is closed.
    imported.has_password = True
    await place.pass_time(HOUR, step=STEP)
    assert (await of_id(place, stored.id))[0] is ArticleStatus.WITHDRAWN


async def test_a_page_that_is_gone_while_rest_lists_its_post_withdraws_nothing(
    place: Place,
) -> None:
    """A cache keeps an old 404, or a firewall turns the bot away from one address."""
    post = await place.begin()
    path = place.site.link(post).removeprefix(place.site.url)
    place.site.lost = (path,)
    place.site.asked.clear()
    await place.pass_time(5 * HOUR, step=STEP)
    assert await place.status(post) is ArticleStatus.LIVE
    # No more than its scheduled readings, each with a second look.
    assert 2 <= place.site.asked.count(path) <= 6
    post.status = "trash"
    await place.pass_time(10 * MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


async def test_of_what_rest_does_not_list_a_404_tells_alone(place: Place) -> None:
    """A plug-in keeps a section out of REST."""
    post = await place.begin()
    place.site.kept_from_rest = {post.number}
    await place.pass_time(5 * MINUTE)
    post.status = "trash"
    await place.pass_time(20 * MINUTE)
    assert await place.status(post) is ArticleStatus.WITHDRAWN


async def test_an_old_article_is_read_where_rest_has_it(place: Place) -> None:
    """Older than those that are looked at, its address has changed and left no redirect."""
    post = await place.begin()
    await place.pass_time(26 * HOUR, step=HOUR)
    place.pipeline.clock.forward(72 * HOUR)
    post.slug, post.paragraphs = "khazzan", (*post.paragraphs, "وتابع المجلس العمل مساء اليوم.")
    stored = await place.stored(post)
    await place.pipeline.store.rechecks.recheck_now(
        [stored.article.site_id], place.pipeline.clock()
    )
    for _ in range(6):
        place.pipeline.clock.forward(MINUTE)
        await place.again.recheck_due()
    stored = await place.stored(post)
    assert stored.status is ArticleStatus.LIVE
    assert stored.article.url == place.site.link(post)
    assert stored.article.paragraphs == post.paragraphs


async def test_an_address_at_which_the_article_is_not_is_not_its_own(place: Place) -> None:
    """REST names a link that a plug-in sets, to a page of the site."""
    post = await place.begin()
    link = place.site.link(post)
    await place.pass_time(15 * MINUTE)
    post.slug = "about"
    place.site.cached[post.number] = (
        f'<!doctype html><title>من نحن</title><link rel="canonical" href="{place.site.link(post)}">'
        f'<body class="postid-{NUMBER}"><h1>من نحن في البلدة</h1><div class="entry-content">'
        "<p>صحيفة أسبوعية عن البلدة، وخزانها القديم شعارها منذ العدد الأول.</p></div>"
    )
    await place.pass_time(HOUR, polls=True, step=STEP)
    stored = await place.stored(post)
    assert (stored.article.title, stored.article.url) == (TOLD, link)
