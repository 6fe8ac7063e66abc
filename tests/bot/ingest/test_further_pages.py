"""Articles that go on at further pages of their address, of which the first one is read."""

from datetime import UTC, datetime

import pytest

from bot.ingest.publications import read_again, read_item
from bot.types import FeedItem, FetchedPage
from tests.data.stories import BRIDGE, LIBRARY, MARKET

SEEN = datetime(2026, 11, 2, tzinfo=UTC)
WHOLE = (*BRIDGE.paragraphs, *LIBRARY.paragraphs, *MARKET.paragraphs)


def first_page(url: str, second: str, shown: tuple[str, ...]) -> FetchedPage:
    text = "".join(f"<p>{line}</p>" for line in shown)
    links = f'<div class="page-links">1 <a class="post-page-numbers" href="{second}">2</a></div>'
    html = (
        f"<html><body><article><h1>{BRIDGE.title}</h1>"
        f'<div class="entry-content">{text}{links}</div></article></body></html>'
    )
    return FetchedPage(url=url, body=html.encode(), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("url", "second"),
    [
        ("https://news.example/500/jisr/", "/500/jisr/2/"),
        ("https://news.example/500/jisr/", "https://www.news.example/500/jisr/2"),
        ("https://news.example/?p=500", "https://news.example/?p=500&amp;page=2"),
    ],
)
@pytest.mark.parametrize("lines", [3, len(WHOLE) - 2])
def test_the_first_page_shortens_no_article(url: str, second: str, lines: int) -> None:
    """The site gives the whole text once, by REST: later readings have the first page alone."""
    item = FeedItem(
        site_id="news.example/500", url=url, title=BRIDGE.title, paragraphs=WHOLE, published=SEEN
    )
    fetched = first_page(url, second, WHOLE[:lines])
    article = read_item(item, fetched, default_language="ar", seen=SEEN).article
    assert article.paragraphs == WHOLE
    assert read_again(article, fetched, seen=SEEN).article.paragraphs == WHOLE


def test_a_text_that_the_newsroom_has_shortened_is_shorter() -> None:
    """Where the page does not go on elsewhere; a link to another article's page is nothing."""
    url = "https://news.example/500/jisr/"
    item = FeedItem(
        site_id="news.example/500", url=url, title=BRIDGE.title, paragraphs=WHOLE, published=SEEN
    )
    article = read_item(item, None, default_language="ar", seen=SEEN).article
    fetched = first_page(url, "/501/suq/2/", BRIDGE.paragraphs)
    assert read_again(article, fetched, seen=SEEN).article.paragraphs == BRIDGE.paragraphs


def test_a_correction_on_the_first_page_is_followed() -> None:
    """Of any of its lines, the last one, too; the further pages stay, and nothing comes twice."""
    url = "https://news.example/500/jisr/"
    item = FeedItem(
        site_id="news.example/500", url=url, title=BRIDGE.title, paragraphs=WHOLE, published=SEEN
    )
    article = read_item(item, None, default_language="ar", seen=SEEN).article
    count = len(BRIDGE.paragraphs)
    for place in range(count):
        corrected = f"{BRIDGE.paragraphs[place].rstrip('.')} بعد تصحيح."
        shown = (*BRIDGE.paragraphs[:place], corrected, *BRIDGE.paragraphs[place + 1 :])
        fetched = first_page(url, "/500/jisr/2/", shown)
        found = read_again(article, fetched, seen=SEEN).article.paragraphs
        assert found == (*shown, *WHOLE[count:])


def test_a_pager_of_a_list_below_an_article_says_nothing_of_it() -> None:
    """It has the article's own address, with a page number."""
    url = "https://news.example/500/jisr/"
    item = FeedItem(
        site_id="news.example/500", url=url, title=BRIDGE.title, paragraphs=WHOLE, published=SEEN
    )
    article = read_item(item, None, default_language="ar", seen=SEEN).article
    pager = '<div class="latest"><a href="?page=2">التالي</a><a href="/500/jisr/2/">2</a></div>'
    text = "".join(f"<p>{line}</p>" for line in BRIDGE.paragraphs)
    html = (
        f'<html><body><article><h1>{BRIDGE.title}</h1><div class="entry-content">{text}</div>'
        f"</article>{pager}</body></html>"
    )
    fetched = FetchedPage(url=url, body=html.encode(), content_type="text/html; charset=utf-8")
    assert read_again(article, fetched, seen=SEEN).article.paragraphs == BRIDGE.paragraphs
