"""Fetching from a site that is honest, broken, slow or hostile."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import FetchError, FetchRefused, FetchStatus, FetchTooLarge, PhotoError
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher
from bot.types import Validators
from tests.bot.feed.conftest import LIMITS, Site, serving

BODY = "<rss>خبر</rss>".encode()


async def test_a_feed_comes_with_its_validators(site: Site, fetcher: Fetcher) -> None:
    """A cache's `W/` and `-gzip` are gone, because WordPress compares the tag as a string."""
    headers = ['ETag: W/"abc-gzip"', "Last-Modified: Mon, 12 Oct 2026 07:00:00 GMT"]
    url = site.page("/feed/", BODY, headers=[*headers, "Content-Type: text/xml"])
    fetched = await fetcher.fetch_feed(url, None)
    assert fetched.body == BODY
    assert fetched.content_type == "text/xml"
    assert fetched.validators == Validators('"abc"', "Mon, 12 Oct 2026 07:00:00 GMT")


async def test_validators_are_sent_back(site: Site, fetcher: Fetcher) -> None:
    """Both go along, and a 304 has no body and keeps what was known."""
    known = Validators('"abc"', "Mon, 12 Oct 2026 07:00:00 GMT")
    url = site.page("/feed/", status="304 Not Modified", headers=['ETag: "abc"'])
    fetched = await fetcher.fetch_feed(url, known)
    assert fetched.not_modified
    assert fetched.validators == known
    request = site.requests[0].lower()
    assert 'if-none-match: "abc"' in request
    assert "if-modified-since: mon, 12 oct 2026 07:00:00 gmt" in request


@pytest.mark.parametrize("known", [None, Validators(), Validators('"خبر"')])
async def test_a_304_that_was_not_asked_for_is_an_error(
    site: Site, fetcher: Fetcher, known: Validators | None
) -> None:
    """Without validators there is nothing that could be unchanged."""
    url = site.page("/feed/", status="304 Not Modified")
    with pytest.raises(FetchStatus):
        await fetcher.fetch_feed(url, known)


@pytest.mark.parametrize("tag", ['"خبر"', '"caf\u00e9"', '"a\x7f"'])
async def test_a_tag_that_no_request_can_carry_is_not_sent_back(
    site: Site, fetcher: Fetcher, tag: str
) -> None:
    """Nor is the date beside it, which alone would be answered wrongly."""
    url = site.page("/feed/", BODY)
    fetched = await fetcher.fetch_feed(url, Validators(tag, "Mon, 12 Oct 2026 07:00:00 GMT"))
    assert fetched.body == BODY
    assert "\r\nif-" not in site.requests[0].lower()


async def test_the_agent_names_a_contact_and_keeps_no_cookies(site: Site, fetcher: Fetcher) -> None:
    """The site can write to whoever runs the bot, and can't follow it."""
    url = site.page("/feed/", BODY, headers=["Set-Cookie: a=b; Path=/"])
    await fetcher.fetch_feed(url, None)
    await fetcher.fetch_feed(url, None)
    assert "mailto:desk@example.org" in site.requests[1]
    assert "cookie" not in site.requests[1].lower()


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        ("503 Service Unavailable", "Retry-After: 120", timedelta(seconds=120)),
        (
            "429 Too Many Requests",
            "Retry-After: Mon, 12 Oct 2026 08:05:00 GMT",
            timedelta(minutes=5),
        ),
        ("429 Too Many Requests", "Retry-After: 99999999999999", None),
        ("429 Too Many Requests", f"Retry-After: {'9' * 1000}", None),
        ("429 Too Many Requests", "Retry-After: Mon, 12 Oct 2020 08:05:00 GMT", timedelta(0)),
        ("403 Forbidden", "Retry-After: soon", None),
        ("404 Not Found", "X-A: b", None),
    ],
)
async def test_a_refusal_says_when_to_come_back(
    site: Site, fetcher: Fetcher, status: str, header: str, wait: timedelta | None
) -> None:
    """Status and Retry-After, in seconds or as a date, travel with the error."""
    url = site.page("/feed/", BODY, status=status, headers=[header])
    with pytest.raises(FetchStatus) as caught:
        await fetcher.fetch_feed(url, None)
    assert (caught.value.status, caught.value.retry_after) == (int(status[:3]), wait)


async def test_cache_control_and_hub_are_told(site: Site, fetcher: Fetcher) -> None:
    """How long the answer lives, less its age, and where a hub would push."""
    headers = [
        "Cache-Control: public, max-age=300",
        "Age: 60",
        'Link: <https://hub.org/>; rel="hub"',
    ]
    fetched = await fetcher.fetch_feed(site.page("/feed/", BODY, headers=headers), None)
    assert fetched.max_age == timedelta(minutes=4)
    assert fetched.hub == "https://hub.org/"


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", lambda body: body),
    ],
)
async def test_compressed_bodies_are_unfolded(
    site: Site, fetcher: Fetcher, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    """gzip, deflate, and the raw deflate that some servers send."""
    url = site.page("/1/", encode(BODY), headers=[f"Content-Encoding: {encoding}"])
    assert (await fetcher.fetch_page(url)).body == BODY


async def test_gzip_without_its_header_is_unfolded(site: Site, fetcher: Fetcher) -> None:
    """Feedparser would find no items in it."""
    fetched = await fetcher.fetch_feed(site.page("/feed/", gzip.compress(BODY, mtime=0)), None)
    assert fetched.body == BODY


@pytest.mark.parametrize("header", [["Content-Encoding: gzip"], []])
async def test_a_gzip_bomb_is_cut_off(site: Site, fetcher: Fetcher, header: list[str]) -> None:
    """The bound counts what comes out, not what came in."""
    bomb = gzip.compress(bytes(30_000_000))
    assert len(bomb) < LIMITS.feed_bytes
    with pytest.raises(FetchTooLarge):
        await fetcher.fetch_feed(site.page("/feed/", bomb, headers=header), None)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(BODY, mtime=0)[:-12], "Content-Encoding: gzip"),
        (BODY, "Content-Encoding: gzip"),
        (BODY, "Content-Encoding: br"),
    ],
)
async def test_broken_compression_is_an_error(
    site: Site, fetcher: Fetcher, body: bytes, header: str
) -> None:
    """Cut, false, or an encoding that was not asked for."""
    with pytest.raises(FetchError):
        await fetcher.fetch_page(site.page("/1/", body, headers=[header]))


async def test_a_declared_size_over_the_bound_is_not_read(site: Site, fetcher: Fetcher) -> None:
    """A site that says fifty megabytes is believed."""
    url = site.page("/1/", b"x", headers=["Content-Length: 50000000"])
    with pytest.raises(FetchTooLarge, match="announces"):
        await fetcher.fetch_page(url)


async def test_an_endless_body_ends(site: Site, fetcher: Fetcher) -> None:
    """Nothing is declared and it never stops; the bound stops it."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 8192)
            await writer.drain()

    site.answers["/1/"] = endless
    with pytest.raises(FetchTooLarge):
        await fetcher.fetch_page(site.url("/1/"))


async def test_a_slow_drip_ends(site: Site, impatient_fetcher: Fetcher) -> None:
    """A byte now and then passes every read timeout, but not the deadline of the whole."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    site.answers["/1/"] = drip
    with pytest.raises(FetchError, match=r"within 0\.8 s"):
        await impatient_fetcher.fetch_page(site.url("/1/"))


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf of it")
    await writer.drain()


async def _nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 not http at all\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("answer", [_hang_up, _nonsense])
async def test_a_broken_answer_is_an_error(
    site: Site, fetcher: Fetcher, answer: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> None:
    """A body shorter than Content-Length never becomes a feed with half an article."""
    site.answers["/1/"] = answer
    with pytest.raises(FetchError):
        await fetcher.fetch_page(site.url("/1/"))


async def test_nobody_listens(fetcher: Fetcher) -> None:
    """A refused connection is the project's own error."""
    with pytest.raises(FetchError):
        await fetcher.fetch_page("http://127.0.0.1:1/")


async def test_a_redirect_inside_is_followed(site: Site, fetcher: Fetcher) -> None:
    """The address after redirects is the page's."""
    new = site.page("/801101/%D8%AC%D8%B3%D8%B1/", BODY)
    site.page("/801101/", status="301 Moved", headers=["Location: /801101/جسر/"])
    site.answers["/801101/"] = (
        b"HTTP/1.1 301 Moved\r\nLocation: /801101/%D8%AC%D8%B3%D8%B1/\r\nContent-Length: 0\r\n\r\n"
    )
    fetched = await fetcher.fetch_page(site.url("/801101/"))
    assert (fetched.url, fetched.body) == (new, BODY)


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.org/",
        "http://localhost/",
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "http://[x",
    ],
)
async def test_a_redirect_outside_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    """The policy stands at every hop."""
    url = site.page("/1/", status="302 Found", headers=[f"Location: {location}"])
    with pytest.raises(FetchRefused):
        await fetcher.fetch_page(url)


async def test_circles_and_long_chains_of_redirects_end(site: Site, fetcher: Fetcher) -> None:
    """A circle is seen at once, a chain after five hops, a redirect to nowhere too."""
    circle = site.page("/a/", status="302 Found", headers=["Location: /b/"])
    site.page("/b/", status="302 Found", headers=["Location: /a/"])
    with pytest.raises(FetchError, match="circle"):
        await fetcher.fetch_page(circle)
    for hop in range(9):
        site.page(f"/{hop}/", status="302 Found", headers=[f"Location: /{hop + 1}/"])
    with pytest.raises(FetchError, match="more than 5"):
        await fetcher.fetch_page(site.url("/0/"))
    with pytest.raises(FetchError, match="nowhere"):
        await fetcher.fetch_page(site.page("/n/", status="302 Found"))


async def test_a_photo_is_told_from_a_page(site: Site, fetcher: Fetcher) -> None:
    """What begins like a JPEG is one, an error page with an image's name is none."""
    jpeg = b"\xff\xd8\xff\xe0" + bytes(100)
    assert await fetcher.fetch_photo(site.page("/a.jpg", jpeg)) == jpeg
    with pytest.raises(PhotoError):
        await fetcher.fetch_photo(site.page("/b.jpg", b"<html>not found</html>"))


@asynccontextmanager
async def _fetching(
    policy: FetchPolicy, addresses: list[str] | OSError, asked: list[str]
) -> AsyncIterator[Fetcher]:
    async def resolver(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        if isinstance(addresses, OSError):
            raise addresses
        return addresses

    async with build_client("t", policy, resolver=resolver) as client:
        yield Fetcher(client, policy, limits=LIMITS)


async def test_a_public_name_with_a_private_address_is_refused() -> None:
    """The name is right, the address behind it is this machine's network."""
    asked: list[str] = []
    private = ["127.0.0.1", "10.0.0.1", "::1"]
    async with _fetching(FetchPolicy(frozenset({"site.org"})), private, asked) as fetcher:
        with pytest.raises(FetchRefused):
            await fetcher.fetch_page("http://site.org/")
    assert asked == ["site.org:80"]


@pytest.mark.parametrize("host", ["xn--aa.site.org", "xn--a-eqc.site.org", "xn--.site.org"])
async def test_a_host_that_stands_for_no_letters_is_an_error(host: str) -> None:
    """Where the settings allow all hosts below the site's, a link or redirect may name it."""
    policy = FetchPolicy(frozenset({".site.org"}))
    async with _fetching(policy, [], []) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch_page(f"https://{host}/1/")


async def test_the_checked_address_is_the_one_connected_to(site: Site) -> None:
    """One look-up for each connection: a second one could give another address."""
    asked: list[str] = []
    policy = FetchPolicy(frozenset({"site.org"}), allow_private=True)
    site.page("/1/", BODY)
    async with _fetching(policy, ["127.0.0.1"], asked) as fetcher:
        fetched = await fetcher.fetch_page(f"http://site.org:{site.port}/1/")
    assert fetched.body == BODY
    assert f"Host: site.org:{site.port}".lower() in site.requests[0].lower()
    assert len(asked) == 1


class _OnlyThisMachine(FetchPolicy):
    """Takes 127.0.0.1 for a public address, and every other one for what it is."""

    def check_address(self, address: str) -> None:
        if address != "127.0.0.1":
            super().check_address(address)


async def test_a_name_is_checked_again_at_each_redirect(site: Site) -> None:
    """The site's own name led to a public address at first, and leads inside at the next hop."""
    policy = _OnlyThisMachine(frozenset({"site.org"}), ports=frozenset({site.port}))
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def resolver(_host: str, _port: int) -> list[str]:
        return next(answers)

    headers = ["Location: /b/", "Connection: close"]
    site.page("/a/", status="302 Found", headers=headers)
    async with build_client("t", policy, resolver=resolver) as client:
        fetcher = Fetcher(client, policy, limits=LIMITS)
        with pytest.raises(FetchRefused):
            await fetcher.fetch_page(f"http://site.org:{site.port}/a/")
    assert next(answers, None) is None
    assert len(site.requests) == 1


@pytest.mark.parametrize("addresses", [OSError("no such name"), []])
async def test_a_name_that_does_not_resolve_is_an_error(addresses: list[str] | OSError) -> None:
    """No such name, or a name without an address."""
    async with _fetching(FetchPolicy(frozenset({"site.org"})), addresses, []) as fetcher:
        with pytest.raises(FetchError, match=r"can.t be resolved|has no address"):
            await fetcher.fetch_page("https://site.org/")


async def test_a_certificate_that_nobody_signed_is_an_error() -> None:
    """TLS is verified for the name, although the connection goes to an address."""
    folder = Path(__file__).parent
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "self_signed.pem")
    policy = FetchPolicy(frozenset({"site.org"}), allow_private=True)
    async with (
        serving(Site(), context) as site,
        _fetching(policy, ["127.0.0.1"], []) as fetcher,
    ):
        with pytest.raises(FetchError, match=r"(?i)certificate"):
            await fetcher.fetch_page(f"https://site.org:{site.port}/")


async def test_plain_http_where_tls_was_asked_is_an_error(
    site: Site, impatient_fetcher: Fetcher
) -> None:
    """A broken TLS handshake is the project's own error."""
    with pytest.raises(FetchError):
        await impatient_fetcher.fetch_page(site.url("/1/").replace("http:", "https:"))


async def test_cancelling_is_not_swallowed(site: Site, fetcher: Fetcher) -> None:
    """A shut-down in the middle of a request ends it."""

    async def hang(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    site.answers["/1/"] = hang
    task = asyncio.ensure_future(fetcher.fetch_page(site.url("/1/")))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
