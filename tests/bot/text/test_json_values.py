"""JSON of others: half a letter in it costs itself alone, wherever it stands."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.parse_page import read_page
from bot.feed.parsing.parser import parse_feed
from bot.feed.wordpress.rest_responses import parse_posts
from bot.text.json_values import load_json
from bot.text.urls import absolute, address_key, canonical_url, host_of, is_within, number_in
from bot.types import FetchedFeed, Validators

HALF = "\ud83d"
SITE = "https://news.example"
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts_in(one)]
    return [text for one in value for text in texts_in(one)] if isinstance(value, list) else []


@given(VALUES, st.booleans(), st.booleans())
def test_every_text_can_be_stored_and_sent(value: Any, escaped: bool, in_bytes: bool) -> None:
    """However the halves are written: as escapes, as letters, as their bytes."""
    written = json.dumps(value, ensure_ascii=escaped)
    found = load_json(written.encode(errors="surrogatepass") if in_bytes else written)
    for text in texts_in(found):
        text.encode()
    if all(text.isascii() for text in texts_in(value)):
        assert found == value


def test_whole_pairs_are_letters() -> None:
    assert load_json(r'["\ud83d\ude00 \\ud83d"]') == ["😀 \\ud83d"]
    assert load_json(r'["\ud83d", "\ude00\ud83d"]') == ["?", "??"]
    assert load_json(r'["\\ud83d\ude00", "\ud83d\\ude00"]') == ["\\ud83d?", "?\\ude00"]
    assert load_json(r'["\\\ud83d\ude00", "\uD83D\uDE00"]') == ["\\😀", "😀"]


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_an_address_with_any_letters_is_one_or_none(text: str) -> None:
    for address in (f"{SITE}/{text}", f"https://{text}/", text, f"{SITE}/?p={text}"):
        for made in (absolute(address), canonical_url(address), host_of(address)):
            made.encode()
        number_in(address)
        address_key(address)
        is_within(address, ["news.example"])


def feed_of(second: dict[str, Any]) -> FetchedFeed:
    """A JSON Feed of a healthy item and one that differs so from it."""
    items = []
    for number in (7, 8):
        url = f"{SITE}/{number}/khabar/"
        items.append({"id": url, "url": url, "title": "خبر", "content_html": "<p>نص عن الحي.</p>"})
    items[1] |= second
    told = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    return FetchedFeed(
        url=f"{SITE}/feed/",
        body=json.dumps(told).encode(),
        content_type="application/feed+json",
        validators=Validators(),
    )


@pytest.mark.parametrize(
    "second",
    [
        {"url": f"{SITE}/9/{HALF}"},
        {"id": HALF},
        {"title": HALF},
        {"tags": [HALF, f"وسم{HALF}"]},
        {"authors": [{"name": HALF}]},
        {"image": f"{SITE}/{HALF}.jpg"},
        {"attachments": [{"url": f"{SITE}/{HALF}.mp3", "mime_type": "audio/mpeg"}]},
        {"content_html": f"<p>نص{HALF}</p><img src='/{HALF}.jpg'>"},
        {"date_published": HALF},
    ],
    ids=lambda second: next(iter(second)),
)
def test_half_a_letter_in_an_item_stops_no_other(second: dict[str, Any]) -> None:
    parsed = parse_feed(feed_of(second), now=NOW)
    assert f"{SITE}/7/khabar/" in [item.url for item in parsed.items]
    repr(parsed).encode()
    assert "\\ud83d" not in repr(parsed)


@pytest.mark.parametrize(
    "second",
    [
        {"link": f"{SITE}/8/{HALF}"},
        {"slug": HALF, "title": {"rendered": HALF}, "excerpt": {"rendered": HALF}},
        {
            "_embedded": {
                "author": [{"name": f"هدى{HALF}"}],
                "wp:term": [[{"taxonomy": "post_tag", "name": f"وسم{HALF}", "slug": HALF}]],
                "wp:featuredmedia": [{"source_url": f"{SITE}/{HALF}.jpg"}],
            }
        },
    ],
    ids=lambda second: next(iter(second)),
)
def test_half_a_letter_in_a_post_stops_no_other(second: dict[str, Any]) -> None:
    posts = []
    for number in (7, 8):
        content = {"rendered": "<p>نص عن الحي.</p>"}
        title = {"rendered": "خبر"}
        link = f"{SITE}/{number}/khabar/"
        posts.append({"id": number, "link": link, "title": title, "content": content})
    posts[1] |= second
    found = parse_posts(json.dumps(posts).encode(), now=NOW)
    assert found[0].url == f"{SITE}/7/khabar/"
    assert "\\ud83d" not in repr(found)


def test_half_a_letter_in_a_pages_data_costs_no_article() -> None:
    told = {"@type": "NewsArticle", "headline": HALF, "image": f"{SITE}/{HALF}.jpg",
            "keywords": [HALF], "author": {"name": HALF}, "url": f"{SITE}/{HALF}"}  # fmt: skip
    text = "<p>قالت المهندسة هدى سلوم إن العمل في الحديقة بدأ صباح اليوم مع السكان.</p>" * 3
    html = (
        f'<html><head><script type="application/ld+json">{json.dumps(told)}</script></head>'
        f"<body><article><h1>افتتاح الحديقة</h1><div class='entry-content'>{text}</div></article>"
    )
    read = read_page(html.encode(), url=f"{SITE}/7/khabar/", content_type="text/html")
    assert "\\ud83d" not in repr(read)
