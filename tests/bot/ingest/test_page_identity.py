"""Which page is an article's, after its address has changed or was given away."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ingest.page_identity import is_page_for, is_page_of
from bot.types import ArticlePage, FeedItem
from tests.articles import NOON, invented
from tests.bot.ingest.small_wordpress import TEXT

KNOWN = invented(
    5,
    site_id="sada.example/5",
    url="https://sada.example/5/tarmim/",
    paragraphs=TEXT,
    published=NOON,
)
OTHER = ArticlePage(
    url="https://sada.example/5/matbaa/",
    site_id="sada.example/5",
    title="مطبعة البلدة تعود إلى العمل",
    paragraphs=("عادت مطبعة البلدة إلى العمل صباح اليوم بعد توقف دام عامين.",),
    published=NOON + timedelta(days=9),
)
STATIC = replace(OTHER, url="https://sada.example/about/", site_id="", published=None)
# The headline of `KNOWN` as an editor writes it anew.
ANEW = "حديقة خامسة: المجلس البلدي يعلن موعدها"


@pytest.mark.parametrize("page", [OTHER, STATIC], ids=["same number", "no number"])
@pytest.mark.parametrize(
    "same",
    [
        {"title": KNOWN.title},
        {"published": KNOWN.published},
        {"paragraphs": (*TEXT, "وتابع المجلس.")},
        {"paragraphs": TEXT[:1]},
        {"url": KNOWN.url, "title": ANEW},
        {"url": "http://www.sada.example/5/tarmim", "title": ANEW},
    ],
    ids=["headline", "second", "text", "line", "address", "spelling"],
)
def test_an_article_at_another_address_is_known_by_what_stayed(
    page: ArticlePage, same: dict[str, object]
) -> None:
    """A slug is often corrected with the headline, a headline without the text."""
    assert is_page_of(KNOWN, replace(page, **same))  # type: ignore[arg-type]


def test_a_number_that_was_given_to_another_article_is_not_believed() -> None:
    """After a restored backup the site counts on from where it was."""
    assert not is_page_of(KNOWN, OTHER)
    assert not is_page_of(KNOWN, replace(OTHER, published=None))


def test_a_page_of_the_sites_own_is_no_article() -> None:
    """What was removed leads to "who we are" or the front page; that is not what it says now."""
    assert not is_page_of(KNOWN, STATIC)
    assert not is_page_of(replace(KNOWN, site_id="sada.example/2026/10/tarmim"), STATIC)


def test_another_number_is_another_article() -> None:
    """Whatever else is the same: two agencies' lines of one second."""
    page = replace(OTHER, site_id="sada.example/6", title=KNOWN.title, published=NOON)
    assert not is_page_of(KNOWN, page)


@pytest.mark.parametrize("title", ["نعود إليكم قريبًا", "المجلس يعود قريبًا"])
@pytest.mark.parametrize("published", [None, NOON + timedelta(days=9)])
def test_a_page_that_holds_nothing_of_the_article_is_the_sites_own(
    title: str, published: datetime | None
) -> None:
    """A notice in the place of each page, also with a word of the headline by chance."""
    notice = replace(OTHER, url=KNOWN.url, title=title, published=published)
    assert not is_page_of(KNOWN, notice)
    item = FeedItem(site_id=KNOWN.site_id, url=KNOWN.url, title=KNOWN.title, published=NOON)
    assert not is_page_for(item, notice)


@pytest.mark.parametrize(
    "same", [{"published": NOON}, {"title": ANEW}, {"paragraphs": (ANEW,)}], ids=str
)
def test_an_item_is_told_by_its_page_in_other_words(same: dict[str, object]) -> None:
    """Feeds carry headlines for search engines, and pages those for readers."""
    page = replace(OTHER, url=KNOWN.url, **same)  # type: ignore[arg-type]
    item = FeedItem(site_id=KNOWN.site_id, url=KNOWN.url, title=KNOWN.title, published=NOON)
    assert is_page_for(item, page)
    assert is_page_for(replace(item, title="حين"), replace(OTHER, url=KNOWN.url))


def test_an_address_that_was_given_to_another_article_is_not_believed() -> None:
    """One was thrown away, and its slug is free for the next story of the same place."""
    other = replace(OTHER, url=KNOWN.url, site_id="sada.example/6", title=ANEW)
    assert not is_page_of(KNOWN, other)
    # A theme may print one number on all pages.
    assert is_page_of(KNOWN, replace(other, title=KNOWN.title))
    assert is_page_of(KNOWN, replace(other, paragraphs=(*TEXT, "وتابع المجلس.")))
