"""The feed is what WordPress core writes."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

import feedparser
import httpx
import pytest

from sandbox.newsroom import FeedContent, FeedPhoto, Newsroom, Permalinks, Settings
from tests.sandbox.newsroom.conftest import Clock


async def entries(client: httpx.AsyncClient, path: str = "/feed/") -> list[dict[str, str]]:
    """The items of a feed, as feedparser reads them."""
    answer = await client.get(path)
    assert answer.status_code == 200, path
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    return list(feed.entries)


async def test_ten_items_a_page_newest_first(client: httpx.AsyncClient) -> None:
    """A page holds ten items; three pages hold all 25, in order, none twice."""
    pages = [await entries(client, f"/feed/?paged={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    dates = [parsedate_to_datetime(item["published"]) for page in pages for item in page]
    assert dates == sorted(dates, reverse=True)
    assert len({item["id"] for page in pages for item in page}) == 25


@pytest.mark.parametrize("path", ["/feed/?paged=4", "/tag/حمص/feed/?paged=9"])
async def test_past_the_end_is_404_as_html(client: httpx.AsyncClient, path: str) -> None:
    """Behind the last page there is an error page, not an empty feed."""
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_item_has_wordpress_shape(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Guid, link, creator, UTC date, mixed categories, excerpt and closing line are there."""
    article = newsroom.publish("bakery-queue")
    text = (await client.get("/feed/")).text
    item = text[text.index("<item>") : text.index("</item>")]
    assert f'<guid isPermaLink="false">http://news.test:81/?p={article.number}</guid>' in item
    assert f"<link>http://news.test:81/{article.number}/%d8" in item
    assert "<dc:creator><![CDATA[ريم الشامي]]></dc:creator>" in item
    assert "<pubDate>Mon, 08 Jun 2026 09:30:00 +0000</pubDate>" in item
    for name in ("خدمات", "محليات", "أخبار", "خبز", "حمص", "أفران"):
        assert f"<category><![CDATA[{name}]]></category>" in item
    assert item.count("<category><![CDATA[خدمات]]>") == 1
    assert "[&#8230;]</p>\n<p>ظهرت المقالة <a href=" in item
    assert "أولاً على" in item
    assert "<sy:updatePeriod>" in text


async def test_excerpt_has_55_words(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The excerpt is cut after 55 words of byline and body."""
    newsroom.publish("bakery-queue")
    summary = (await entries(client))[0]["summary"]
    words = summary.split(" [&#8230;]")[0].removeprefix("<p>").split()
    assert len(words) == 55
    assert words[:4] == ["صدى", "المدينة", "–", "خاص"]


@pytest.mark.parametrize("form", list(FeedContent))
async def test_content_is_full_excerpt_or_absent(
    client: httpx.AsyncClient, newsroom: Newsroom, form: FeedContent
) -> None:
    """`content:encoded` follows the setting."""
    newsroom.configure(Settings(feed_content=form))
    article = newsroom.publish("bakery-queue")
    text = (await client.get("/feed/")).text
    item = text[text.index("<item>") : text.index("</item>")]
    assert ("content:encoded" in item) is (form is not FeedContent.ABSENT)
    assert (article.paragraphs[-1] in item) is (form is FeedContent.FULL)


@pytest.mark.parametrize(
    ("form", "mark"),
    [
        (FeedPhoto.MEDIA, "<media:content url="),
        (FeedPhoto.THUMBNAIL, "<media:thumbnail url="),
        (FeedPhoto.ENCLOSURE, "<enclosure url="),
        (FeedPhoto.IMG, "<description><![CDATA[<img src="),
    ],
)
async def test_photo_in_feed(
    client: httpx.AsyncClient, newsroom: Newsroom, form: FeedPhoto, mark: str
) -> None:
    """Each way to name a photo shows when asked for, and none by default."""
    newsroom.publish("bakery-queue")
    assert mark not in (await client.get("/feed/")).text
    newsroom.configure(Settings(feed_photo=form))
    assert mark in (await client.get("/feed/")).text


async def test_section_tag_and_english_feeds(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Each term and edition has its own feed; a section holds what lies in its subsections."""
    newsroom.publish("bakery-queue")
    assert (await entries(client, "/tag/خبز/feed/"))[0]["title"].startswith("حمص..")
    inner = await entries(client, "/category/news/local/services/feed/")
    outer = await entries(client, "/category/news/feed/")
    assert {item["id"] for item in inner} <= {item["id"] for item in outer} | {""}
    english = await entries(client, "/en/feed/")
    assert len(english) == 3
    assert "/en/archives/2026/06/" in english[0]["link"]
    assert "appeared first on" in english[0]["summary"]


async def test_tag_without_posts_is_empty_and_unknown_tag_is_404(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """A tag that exists answers 200 without items."""
    article = newsroom.publish("bakery-queue")
    newsroom.edit(article.number, tags=["غير ذلك"])
    assert await entries(client, "/tag/أفران/feed/") == []
    assert (await client.get("/tag/لا-أحد/feed/")).status_code == 404


async def test_old_tag_address_and_missing_slash(client: httpx.AsyncClient) -> None:
    """Former tag addresses serve; an address without its slash redirects."""
    assert (await client.get("/archives/tag/خدمات/feed/")).status_code == 200
    answer = await client.get("/feed")
    assert (answer.status_code, answer.headers["location"]) == (301, "http://news.test:81/feed/")


async def test_conditional_get_by_wordpress_rules(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """Both validators must agree; a tag with `W/` never does; one alone is enough."""
    first = await client.get("/feed/")
    tag, since = first.headers["etag"], first.headers["last-modified"]
    assert (await status(client, tag, since)) == 304
    assert (await status(client, tag, None)) == 304
    assert (await status(client, None, since)) == 304
    assert (await status(client, f"W/{tag}", since)) == 200
    assert (await status(client, f'{tag[:-1]}-gzip"', since)) == 200
    assert (await status(client, None, "not a date")) == 200
    clock.turn(minutes=1)
    newsroom.publish()
    assert (await status(client, tag, since)) == 200


async def status(client: httpx.AsyncClient, tag: str | None, since: str | None) -> int:
    """What a conditional request is answered."""
    headers = {"If-None-Match": tag, "If-Modified-Since": since}
    given = {name: value for name, value in headers.items() if value is not None}
    return (await client.get("/feed/", headers=given)).status_code


async def test_withdrawal_makes_date_alone_lie(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """After the newest was withdrawn Last-Modified goes back: the date alone gives 304."""
    clock.turn(hours=1)
    article = newsroom.publish()
    first = await client.get("/feed/")
    tag, since = first.headers["etag"], first.headers["last-modified"]
    newsroom.withdraw(article.number)
    assert (await status(client, None, since)) == 304
    assert (await status(client, tag, since)) == 200


async def test_back_dated_post_hides_behind_304(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """A late scheduled post does not move the validators, but is in the feed."""
    first = await client.get("/feed/")
    late = newsroom.publish(at=clock() - timedelta(hours=2))
    assert (await status(client, first.headers["etag"], first.headers["last-modified"])) == 304
    assert any(str(late.number) in item["id"] for item in await entries(client))


async def test_gzip_only_where_accepted(client: httpx.AsyncClient) -> None:
    """The feed is packed for clients that take it."""
    plain = await client.get("/feed/", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/feed/", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content
    assert int(packed.headers["content-length"]) < len(plain.content) // 3


async def test_migration_changes_guids_and_links(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """After a migration the same articles have other guids and addresses, the number stays."""
    before = await entries(client)
    settings = Settings(guid="https://new.test/{id}", permalinks=Permalinks.ARCHIVES)
    newsroom.configure(settings)
    after = await entries(client)
    assert [item["title"] for item in before] == [item["title"] for item in after]
    assert not {item["id"] for item in before} & {item["id"] for item in after}
    for item in after:
        number = item["id"].rpartition("/")[2]
        assert unquote(item["link"]).endswith(f"/archives/{number}")


async def test_hub_is_named_when_set(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The WebSub hub stands in the feed and in the Link header."""
    newsroom.configure(Settings(hub_url="http://hub.test/"))
    answer = await client.get("/feed/")
    assert '<atom:link rel="hub" href="http://hub.test/" />' in answer.text
    assert answer.headers["link"] == '<http://hub.test/>; rel="hub"'
