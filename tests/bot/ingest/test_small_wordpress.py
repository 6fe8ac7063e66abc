"""The small WordPress that many tests read is quick to read."""

import logging

import pytest

from bot.ingest.publications import read_item
from bot.types import FeedItem, FetchedPage
from tests.articles import NOON
from tests.bot.ingest.small_wordpress import TOLD, SmallWordPress


@pytest.mark.parametrize("number", [1, 10, TOLD, 50, 90])
def test_no_page_leaves_a_doubt(number: int, caplog: pytest.LogCaptureFixture) -> None:
    """One that did would be read a second time, which takes ten times as long."""
    site = SmallWordPress(url="https://news.example")
    post = site.add(number, f"خبر جديد رقم {number}", NOON)
    page = FetchedPage(url=site.link(post), body=site.html(post).encode())
    item = FeedItem(site_id=f"news.example/{number}", url=page.url, title=post.title)
    with caplog.at_level(logging.DEBUG, "bot.article"):
        read = read_item(item, page, default_language="ar", seen=NOON)
    assert read.article.paragraphs == post.paragraphs
    assert caplog.messages == []
