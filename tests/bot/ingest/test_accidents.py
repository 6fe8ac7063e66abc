"""What an accident of the site hides is not withdrawn; what stays is not changed by it."""

import pytest

from storage.models import ArticleStatus
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.site_accidents import (
    HOUR,
    MOSTLY_WITH_REST,
    SOAKED,
    STEP,
    WITH_REST,
    new_place,
    newest,
    place,
    publish,
    questions,
    statuses,
)

__all__ = ["new_place", "place"]

LOST_PAGES, LOST_ALL = ("/5", "/4", "/1"), ("/",)


@pytest.mark.parametrize(
    ("place", "lost"),
    [
        ("open", LOST_ALL),
        ("closed", LOST_PAGES),
        pytest.param("open", LOST_PAGES, marks=SOAKED),
        pytest.param("closed", LOST_ALL, marks=SOAKED),
    ],
    ids=["open-everything", "closed-pages", "open-pages", "closed-everything"],
    indirect=["place"],
)
async def test_an_hour_of_404_on_all_pages_withdraws_nothing(
    place: Place, lost: tuple[str, ...]
) -> None:
    """Rewrite rules were lost, or the new server is empty: other articles are not there either."""
    new = await newest(place)
    place.site.lost = lost
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    place.site.lost = ()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await questions(place) == []


@MOSTLY_WITH_REST
async def test_one_article_is_withdrawn_once_the_feed_is_back(place: Place) -> None:
    """While the feed fails nobody knows what the site is about."""
    new = await newest(place)
    place.site.lost = ("/feed/",)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    new[0].status = "trash"
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await place.status(new[0]) is ArticleStatus.LIVE
    place.site.lost = ()
    place.pipeline.clock.forward(HOUR)
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await statuses(place, new[:1]) == {ArticleStatus.WITHDRAWN}
    assert await statuses(place, new[1:]) == {ArticleStatus.LIVE}


async def test_a_rest_that_lists_nothing_withdraws_nothing(new_place: Place) -> None:
    """A plug-in filters it, or a cache has an empty answer: the pages are there."""
    await publish(new_place, 2)
    new = await newest(new_place)
    new_place.site.rest_is_empty = True
    await new_place.pass_time(2 * HOUR, polls=True, step=STEP)
    assert await statuses(new_place, new) == {ArticleStatus.LIVE}


@pytest.mark.parametrize("most", [1, pytest.param(3, marks=pytest.mark.slow)])
async def test_a_rest_that_lists_the_newest_alone_withdraws_nothing(
    new_place: Place, most: int
) -> None:
    """A theme sets how many posts a page has: each new article pushes an older one out of REST."""
    new_place.site.most_in_rest = most
    for number in range(10, 20):
        new_place.add(number, f"خبر قديم رقم {number}", slug=f"old-{number}")
    await new_place.begin()
    new = []
    for number in range(50, 52 + most):
        new.append(new_place.add(number, f"خبر جديد رقم {number}"))
        await new_place.pipeline.ingest.poll(new_place.pipeline.feed_url)
        await new_place.pass_time(HOUR / 2, polls=True, step=STEP)
    assert await statuses(new_place, new) == {ArticleStatus.LIVE}
    assert await questions(new_place) == []
    # What it lists it still tells, and of what it does not list the page tells.
    new[-1].has_password = True
    new[0].status = "trash"
    await new_place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(new_place, [new[-1], new[0]]) == {ArticleStatus.WITHDRAWN}
    assert await statuses(new_place, new[1:-1]) == {ArticleStatus.LIVE}


NOTICES = {
    "a line": "<h1>نستعد لكم بحلة جديدة</h1><p>نعود إليكم خلال ساعات.</p>",
    "a text": "<main><h1>صدى تتجدد</h1>"
    + "<p>نعمل منذ الفجر على ترتيب غرفنا، ونعود إليكم حين ننتهي من نقل آخر الصناديق.</p>" * 6
    + "</main>",
}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("closed", "a line"),
        ("open", "a text"),
        pytest.param("closed", "a text", marks=SOAKED),
    ],
    indirect=["place"],
)
async def test_a_notice_in_the_place_of_each_page_is_nobodys_article(
    place: Place, kind: str
) -> None:
    """It comes with 200. No post is changed, and what is new comes with the feed's text."""
    new = await newest(place)
    await place.deliver()
    place.pipeline.clock.forward(2 * MINUTE)  # to a poll's time
    place.site.notice = f"<!doctype html><title>صدى</title><body>{NOTICES[kind]}</body>"
    for post in new:
        post.modified = place.pipeline.clock()
    late = place.add(80, "خبر في أثناء الصيانة")
    await place.pass_time(HOUR, polls=True, step=STEP)
    for post in (*new, late):
        stored = await place.stored(post)
        assert (stored.status, stored.article.title) == (ArticleStatus.LIVE, post.title)
        assert stored.article.paragraphs == post.paragraphs
    place.site.notice = ""
    new[0].title = "خبر جديد صححنا عنوانه"
    new[0].modified = place.pipeline.clock()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await place.stored(new[0])).article.title == new[0].title


async def test_what_was_withdrawn_comes_back_from_another_address(new_place: Place) -> None:
    """It was gone from its old one before REST was asked, or was taken back before the move."""
    await publish(new_place, 1)
    new = await newest(new_place)
    new[0].status = "trash"
    await new_place.pass_time(30 * MINUTE, step=STEP)
    assert await new_place.status(new[0]) is ArticleStatus.WITHDRAWN
    new[0].status = "publish"
    new_place.site.directory = "/news"
    await new_place.pass_time(HOUR, step=STEP)
    assert await new_place.status(new[0]) is ArticleStatus.LIVE
    assert (await new_place.stored(new[0])).article.url == new_place.site.link(new[0])


@WITH_REST
async def test_articles_that_moved_without_a_redirect_are_read_where_rest_says(
    place: Place,
) -> None:
    """They are gone from their addresses, all at once, and are public: no owner is bothered."""
    new = await newest(place)
    place.site.directory = "/news"
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    for post in new:
        assert (await place.stored(post)).article.url == place.site.link(post)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await questions(place) == []
    new[0].title = "خبر جديد صححنا عنوانه"
    new[0].modified = place.pipeline.clock()
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await place.stored(new[0])).article.title == new[0].title
