"""Which article an item is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feed.identity import canonical_url, number_of, site_id
from bot.feed.paging import older_page
from bot.text.urls import absolute

SAME = (
    ("https://www.site.org/123/slug/", "https://www.site.org/?p=123"),
    ("https://site.org/123/slug/", "https://www.site.org/?p=123"),
    ("http://www.site.org/123/other-slug", "http://www.site.org/?p=123"),
    ("https://www.site.org/123/%d8%b9/", ""),
    ("https://www.site.org/123/ع/", ""),
    ("https://www.site.org/123/", ""),
    ("https://www.site.org/123?utm_source=x&so=related", ""),
    ("https://www.site.org/archives/123", ""),
    ("https://www.site.org/123/slug/amp/", ""),
    ("https://www.site.org/123/slug/", "https://old-name.net/?p=123"),
    ("https://www.site.org/?p=123", ""),
    ("", "https://www.site.org/?p=123"),
)


@pytest.mark.parametrize(("url", "guid"), SAME)
def test_one_article_has_one_identity(url: str, guid: str) -> None:
    """Slug, encoding, www, scheme, tracking and the guid's host make no second article."""
    assert site_id(url, guid) == "site.org/123"


def test_editions_count_separately() -> None:
    """Two editions of a newsroom both have a number 123."""
    assert site_id("https://english.site.org/x/", "https://english.site.org/?p=123") != site_id(
        "https://www.site.org/123/x/", "https://www.site.org/?p=123"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://english.site.org/archives/2026/10/new-well/",
        "http://www.english.site.org/archives/2026/10/new-well?utm_medium=rss",
        "https://english.site.org/archives/2026/10/new%2dwell/#top",
    ],
)
def test_an_address_without_a_number_is_its_own_identity(url: str) -> None:
    """The year in a path is no article's number."""
    assert site_id(url) == "english.site.org/archives/2026/10/new-well"


def test_nothing_has_no_identity() -> None:
    """An item without link and guid can't be known again."""
    assert site_id("", "") == ""
    assert site_id("", "tag:site,2026:abc") == "tag:site,2026:abc"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Site.org:443/a//b/?utm_source=x&id=5#top", "https://www.site.org/a/b/?id=5"),
        ("https://site.org/صورة -1.jpg", "https://site.org/%D8%B5%D9%88%D8%B1%D8%A9%20-1.jpg"),
        ("https://site.org/%d8%b9/?amp=1", "https://site.org/%D8%B9/"),
        ("http://127.0.0.1:8801/5/x/", "http://127.0.0.1:8801/5/x/"),
        ("https://site.org/100%", "https://site.org/100%25"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("https://[broken", ""),
        ("http://\N{ONE DOT LEADER}", ""),
        ("https://site\N{TWO DOT LEADER}org/", ""),
        ("https://site.org./", "https://site.org./"),
        ("https://site.org:port/", ""),
        ("https://site.org/" + "a" * 3000, ""),
    ],
)
def test_addresses_are_made_canonical(url: str, canonical: str) -> None:
    """Tracking and fragments go, escapes are written alike, and what is no address is empty."""
    assert canonical_url(url) == canonical


@given(
    st.text(max_size=80) | st.from_regex(r"https?://[^\s/]{1,20}(/[^\s]{0,30})?", fullmatch=True)
)
def test_canonical_addresses_stay_as_they_are(url: str) -> None:
    """Cleaning twice changes nothing, and the result can be sent: ASCII without spaces."""
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once.isascii()
    assert " " not in once


def test_relative_addresses_are_resolved() -> None:
    """Photos are often named relative to the site."""
    assert absolute("/a b.jpg", "https://site.org/1/x/") == "https://site.org/a%20b.jpg"
    assert absolute("//cdn.org/a.jpg", "https://site.org/") == "https://cdn.org/a.jpg"


def test_older_pages_of_a_feed() -> None:
    """`paged` is set, replaced, and left out for the first page."""
    assert older_page("https://site.org/feed/", 3) == "https://site.org/feed/?paged=3"
    assert older_page("https://site.org/feed/?cat=2&paged=3", 4) == (
        "https://site.org/feed/?cat=2&paged=4"
    )
    assert older_page("https://site.org/feed/?paged=3", 1) == "https://site.org/feed/"


@pytest.mark.parametrize(
    "path",
    [
        "/2026/10/12/jisr/",
        "/2026/10/jisr/",
        "/2026/jisr/",
        "/archives/2026/10/jisr/",
        "/10/12/jisr/",
        "/1448/04/30/jisr/",
        "/index.php/2026/10/12/jisr/",
        "/news/2026/12/",
    ],
)
def test_a_year_a_month_or_a_day_is_no_number(path: str) -> None:
    """Else all articles of one year would be one, and none but the first were ever pushed."""
    url = f"https://www.site.org{path}"
    assert site_id(url, url) == f"site.org{path.rstrip('/')}"
    assert number_of(site_id(url)) is None


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://site.org/?p=2026", 2026),
        ("https://site.org/index.php/123/jisr/", 123),
        ("https://site.org/123.html", 123),
        ("https://site.org/?page_id=123", None),
    ],
)
def test_numbers_in_other_addresses(url: str, number: int | None) -> None:
    """Plain permalinks may well have a number that looks like a year."""
    assert number_of(site_id(url)) == number


def test_the_sites_own_word_for_the_number_comes_first() -> None:
    """REST's id and a feed's `post-id` need no address."""
    assert site_id("https://site.org/2026/10/12/jisr/", number="0042") == "site.org/42"
    assert site_id("https://site.org/7/x/", "https://site.org/?p=8", number="9") == "site.org/9"
