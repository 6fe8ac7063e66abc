"""Whether REST's posts are the items of a feed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feed.wordpress.whole_site import beside, is_of_the_whole_site, lists_the_same
from bot.types import FeedItem
from tests.articles import NOON

MINUTE = timedelta(minutes=1)
PAGE = tuple(
    FeedItem(
        site_id=f"sada.example/{number}",
        url=f"https://sada.example/2026/khabar-{number}/",
        title=f"خبر رقم {number}",
        published=NOON - number * MINUTE,
    )
    for number in range(10)
)
LONG_AGO = NOON - timedelta(days=1)
NEWER = replace(PAGE[0], site_id="sada.example/50", url="https://sada.example/50/", title="أحدث")
OLDER = replace(NEWER, published=PAGE[-1].published)
BETWEEN = replace(NEWER, published=NOON - 5 * MINUTE)


@pytest.mark.parametrize(
    "url",
    [
        "https://sada.example/feed/",
        "https://sada.example/feed",
        "https://sada.example/feed/atom/",
        "https://sada.example/?feed=rss2",
        "https://sada.example/index.php?feed=rss2",
        "https://sada.example/feed/?withoutcomments=1",
        "https://sada.example/en/feed/",
        "https://sada.example/rss.xml",
    ],
)
def test_a_feed_that_asks_for_no_part_is_the_sites(url: str) -> None:
    assert is_of_the_whole_site(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://sada.example/feed/?cat=-12",
        "https://sada.example/feed/?cat=5",
        "https://sada.example/feed/?lang=en",
        "https://sada.example/?feed=rss2&post_type=video",
        "https://sada.example/?feed=comments-rss2",
        "https://sada.example/comments/feed/",
        "https://sada.example/category/news/local/feed/",
        "https://sada.example/en/tag/x/feed/",
        "https://sada.example/author/hala/feed/",
    ],
)
def test_a_part_of_a_site_is_told_by_its_address(url: str) -> None:
    """A section, a section left out, a language, a type of posts, comments."""
    assert not is_of_the_whole_site(url)


@pytest.mark.parametrize(
    "posts",
    [
        PAGE,
        tuple(reversed(PAGE)),
        (*PAGE, replace(NEWER, published=NOON + MINUTE)),
        (*PAGE, OLDER, replace(OLDER, published=LONG_AGO)),
        tuple(replace(item, site_id=f"sada.example/9{at}") for at, item in enumerate(PAGE)),
        tuple(replace(item, url=f"https://cms.example/{at}/") for at, item in enumerate(PAGE)),
        (replace(PAGE[0], published=None, locked=True), *PAGE[1:]),
    ],
    ids=["all", "order", "newer", "older", "imported", "other host", "locked"],
)
def test_rest_that_lists_the_page_has_the_items_of_the_feed(posts: tuple[FeedItem, ...]) -> None:
    """What is newer than a feed from a cache, or stands behind its page, tells nothing."""
    assert lists_the_same(PAGE, posts, LONG_AGO)


@pytest.mark.parametrize(
    "posts",
    [(*PAGE, BETWEEN), PAGE[:5] + PAGE[6:], PAGE[1:], (), (*PAGE, NEWER)],
    ids=["section left out", "own type", "own type on top", "nothing", "second of the newest"],
)
def test_rest_that_lists_more_or_fewer_has_not(posts: tuple[FeedItem, ...]) -> None:
    assert not lists_the_same(PAGE, posts, LONG_AGO)


def test_a_comparison_of_too_little_proves_nothing() -> None:
    """REST was asked for the last minutes only, or nothing of the page has a date."""
    assert lists_the_same(PAGE, PAGE[:6], PAGE[6].published or NOON)
    assert not lists_the_same(PAGE, PAGE[:3], PAGE[3].published or NOON)
    undated = [replace(item, published=None) for item in PAGE]
    assert not lists_the_same(undated, undated, LONG_AGO)


def test_an_article_that_feed_and_rest_number_differently_is_taken_once() -> None:
    """By its address, or by its number where a theme gives the feed another address."""
    numbered = replace(PAGE[0], site_id="sada.example/900")
    elsewhere = replace(PAGE[1], url="https://cms.example/1/")
    assert beside([numbered, elsewhere, NEWER], PAGE) == [NEWER]
