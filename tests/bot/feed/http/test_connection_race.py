"""A site with addresses that never answer is reached by the one that does."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.feed.http.client import build_client
from bot.feed.http.connection_race import MAX_ADDRESSES, connect_first, in_order
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits

ONE_SECOND = timedelta(seconds=1)
V4, V6 = st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str)


class Stream(httpcore.AsyncNetworkStream):
    """A connection that knows whether it was closed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.closed = False

    async def aclose(self) -> None:
        self.closed = True


class Network:
    """Addresses by what becomes of an attempt: after how many seconds, and by which error."""

    def __init__(self, **outcomes: tuple[float, Exception | None]) -> None:
        self.outcomes = outcomes
        self.streams: list[Stream] = []
        self.tried: list[str] = []
        self.open = 0

    async def connect(self, address: str) -> Stream:
        self.tried.append(address)
        self.open += 1
        try:
            seconds, error = self.outcomes[address]
            await asyncio.sleep(seconds)
            if error is not None:
                raise error
            self.streams.append(Stream(address))
            return self.streams[-1]
        finally:
            self.open -= 1


REFUSED = httpcore.ConnectError("refused")
SILENT = (60.0, httpcore.ConnectTimeout("silent"))


async def test_silent_addresses_cost_a_moment_each() -> None:
    """And their attempts are given up with the first that connects."""
    network = Network(a=SILENT, b=SILENT, c=(0.0, None), d=(0.0, None))
    begun = time.monotonic()
    stream = await connect_first(network.connect, "abcd")
    assert stream is network.streams[0]
    assert time.monotonic() - begun < SILENT[0] / 2
    assert network.tried == ["a", "b", "c"]
    assert network.open == 0


async def test_a_refusal_leads_to_the_next_address_at_once() -> None:
    """Without the delay."""
    network = Network(a=(0.0, REFUSED), b=(0.0, REFUSED), c=(0.0, None))
    stream = await connect_first(network.connect, "abc")
    assert isinstance(stream, Stream)
    assert stream.address == "c"


async def test_of_two_that_connect_together_one_is_closed() -> None:
    """No connection is left open that nobody uses."""
    together = asyncio.Event()
    streams: list[Stream] = []

    async def connect(address: str) -> Stream:
        if address == "b":
            together.set()
        await together.wait()
        streams.append(Stream(address))
        return streams[-1]

    stream = await connect_first(connect, "ab")
    assert len(streams) == 2
    assert [one for one in streams if not one.closed] == [stream]


async def test_a_deadline_in_the_clearing_up_leaves_no_connection_open() -> None:
    """The first has connected, and another attempt is slow to give up."""
    streams: list[Stream] = []
    clearing_up = asyncio.Event()

    async def connect(address: str) -> Stream:
        if address == "a":
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                clearing_up.set()
                await asyncio.sleep(0.2)
                raise
        streams.append(Stream(address))
        return streams[-1]

    task = asyncio.create_task(connect_first(connect, "ab"))
    await clearing_up.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert streams
    assert all(one.closed for one in streams)


async def test_where_all_fail_the_last_reason_is_told() -> None:
    """No sooner than the last one has failed."""
    last = httpcore.ConnectError("no route")
    network = Network(a=(0.0, REFUSED), b=(0.1, last))
    with pytest.raises(httpcore.ConnectError, match="no route"):
        await connect_first(network.connect, "ab")


async def test_who_gives_up_leaves_no_attempt_behind() -> None:
    """A deadline ends the attempts, too."""
    network = Network(a=SILENT, b=SILENT)
    task = asyncio.create_task(connect_first(network.connect, "ab"))
    async with asyncio.timeout(60):
        while network.open < 2:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert network.open == 0


@given(st.lists(V4 | V6, max_size=30, unique=True))
def test_families_take_turns(addresses: list[str]) -> None:
    """The resolver's first is the first; the first of the other family is the second."""
    ordered = in_order(addresses)
    assert len(ordered) == min(len(addresses), MAX_ADDRESSES)
    assert set(ordered) <= set(addresses)
    assert ordered[:1] == addresses[:1]
    other = [one for one in addresses if (":" in one) != (":" in addresses[0])]
    assert ordered[1:2] == (other or addresses[1:])[:1]


@pytest.fixture
def silent() -> Iterator[int]:
    """A port of 127.0.0.2 on which nobody answers: its backlog is full; 127.0.0.1 has it, too."""
    with ExitStack() as stack:
        site = stack.enter_context(socket.socket())
        site.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        site.bind(("127.0.0.1", 0))
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.2", site.getsockname()[1]))
        server.listen(0)
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


@asynccontextmanager
async def site(port: int) -> AsyncIterator[None]:
    """A site at the same port of 127.0.0.1."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnews")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, reuse_port=True)
    async with server:
        yield


async def test_a_page_is_fetched_although_the_first_addresses_are_silent(silent: int) -> None:
    """Each of them would use up the whole time limit of a request."""

    async def resolver(_host: str, _port: int) -> list[str]:
        return ["127.0.0.2"] * 3 + ["127.0.0.1"]

    policy = FetchPolicy(frozenset({"site.org"}), allow_private=True)
    limits = FetchLimits()
    async with (
        build_client("t", policy, connect=limits.whole, resolver=resolver) as client,
        site(silent),
    ):
        fetcher = Fetcher(client, policy, limits=limits)
        assert (await fetcher.fetch_page(f"http://site.org:{silent}/")).body == b"news"


async def test_a_site_with_no_address_that_answers_is_an_error(silent: int) -> None:
    """Within the time limit of the connection."""

    async def resolver(_host: str, _port: int) -> list[str]:
        return ["127.0.0.2"] * 3

    policy = FetchPolicy(frozenset({"site.org"}), allow_private=True)
    async with build_client("t", policy, connect=ONE_SECOND, resolver=resolver) as client:
        fetcher = Fetcher(client, policy, limits=FetchLimits())
        with pytest.raises(FetchError):
            await fetcher.fetch_page(f"http://site.org:{silent}/")
