"""Responses that keep the event loop busy, or hide something behind their end."""

import asyncio
import gzip
import zlib

import pytest

from bot.errors import FetchError, FetchTooLarge
from bot.feed.http.compression import Inflater, unpack
from bot.feed.http.fetcher import Fetcher
from tests.bot.feed.conftest import Site


async def test_endless_informational_answers_end_with_an_error(
    site: Site, fetcher: Fetcher
) -> None:
    async def never_ending(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 400)
            await writer.drain()

    site.answers["/page/"] = never_ending
    with pytest.raises(FetchError, match="head"):
        await fetcher.fetch_page(site.url("/page/"))


async def test_some_informational_answers_are_no_trouble(site: Site, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 3
    site.answers["/page/"] = head + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews"
    assert (await fetcher.fetch_page(site.url("/page/"))).body == b"news"


async def test_a_body_in_chunks_of_one_byte_ends_with_an_error(
    site: Site, fetcher: Fetcher
) -> None:
    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            writer.write(b"1\r\nx\r\n" * 500)
            await writer.drain()

    site.answers["/page/"] = dripping
    with pytest.raises(FetchError, match="chunks"):
        await fetcher.fetch_page(site.url("/page/"))


@pytest.mark.parametrize(
    "tail",
    [b"x", b"\x00" * 1000, b"<!-- cached -->"],
    ids=["letter", "zeros", "comment"],
)
def test_bytes_after_the_end_of_a_compressed_body_are_left_out(tail: bytes) -> None:
    assert unpack(gzip.compress(b"first") + tail, "gzip", limit=1000) == b"first"


def test_a_compressed_body_may_have_several_members() -> None:
    """As where a server and its cache both compress; the second may be empty."""
    body = gzip.compress(b"first ") + gzip.compress(b"second") + gzip.compress(b"")
    assert unpack(body, "gzip", limit=1000) == b"first second"
    with pytest.raises(FetchTooLarge):
        unpack(body, "gzip", limit=10)


def _fed(parts: list[bytes], encoding: str) -> bytes:
    inflater = Inflater(encoding, limit=1000)
    data = b"".join(map(inflater.feed, parts))
    inflater.finish()
    return data


_RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
_BODIES = {
    "members": ("gzip", gzip.compress(b"first ") + gzip.compress(b"second") + gzip.compress(b"")),
    "comment": ("gzip", gzip.compress(b"first second") + b"<!-- cached -->"),
    "half a beginning": ("gzip", gzip.compress(b"first second") + b"\x1f"),
    "no beginning": ("gzip", gzip.compress(b"first second") + b"\x1f<!-- cached -->"),
    "deflate": ("deflate", zlib.compress(b"first second")),
    "raw deflate": ("deflate", _RAW.compress(b"first second") + _RAW.flush()),
    "plain": ("", b"first second"),
}


@pytest.mark.parametrize("name", _BODIES)
def test_a_body_is_the_same_wherever_the_network_parts_it(name: str) -> None:
    """Byte by byte, with empty chunks, and in two parts at any place."""
    encoding, body = _BODIES[name]
    letters = [body[at : at + 1] for at in range(len(body))]
    assert _fed(letters, encoding) == b"first second"
    assert _fed([part for letter in letters for part in (b"", letter)], encoding) == b"first second"
    for at in range(len(body)):
        assert _fed([body[:at], body[at:]], encoding) == b"first second"


@pytest.mark.parametrize("size", [1, 2])
def test_a_deflate_body_of_a_byte_or_two_is_an_error(size: int) -> None:
    with pytest.raises(FetchError, match="too early"):
        unpack(zlib.compress(b"first")[:size], "deflate", limit=1000)


def test_thousands_of_members_are_an_error() -> None:
    """Each would cost a copy of all that follow it."""
    with pytest.raises(FetchError, match="parts"):
        unpack(gzip.compress(b"") * 50_000, "gzip", limit=1000)


@pytest.mark.parametrize("name", ["none", "UTF-8", "identity", ""])
def test_what_is_no_encoding_is_passed_over(name: str) -> None:
    assert unpack(b"<rss>", name, limit=1000) == b"<rss>"


async def test_raw_bytes_are_bounded_besides_unpacked_ones(site: Site, fetcher: Fetcher) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        while True:
            writer.write(b"\x00" * 10_000)
            await writer.drain()

    site.answers["/page/"] = endless
    with pytest.raises(FetchTooLarge):
        await fetcher.fetch_page(site.url("/page/"))
