"""Article pages: every layout, the chrome around, and the addresses that lead there."""

import json
import re
from urllib.parse import quote, unquote, urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sandbox.newsroom import Layout, Newsroom, Permalinks, Settings
from sandbox.newsroom.links import Links
from tests.sandbox.newsroom.conftest import Clock

BASE = "http://news.test:81"


def address(newsroom: Newsroom, number: int) -> str:
    """The permalink of an article."""
    return Links(BASE, newsroom.settings).article(newsroom.article(number))


async def page(client: httpx.AsyncClient, newsroom: Newsroom, key: str) -> HTMLParser:
    """The page of a prepared story."""
    answer = await client.get(address(newsroom, newsroom.publish(key).number))
    assert answer.status_code == 200
    return HTMLParser(answer.text)


@pytest.mark.parametrize(
    ("key", "selector"),
    [
        ("bakery-queue", "div.content-article > p"),
        ("storm-warning", "div.content-article p > span"),
        ("derby", "div.entry-content figure > figcaption.wp-element-caption"),
        ("wheat-price", "div.entry-content .wp-caption > .wp-caption-text"),
        ("school-bus", "div.entry-content div.pb-text-inner > p"),
        ("olive-season", "div.entry-content > p > img[data-src]"),
        ("live-rain", "div.live-blog div.live-entry > time"),
        ("market-photos", "div.gallery figure > figcaption"),
        ("video-potter", "div.content-article video"),
        ("prices-week", "div.entry-content ul > li"),
    ],
)
async def test_each_layout_has_its_structure(
    client: httpx.AsyncClient, newsroom: Newsroom, key: str, selector: str
) -> None:
    """The body is built as that layout builds it."""
    assert (await page(client, newsroom, key)).css_first(selector) is not None


@pytest.mark.parametrize("key", ["bakery-queue", "storm-warning", "derby", "school-bus", "heating"])
async def test_every_paragraph_is_on_the_page(
    client: httpx.AsyncClient, newsroom: Newsroom, key: str
) -> None:
    """No paragraph of the story is lost in a layout."""
    text = (await page(client, newsroom, key)).text()
    for paragraph in newsroom.listed()[0].paragraphs:
        assert paragraph.removeprefix("> ") in text


async def test_chrome_stands_around_the_article(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Kicker, caption twice, camera and tag icons, size control, related, support, dates."""
    newsroom.publish("wheat-price")
    tree = await page(client, newsroom, "heating")
    body = tree.body
    assert body is not None
    text = re.sub(r"\s+", " ", body.text())
    article = newsroom.listed()[0]
    assert text.count(article.caption) == 2
    assert article.kicker in text
    assert "ع ع ع" in text
    assert "مقالات متعلقة" in text
    assert "×" in text
    assert "اذا كنت تعتقد أن المقال يحوي معلومات خاطئة" in text
    assert tree.css_first('img[alt="camera icon"]') is not None
    assert tree.css_first('img[alt="tag icon"]') is not None
    assert len(tree.css("aside time")) == 8
    assert all("?so=related" in (node.attributes["href"] or "") for node in tree.css(".related a"))


async def test_metadata(client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock) -> None:
    """Open Graph, article times, author and JSON-LD tell the same."""
    article = newsroom.publish("bakery-queue")
    clock.turn(hours=1)
    newsroom.edit(article.number, caption="تعليق جديد")
    tree = HTMLParser((await client.get(address(newsroom, article.number))).text)

    def meta(name: str) -> str | None:
        node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
        return node.attributes["content"] if node else None

    assert meta("og:title") == article.headline
    assert meta("author") == "ريم الشامي"
    assert meta("article:published_time") == "2026-06-08T09:30:00+00:00"
    assert meta("article:modified_time") == "2026-06-08T10:30:00+00:00"
    node = tree.css_first('script[type="application/ld+json"]')
    assert node is not None
    graph = json.loads(node.text())
    assert graph["@type"] == "NewsArticle"
    assert graph["image"]["url"] == meta("og:image")
    assert graph["image"]["caption"] == "تعليق جديد"


async def test_lazy_photo(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The photo's address is in `data-src` and `data-srcset`, not in `src`."""
    tree = await page(client, newsroom, "bakery-queue")
    image = tree.css_first(".lead img")
    assert image is not None
    assert (image.attributes["src"] or "").startswith("data:")
    assert "/wp-content/uploads/2026/06/" in (image.attributes["data-src"] or "")
    assert "768w" in (image.attributes["data-srcset"] or "")


async def test_no_photo_page_offers_only_the_default_picture(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Without photo `og:image` is the theme's logo, and there is no caption line."""
    tree = await page(client, newsroom, "clinic-night")
    node = tree.css_first('meta[property="og:image"]')
    assert node is not None
    assert (node.attributes["content"] or "").endswith("logo-default.png")
    assert tree.css_first('img[alt="camera icon"]') is None


@pytest.mark.parametrize(
    "shape", ["/{n}/", "/archives/{n}", "/archives/{n}/", "/?p={n}", "/{n}/x/"]
)
async def test_other_addresses_redirect(
    client: httpx.AsyncClient, newsroom: Newsroom, shape: str
) -> None:
    """Each known form of an address leads to the permalink."""
    number = newsroom.publish().number
    answer = await client.get(shape.format(n=number))
    assert answer.status_code == 301
    assert answer.headers["location"] == address(newsroom, number)


@pytest.mark.parametrize("form", list(Permalinks))
async def test_each_permalink_form_serves(
    client: httpx.AsyncClient, newsroom: Newsroom, form: Permalinks
) -> None:
    """The page answers at the permalink itself, whatever its form."""
    newsroom.configure(Settings(permalinks=form))
    number = newsroom.publish().number
    answer = await client.get(address(newsroom, number))
    assert answer.status_code == 200


async def test_amp_page(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The AMP twin has the body, an `amp-img` and the canonical address."""
    article = newsroom.publish("bakery-queue")
    link = address(newsroom, article.number)
    for variant in (f"{link}amp/", f"{link}?amp=1"):
        tree = HTMLParser((await client.get(variant)).text)
        assert article.paragraphs[-1] in tree.text()
        assert tree.css_first("amp-img") is not None
        canonical = tree.css_first('link[rel="canonical"]')
        assert canonical is not None
        assert canonical.attributes["href"] == link


async def test_changed_slug_redirects_the_old_address(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """The number is the article: an old slug leads to the new one."""
    number = newsroom.publish().number
    old = address(newsroom, number)
    newsroom.change_slug(number, "عنوان آخر تمامًا")
    answer = await client.get(old)
    assert answer.status_code == 301
    path = unquote(urlsplit(answer.headers["location"]).path)
    assert path == f"/{number}/عنوان-آخر-تماما/"


@pytest.mark.parametrize("gone", [404, 410])
async def test_withdrawn_page(client: httpx.AsyncClient, newsroom: Newsroom, gone: int) -> None:
    """A withdrawn article answers 404 or 410 until it is restored."""
    newsroom.configure(Settings(withdrawn_status=gone))
    number = newsroom.publish().number
    link = address(newsroom, number)
    newsroom.withdraw(number)
    assert (await client.get(link)).status_code == gone
    newsroom.restore(number)
    assert (await client.get(link)).status_code == 200


async def test_conditional_page(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """A page that did not change answers 304; an edit ends that."""
    number = newsroom.publish().number
    first = await client.get(address(newsroom, number))
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert (await client.get(address(newsroom, number), headers=since)).status_code == 304
    clock.turn(seconds=5)
    newsroom.edit(number, headline="عنوان مصحح")
    again = await client.get(address(newsroom, number), headers=since)
    assert again.status_code == 200
    assert "عنوان مصحح" in again.text


async def test_lists_and_unknown_addresses(client: httpx.AsyncClient) -> None:
    """Front pages and term pages list articles; anything else is not found."""
    for path in ("/", "/en/", "/category/news/", f"/tag/{quote('خدمات')}/"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert 'class="card"' in answer.text
    for path in ("/nothing/", "/999999/", "/?p=12", "/en/archives/2026/06/no/", "/wp-content/x"):
        assert (await client.get(path)).status_code == 404, path


async def test_hostile_text_stays_text(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Markup in a headline is escaped on page, in feed and in JSON-LD."""
    number = newsroom.publish().number
    newsroom.edit(number, headline="</title></script><script>x</script> & ]]>", tags=["<b>", "]]>"])
    html = (await client.get(address(newsroom, number))).text
    assert "<script>x" not in html
    feed = (await client.get("/feed/")).text
    assert "<script>x" not in feed
    assert "<![CDATA[]]]]><![CDATA[>]]>" in feed


def test_all_layouts_occur_in_the_prepared_stories(clock: Clock) -> None:
    """Whoever reads all stories meets each layout."""
    room = Newsroom(now=clock, backlog=0)
    room_layouts = {room.publish(story).layout for story in room.waiting()}
    assert room_layouts == set(Layout)
