"""Responses that keep the event loop busy, or hide something behind their end."""

import asyncio
import gzip

import pytest

from bot.errors import FetchError, FetchTooLarge
from bot.feed.http.compression import unpack
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
