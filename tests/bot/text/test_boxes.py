"""Boxes in a post's text that hold the words of others."""

import pytest

from bot.article.parse_page import read_page
from bot.text.post_markup import post_paragraphs
from tests.data.stories import BRIDGE, TEAM

OTHERS = TEAM.paragraphs[0]
LINK = '<a href="/77/khabar/">خبر آخر</a>'


@pytest.mark.parametrize(
    "box",
    [
        f'<ul class="wp-block-rss"><li><div>{LINK}</div><div>{OTHERS}</div></li></ul>',
        f'<ul class="wp-block-latest-posts"><li>{LINK}<div>{OTHERS}</div></li></ul>',
        f'<blockquote class="twitter-video"><p>{OTHERS}</p>&mdash; (@x) {LINK}</blockquote>',
    ],
    ids=["feed", "latest", "video"],
)
def test_words_of_other_articles_and_networks_are_left_out(box: str) -> None:
    """Of the page, and of the feed's text."""
    first, *rest = (f"<p>{text}</p>" for text in BRIDGE.paragraphs)
    text = first + box + "".join(rest)
    assert post_paragraphs(text) == BRIDGE.paragraphs
    html = f'<h1>{BRIDGE.title}</h1><div class="entry-content">{text}</div>'
    page = read_page(f"<html><body>{html}</body></html>", url=BRIDGE.link)
    assert page.paragraphs == BRIDGE.paragraphs
