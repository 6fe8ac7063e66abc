"""WordPress's REST interface."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import FeedError
from bot.feed.wordpress.rest_requests import other_places, posts_url, visibility_url
from bot.feed.wordpress.rest_responses import parse_posts, parse_visibility
from storage.models import TagKind
from tests.data.stories import BRIDGE

NOW = datetime(2026, 10, 14, tzinfo=UTC)


def post(**changes: Any) -> dict[str, Any]:
    content = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)
    return {
        "id": BRIDGE.number,
        "date_gmt": "2026-10-12T08:00:00",
        "modified_gmt": "2026-10-12T09:00:00",
        "status": "publish",
        "link": BRIDGE.link,
        "title": {"rendered": BRIDGE.title},
        "content": {"rendered": content, "protected": False},
        "excerpt": {"rendered": f"<p>{BRIDGE.paragraphs[0]} [&hellip;]</p>"},
        "_embedded": {
            "author": [{"name": "هالة"}, {"code": "rest_user_invalid_id"}],
            "wp:featuredmedia": [
                {
                    "source_url": BRIDGE.photo,
                    "caption": {"rendered": f"<p>{BRIDGE.caption} ({BRIDGE.credit})</p>"},
                    "media_details": {"sizes": {"large": {"source_url": f"{BRIDGE.photo}?large"}}},
                }
            ],
            "wp:term": [
                [{"name": "محليات", "slug": "local", "taxonomy": "category"}],
                [{"name": "جسور", "slug": "bridges", "taxonomy": "post_tag"}],
                [{"name": "x", "slug": "x", "taxonomy": "post_format"}],
            ],
        },
    } | changes


def read(*posts: Any) -> list[Any]:
    return parse_posts(json.dumps(posts).encode(), now=NOW)


def test_a_post_is_read_whole() -> None:
    """Paragraphs, photo with its whole caption, and sections told from tags."""
    (item,) = read(post())
    assert item.site_id == BRIDGE.site_id
    assert item.title == BRIDGE.title
    assert item.paragraphs == BRIDGE.paragraphs
    assert item.excerpt == BRIDGE.paragraphs[0]
    assert (item.photo.url, item.photo.caption) == (
        f"{BRIDGE.photo}?large",
        f"{BRIDGE.caption} ({BRIDGE.credit})",
    )
    assert [(tag.kind, tag.name, tag.slug) for tag in item.tags] == [
        (TagKind.SECTION, "محليات", "local"),
        (TagKind.TAG, "جسور", "bridges"),
    ]
    assert item.author == "هالة"
    assert item.published == datetime(2026, 10, 12, 8, tzinfo=UTC)
    assert item.modified == datetime(2026, 10, 12, 9, tzinfo=UTC)


def test_an_account_that_is_called_by_its_address_is_no_author() -> None:
    people = [{"name": "hala@sada.example"}, {"name": "هالة"}]
    (item,) = read(post(_embedded={"author": people}))
    assert item.author == "هالة"


@pytest.mark.parametrize(
    "unfit",
    [
        post(status="draft"),
        post(link="javascript:x"),
        post(link=None),
        {},
        "text",
        None,
        7,
    ],
)
def test_what_is_no_public_post_is_left_out(unfit: Any) -> None:
    """Drafts, posts without an address, and things that are no posts."""
    assert [item.site_id for item in read(unfit, post())] == [BRIDGE.site_id]


@pytest.mark.parametrize("name", ["_embedded", "title", "content", "excerpt", "date_gmt", "id"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [[]], {"rendered": 3}])
def test_odd_parts_do_not_cost_the_post(name: str, value: Any) -> None:
    """Plugins change any field to anything."""
    assert [item.url for item in read(post(**{name: value}))] == [BRIDGE.link]


def test_a_photo_in_the_content_serves_where_none_is_featured() -> None:
    """The first photo of the text."""
    content = {"rendered": f'<p><img src="{BRIDGE.photo}" width="900"></p>'}
    (item,) = read(post(_embedded={}, content=content))
    assert item.photo.url == BRIDGE.photo


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"code":"rest_forbidden"}', b"[" * 100_000, b"\xff", b"x" * 10_000_001],
)
def test_an_answer_that_is_no_list_is_an_error(body: bytes) -> None:
    """Closed interfaces answer with an object or a page."""
    with pytest.raises(FeedError):
        parse_posts(body)


def test_addresses_are_built_within_the_interfaces_bounds() -> None:
    """`per_page` over 100 is answered with 400; times go out in UTC."""
    url = posts_url("https://site.org/feed/", 2, 500, after=NOW, modified_after=NOW, include=(5, 6))
    assert url == (
        "https://site.org/wp-json/wp/v2/posts?per_page=100&page=2&_embed=1"
        "&after=2026-10-14T00%3A00%3A00Z&modified_after=2026-10-14T00%3A00%3A00Z&orderby=modified"
        "&include=5%2C6"
    )
    assert "per_page=1&page=1&" in posts_url("https://site.org", 0, 0)


@pytest.mark.parametrize(
    "locked",
    [
        post(content={"rendered": "", "protected": True}),
        post(content={"rendered": "<p>نص</p>"}, excerpt={"rendered": "", "protected": True}),
        post(content={"rendered": '<form class="post-password-form"><p>نص</p></form>'}),
    ],
)
def test_of_a_locked_post_only_that_it_is_locked_is_read(locked: Any) -> None:
    """By REST's word, or by the form that an older WordPress puts in the text's place."""
    (item,) = read(locked)
    assert item.locked
    assert (item.paragraphs, item.excerpt, item.photo) == ((), "", None)


def test_one_answer_tells_which_posts_are_public_and_which_are_locked() -> None:
    """What it does not list is not public."""
    body = json.dumps(
        [
            {"id": 5, "status": "publish", "content": {"protected": False}},
            {"id": 6, "status": "publish", "content": {"protected": True}},
            {"id": 7, "status": "draft"},
            {"id": "8"},
            {"id": 9},
        ]
    )
    found = parse_visibility(body.encode())
    assert {number: post.locked for number, post in found.items()} == {5: False, 6: True, 9: False}
    assert "include=5%2C6" in visibility_url("https://site.org/feed/", (5, 6))


def test_what_the_site_above_answers_says_nothing_of_the_one_in_a_directory() -> None:
    """Where that one has no REST, the host's other site is asked, and has posts of its own."""
    posts = [
        {"id": 5, "link": "https://site.org/5/jisr/"},
        {"id": 6, "link": "https://site.org/en/6/bridge/"},
        {"id": 7, "link": "https://site.org/english/"},
        {"id": 8},
    ]
    found = parse_visibility(json.dumps(posts).encode(), root="/en")
    assert [(number, post.locked) for number, post in found.items()] == [(6, False)]


def test_a_post_in_a_directory_has_its_number_within_it() -> None:
    """The guid tells, as in the feed."""
    (item,) = read(
        post(
            id=5,
            link="https://site.org/en/2026/bridge/",
            guid={"rendered": "https://site.org/en/?post_type=post&#038;p=5"},
        )
    )
    assert item.site_id == "site.org/en?p=5"


@pytest.mark.parametrize(
    ("feed", "places"),
    [
        ("https://site.org/feed/", ["/wp-json/wp/v2/posts?", "/?rest_route="]),
        ("https://site.org/?feed=rss2", ["/wp-json/wp/v2/posts?", "/?rest_route="]),
        ("https://site.org/index.php?feed=rss2", ["/wp-json/wp/v2/posts?", "/?rest_route="]),
        ("https://site.org/category/mix/travel/feed/", ["/wp-json/wp/v2/posts?", "/?rest_route="]),
        ("https://site.org/rss.xml", ["/wp-json/wp/v2/posts?", "/?rest_route="]),
        (
            "https://site.org/news/feed/",
            ["/news/wp-json/wp/v2/posts?", "/news/?rest_route=", "/wp-json/wp/", "/?rest_route="],
        ),
        ("https://site.org/news/?feed=rss2", ["/news/wp-json/wp/v2/posts?", "/news/?rest_route="]),
        ("https://site.org/news/tag/x/feed/", ["/news/wp-json/wp/v2/posts?", "/news/?rest_route="]),
    ],
)
def test_rest_is_looked_for_in_the_directory_of_the_site(feed: str, places: list[str]) -> None:
    """With permalinks and without; then at the host's root: the directory may be a section."""
    url = posts_url(feed, include=(5,))
    asked = [url, *other_places(url)]
    assert all("include=5" in one for one in asked)
    for one, place in zip(asked, places, strict=False):
        assert one.startswith(f"https://site.org{place}"), asked
    assert len(asked) == len(places) or "news" in feed


@pytest.mark.parametrize(
    "amid",
    [
        "<br />\n<b>Warning</b>:  Undefined key in <b>/x.php</b> on line <b>12</b><br />\n{}",
        "\ufeff{}",
        "{}\n<!-- Cached page by a plug-in -->",
    ],
)
def test_what_php_and_plugins_print_around_a_list_costs_no_post(amid: str) -> None:
    """The posts stand between it."""
    body = amid.replace("{}", json.dumps([post()])).encode()
    assert [item.title for item in parse_posts(body, now=NOW)] == [BRIDGE.title]


def test_an_empty_list_amid_notices_says_nothing() -> None:
    """As an answer it would say that posts are gone."""
    with pytest.raises(FeedError):
        parse_posts(b"<b>Warning</b>: x on line 3<br />\n[]", now=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        '<html><script type="application/ld+json">[{"@context": "https://schema.org"}]</script>',
        '<!DOCTYPE html><script>var sections = [{"id": 3, "name": "economy"}]</script>',
        '<script>window.stories = [{"id": 3}];</script>',
        '<b>Notice</b>: x<br />[{"code": "broken"}]',
        '<b>Notice</b>: x<br />[{"id": 3}, {"code": "broken"}]',
        '<b>Notice</b>: x<br />[{"id": true}]',
        '[{"@context": "https://schema.org"}]',
        '[{"id": true}, {"id": "3"}]',
        '["broken"]',
    ],
)
def test_a_list_of_something_else_says_nothing_of_posts(answer: str) -> None:
    """Read as a list of posts it would say that all those that were asked for are gone."""
    with pytest.raises(FeedError):
        parse_visibility(answer.encode())
