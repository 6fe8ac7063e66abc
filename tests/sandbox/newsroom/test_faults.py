"""Each fault does what its name says, as long as it was told to."""

import gzip
from datetime import timedelta

import feedparser
import httpx
import pytest

from sandbox.newsroom import Area, Fault, Newsroom
from sandbox.newsroom.errors import InvalidRequestError
from sandbox.newsroom.spoiled_responses import cut_in_letter
from tests.sandbox.newsroom.conftest import Clock

PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize(
    ("fault", "status", "word"),
    [
        (Fault.DOWN, 503, "صيانة"),
        (Fault.SERVER_ERROR, 500, "صيانة"),
        (Fault.RETRY_AFTER, 503, "صيانة"),
        (Fault.RATE_LIMITED, 429, "صيانة"),
        (Fault.FORBIDDEN, 403, "JavaScript"),
        (Fault.CHALLENGE, 200, "JavaScript"),
    ],
)
async def test_refusals(
    client: httpx.AsyncClient, newsroom: Newsroom, fault: Fault, status: int, word: str
) -> None:
    """The whole site refuses, with a page that says so, until cleared."""
    newsroom.cause(fault)
    for path in ("/feed/", "/", "/wp-json/wp/v2/posts"):
        answer = await client.get(path)
        assert answer.status_code == status
        assert word in answer.text
    newsroom.faults.clear()
    assert (await client.get("/feed/")).headers["content-type"].startswith("application/rss")


async def test_retry_after_names_seconds(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Retry-After carries the seconds that were asked for."""
    newsroom.cause(Fault.RETRY_AFTER, seconds=77)
    assert (await client.get("/feed/")).headers["retry-after"] == "77"


async def test_redirect_loop_and_login_wall(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """A loop never ends; the wall leads to a form that answers 200."""
    newsroom.cause(Fault.REDIRECT_LOOP)
    with pytest.raises(httpx.TooManyRedirects):
        await client.get("/feed/", follow_redirects=True)
    newsroom.faults.clear()
    newsroom.cause(Fault.LOGIN_WALL)
    answer = await client.get("/feed/", follow_redirects=True)
    assert answer.status_code == 200
    assert 'type="password"' in answer.text


async def test_soft_404_hits_pages_only(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """An article that is there shows "not found" with 200; the feed is well."""
    number = newsroom.publish().number
    newsroom.cause(Fault.SOFT_404)
    answer = await client.get(f"/{number}/")
    assert answer.status_code == 200
    assert "غير موجودة" in answer.text
    assert "<item>" in (await client.get("/feed/")).text


async def test_count_duration_and_area(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """A fault ends after its requests, after its time, and stays in its areas."""
    newsroom.cause(Fault.DOWN, count=2)
    statuses = [(await client.get("/feed/")).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    newsroom.cause(Fault.DOWN, duration=timedelta(hours=6), areas=frozenset({Area.FEED}))
    assert (await client.get("/feed/")).status_code == 503
    assert (await client.get("/")).status_code == 200
    clock.turn(hours=6)
    assert (await client.get("/feed/")).status_code == 200
    assert newsroom.faults.active() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"count": 10**9},
        {"duration": timedelta(0)},
        {"duration": timedelta(days=4000)},
        {"seconds": -1.0},
        {"seconds": 1e9},
        {"size": 0},
    ],
)
def test_bounds_of_a_fault(newsroom: Newsroom, wrong: dict[str, float]) -> None:
    """Numbers out of bounds are refused."""
    with pytest.raises(InvalidRequestError):
        newsroom.cause(Fault.SLOW, **wrong)  # type: ignore[arg-type] # wrong on purpose


async def test_wrong_charset(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The feed comes in windows-1256, unlabelled or labelled in the header alone."""
    title = newsroom.publish().headline
    newsroom.cause(Fault.WRONG_CHARSET)
    answer = await client.get("/feed/")
    assert "charset" not in answer.headers["content-type"]
    assert title in answer.content.decode("windows-1256")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")
    newsroom.faults.clear()
    newsroom.cause(Fault.CHARSET_HEADER)
    answer = await client.get("/feed/")
    assert answer.charset_encoding == "windows-1256"
    assert title in answer.text


async def test_truncated_inside_a_letter(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The body ends in the middle of a UTF-8 letter, and Content-Length fits the cut."""
    newsroom.cause(Fault.TRUNCATED)
    answer = await client.get("/feed/", headers=PLAIN)
    assert len(answer.content) == int(answer.headers["content-length"])
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_cut_of_a_text_without_long_letters() -> None:
    """A text of plain letters is not cut inside one, and does not fail."""
    assert cut_in_letter(b"abc") == b"abc"
    assert cut_in_letter(b"") == b""


async def test_stale_feed(client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock) -> None:
    """A cache serves what was there when the fault began, validators too."""
    before = await client.get("/feed/")
    newsroom.cause(Fault.STALE)
    clock.turn(minutes=30)
    newsroom.publish()
    during = await client.get("/feed/")
    assert during.content == before.content
    assert during.headers["etag"] == before.headers["etag"]
    newsroom.faults.clear()
    assert (await client.get("/feed/")).content != before.content


async def test_validator_faults(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Proxies change tags, caches lie about dates, some give 304 to anybody."""
    tag = (await client.get("/feed/")).headers["etag"]
    newsroom.cause(Fault.WEAK_ETAG)
    newsroom.cause(Fault.GZIP_ETAG)
    assert (await client.get("/feed/")).headers["etag"] == f'W/{tag[:-1]}-gzip"'
    newsroom.faults.clear()
    newsroom.cause(Fault.OLD_LAST_MODIFIED)
    assert "1970" in (await client.get("/feed/")).headers["last-modified"]
    newsroom.cause(Fault.NO_VALIDATORS)
    answer = await client.get("/feed/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert not {"etag", "last-modified"} & set(answer.headers)
    newsroom.faults.clear()
    newsroom.cause(Fault.ALWAYS_304)
    assert (await client.get("/feed/", headers={"If-None-Match": '"x"'})).status_code == 304
    assert (await client.get("/feed/")).status_code == 200


@pytest.mark.parametrize(
    ("fault", "key"),
    [(Fault.NO_GUID, "id"), (Fault.NO_DATE, "published"), (Fault.NO_TITLE, "title")],
)
async def test_items_lack_parts(
    client: httpx.AsyncClient, newsroom: Newsroom, fault: Fault, key: str
) -> None:
    """Items come without guid, date or title."""
    newsroom.cause(fault)
    feed = feedparser.parse((await client.get("/feed/")).content)
    assert len(feed.entries) == 10
    assert all(key not in entry for entry in feed.entries)


async def test_strange_feeds(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Twice, shuffled, far dates, odd dates, dirty titles, entity bomb, as HTML, empty."""
    plain = [e.id for e in feedparser.parse((await client.get("/feed/")).content).entries]

    async def under(fault: Fault) -> httpx.Response:
        newsroom.faults.clear()
        newsroom.cause(fault)
        return await client.get("/feed/")

    twice = feedparser.parse((await under(Fault.DUPLICATE_ITEMS)).content)
    assert [entry.id for entry in twice.entries] == [one for one in plain for _ in range(2)]
    shuffled = [e.id for e in feedparser.parse((await under(Fault.SHUFFLED)).content).entries]
    assert shuffled != plain
    assert sorted(shuffled) == sorted(plain)
    far = (await under(Fault.FAR_DATES)).text
    assert "1970" in far
    assert "2087" in far
    assert "<pubDate>أمس</pubDate>" in (await under(Fault.ODD_DATES)).text
    dirty = (await under(Fault.DIRTY_TITLES)).text
    assert "\u202e" in dirty
    assert "\x0b" in dirty
    assert "<link>" not in (await under(Fault.NO_LINK)).text.partition("<item>")[2]
    assert "<!ENTITY" in (await under(Fault.ENTITY_BOMB)).text
    html = await under(Fault.FEED_AS_HTML)
    assert html.headers["content-type"].startswith("text/html")
    assert "<item>" in html.text
    empty = await under(Fault.EMPTY)
    assert (empty.status_code, empty.content) == (200, b"")


async def test_heavy_bodies(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Padding, a gzip bomb, gzip without its header."""
    newsroom.cause(Fault.OVERSIZED, size=1_000_000)
    assert len((await client.get("/feed/")).content) > 1_000_000
    newsroom.faults.clear()
    newsroom.cause(Fault.GZIP_BOMB, size=4 * 1024 * 1024)
    answer = await client.get("/feed/")
    assert int(answer.headers["content-length"]) < 10_000
    assert len(answer.content) == 4 * 1024 * 1024
    newsroom.faults.clear()
    newsroom.cause(Fault.GZIP_UNLABELLED)
    answer = await client.get("/feed/")
    assert "content-encoding" not in answer.headers
    assert b"<rss" in gzip.decompress(answer.content)
