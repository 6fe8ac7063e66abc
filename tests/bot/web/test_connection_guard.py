"""The web server's connections: half-sent heads are closed, and nobody keeps others out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.web import connection_guard
from bot.web.connection_guard import MAX_CONNECTIONS, MAX_PER_ADDRESS, ConnectionGuard
from bot.web.server import running_server
from tests.bot.web.test_hostile_connections import is_served
from tests.loopback import loopback_client

ADDRESSES = [f"10.0.0.{number}" for number in range(40)]


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


ROUTES = [Route("/", hello)]


@contextlib.asynccontextmanager
async def half_sent(host: str, port: int, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """So many connections that have sent half of a head."""
    pairs = [await asyncio.open_connection(host, port) for _ in range(count)]
    for _, writer in pairs:
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nX-A: ")
    try:
        yield [reader for reader, _ in pairs]
    finally:
        for _, writer in pairs:
            writer.close()


async def test_half_sent_heads_are_closed_after_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection_guard, "HEAD_WITHIN_SECONDS", 0.2)
    async with (
        running_server(ROUTES, "127.0.0.1", 0) as (host, port),
        half_sent(host, port, MAX_PER_ADDRESS) as readers,
        asyncio.timeout(60),
    ):
        assert all([await reader.read() == b"" for reader in readers])


async def test_one_address_holds_only_so_many_connections() -> None:
    """The next one is closed at once, and a place that is given back is free again."""
    async with running_server(ROUTES, "127.0.0.1", 0) as (host, port):
        async with half_sent(host, port, MAX_PER_ADDRESS):
            await asyncio.sleep(0.1)
            async with loopback_client() as client:
                with pytest.raises(httpx.HTTPError):
                    await client.get(f"http://{host}:{port}/")
        assert await is_served((host, port))


async def test_a_trusted_proxy_may_hold_more_connections() -> None:
    async with (
        running_server(ROUTES, "127.0.0.1", 0, trusted=frozenset({"127.0.0.1"})) as (
            host,
            port,
        ),
        half_sent(host, port, 4 * MAX_PER_ADDRESS),
    ):
        await asyncio.sleep(0.1)
        async with loopback_client() as client:
            assert (await client.get(f"http://{host}:{port}/")).text == "hello"


async def test_a_connection_that_is_kept_alive_serves_many_requests() -> None:
    async with (
        running_server(ROUTES, "127.0.0.1", 0) as (host, port),
        loopback_client() as client,
    ):
        for _ in range(20):
            assert (await client.get(f"http://{host}:{port}/")).text == "hello"


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(ADDRESSES)), max_size=400))
def test_the_guard_counts_what_is_open(steps: list[tuple[bool, str]]) -> None:
    guard = ConnectionGuard(frozenset({ADDRESSES[0]}))
    held: dict[str, int] = {}
    for comes, address in steps:
        if comes:
            bound = MAX_CONNECTIONS if address == ADDRESSES[0] else MAX_PER_ADDRESS
            fits = sum(held.values()) < MAX_CONNECTIONS and held.get(address, 0) < bound
            assert guard.admit(address) is fits
            held[address] = held.get(address, 0) + fits
        elif held.get(address):
            guard.release(address)
            held[address] -= 1


def test_all_addresses_of_an_ipv6_network_count_as_one() -> None:
    """Whoever has one of them has as many as there are."""
    guard = ConnectionGuard()
    network = [f"2001:db8:1:2::{number:x}" for number in range(MAX_PER_ADDRESS + 1)]
    assert [guard.admit(address) for address in network] == [True] * MAX_PER_ADDRESS + [False]
    assert guard.admit("2001:db8:1:3::1")
    guard.release(network[0])
    assert guard.admit(network[-1])


def test_an_ipv4_address_is_the_same_however_it_is_written() -> None:
    guard = ConnectionGuard(per_address=1)
    assert guard.admit("::ffff:192.0.2.7")
    assert not guard.admit("192.0.2.7")
    assert guard.admit("fe80::1%eth0")
    assert not guard.admit("fe80::2%eth0")
    proxied = ConnectionGuard(frozenset({"192.0.2.7"}), per_address=1)
    assert [proxied.admit("::ffff:192.0.2.7") for _ in range(2)] == [True, True]
