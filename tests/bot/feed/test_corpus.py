"""Every feed of the corpus comes out as its expectation says."""

import json
from base64 import encodebytes
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from bot.errors import FeedError
from bot.feed.parsing.parser import parse_feed
from bot.types import FeedItem, FetchedFeed, ParsedFeed
from tests.data.build import files
from tests.data.feed_cases import large
from tests.data.feed_documents import FeedCase, item, rss
from tests.data.stories import ALL

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 10, 14, tzinfo=UTC)


def shown(item: FeedItem) -> dict[str, Any]:
    """An item in the words of the expectations."""
    return {
        "site_id": item.site_id,
        "url": item.url,
        "title": item.title,
        "excerpt": item.excerpt,
        "paragraphs": list(item.paragraphs),
        "tags": [tag.name for tag in item.tags],
        "author": item.author,
        "published": item.published.isoformat() if item.published else None,
        "modified": item.modified.isoformat() if item.modified else None,
        "photo": item.photo.url if item.photo else None,
        "locked": item.locked,
    }


def parse(name: str, content_type: str) -> ParsedFeed:
    body = (FEEDS / f"{name}.xml").read_bytes()
    url = "https://www.khabar-corpus.org/feed/"
    return parse_feed(FetchedFeed(url=url, body=body, content_type=content_type), now=NOW)


@pytest.mark.parametrize("name", sorted(path.stem for path in FEEDS.glob("*.json")))
def test_a_feed_comes_out_as_expected(name: str) -> None:
    """What is named in the expectation is exactly what is read."""
    want = json.loads((FEEDS / f"{name}.json").read_text("utf-8"))
    content_type = want.pop("content_type")
    if "error" in want:
        with pytest.raises(FeedError, match=want["error"]):
            parse(name, content_type)
        return
    got = parse(name, content_type)
    if "items" in want:
        wanted = want.pop("items")
        items = [shown(item) for item in got.items]
        assert [
            {key: item[key] for key in one} for item, one in zip(items, wanted, strict=True)
        ] == wanted
    counted = {"count": len(got.items), "skipped": len(got.skipped), "repaired": len(got.repaired)}
    told = {"complete": got.complete, "hub": got.hub, "language": got.language}
    assert {key: {**counted, **told}[key] for key in want} == want


def test_the_stored_corpus_is_what_the_builder_writes() -> None:
    """Input and expectation can't drift apart from the cases that explain them."""
    written = dict(files())
    stored = {path for folder in ("feeds", "pages") for path in (FEEDS.parent / folder).iterdir()}
    assert stored == set(written)
    assert [path.name for path, body in written.items() if path.read_bytes() != body] == []


def test_the_corpus_is_large_enough() -> None:
    """Sixty feeds and sixty pages were promised."""
    assert len(list(FEEDS.glob("*.xml"))) >= 60
    assert len(list((FEEDS.parent / "pages").glob("*.json"))) >= 60


@pytest.mark.parametrize("case", list(large()), ids=lambda case: case.name)
def test_an_item_of_megabytes_costs_itself_alone(case: FeedCase) -> None:
    """What stands before and behind it is read."""
    got = parse_feed(FetchedFeed(url="https://a.org/feed/", body=case.body), now=NOW)
    assert [item.site_id for item in got.items] == [one["site_id"] for one in case.expect["items"]]
    assert len(got.skipped) == 1
    assert got.complete


@pytest.mark.parametrize("is_escaped", [False, True])
@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml;charset=utf-8"])
def test_a_picture_pasted_into_a_text_costs_no_article(kind: str, is_escaped: bool) -> None:
    """It is larger than an article may be, and what stands behind it is read."""
    before, *behind = (f"<p>{text}</p>" for text in ALL[0].paragraphs)
    picture = encodebytes(bytes(range(256)) * 2_000).decode()
    text = f'{before}<img src="data:{kind};base64,{picture}" alt="الجسر">{"".join(behind)}'
    content = escape(text) if is_escaped else f"<![CDATA[{text}]]>"
    whole = item(ALL[0], content=f"<content:encoded>{content}</content:encoded>")
    body = rss(whole, *(item(one) for one in ALL[1:]))
    got = parse_feed(FetchedFeed(url="https://a.org/feed/", body=body), now=NOW)
    assert [one.paragraphs for one in got.items] == [one.paragraphs for one in ALL]


def test_a_date_without_a_zone_is_in_the_sites_own() -> None:
    """A time of the newsroom's clock; a day alone stays the day."""
    dates = ("2026-10-12 08:00:00", "Mon, 12 Oct 2026 08:00:00", "Mon, 12 Oct 2026 08:00:00 XYZT")
    body = rss(
        *(
            item(one, pubDate=f"<pubDate>{date}</pubDate>")
            for one, date in zip(ALL, dates, strict=False)
        )
    )
    fetched = FetchedFeed(url="https://a.org/feed/", body=body, zone_name="Asia/Damascus")
    assert {one.published for one in parse_feed(fetched, now=NOW).items} == {
        datetime(2026, 10, 12, 5, tzinfo=UTC)
    }


def test_a_text_on_feeds_ends_no_item() -> None:
    """`</item>` in a CDATA section is text."""
    text = f"<p>{ALL[0].paragraphs[0]}</p><pre></item><item></pre>"
    body = rss(item(ALL[0], content=f"<content:encoded><![CDATA[{text}]]></content:encoded>"))
    cut = body + item(ALL[1]).encode()[:300]
    assert len(parse_feed(FetchedFeed(url="https://a.org/feed/", body=body), now=NOW).items) == 1
    assert len(parse_feed(FetchedFeed(url="https://a.org/feed/", body=cut), now=NOW).items) == 1


def test_a_feed_over_the_bound_is_refused() -> None:
    """Fifty megabytes never reach the parser."""
    big = b"<rss>" + b" " * 50_000_000
    with pytest.raises(FeedError, match="larger"):
        parse_feed(FetchedFeed(url="https://a.org/feed/", body=big))


@pytest.mark.parametrize(
    ("reference", "letter"),
    [
        ("&#55357;&#56832;", "\N{GRINNING FACE}"),
        ("&#xD83D;&#xde00;", "\N{GRINNING FACE}"),
        ("&#xD800;", ""),
        ("&#56832;&#55357;", ""),
        ("&#x110000;", ""),
        ("&#99999999999999999999;", ""),
        ("&#xFFFF;&#8;", ""),
        ("&#1604;&#x645;", "لم"),
    ],
)
def test_a_reference_to_no_letter_costs_itself_alone(reference: str, letter: str) -> None:
    """Some exporters write an emoji as two halves; the items beside it must not be lost for it."""
    title = f"<title>خبر {reference} الحي</title>"
    body = rss(item(ALL[0], title=title), item(ALL[1]))
    items = parse_feed(FetchedFeed(url="https://a.org/feed/", body=body), now=NOW).items
    assert [one.title for one in items] == [f"خبر {letter} الحي".replace("  ", " "), ALL[1].title]


def test_not_modified_is_no_feed() -> None:
    """A 304 has nothing to parse, and saying so beats an empty feed."""
    with pytest.raises(FeedError, match="nothing changed"):
        parse_feed(FetchedFeed(url="https://a.org/feed/", body=None))
