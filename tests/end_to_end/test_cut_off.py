"""Two instances between which and their PostgreSQL the network fails, in its several ways."""

import asyncio
import functools
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.delivery.claim_window import WINDOW
from bot.leader.leadership import LEASE
from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from tests import postgresql
from tests.databases import prepared
from tests.end_to_end.instance_pair import LOST, Pair, pair_on, repeats
from tests.end_to_end.line import Line, line_to
from tests.end_to_end.running_instances import Instance, until_living

pytestmark = pytest.mark.postgresql


@dataclass(frozen=True)
class Lines:
    """By which an instance reaches its database, and Telegram."""

    database: Line
    telegram: Line


@dataclass(frozen=True)
class Network:
    """Two instances, each behind lines of its own."""

    pair: Pair
    lines: tuple[Lines, ...]

    def of(self, one: Instance) -> Lines:
        return self.lines[self.pair.instances.index(one)]


@pytest.fixture
async def network(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Network]:
    address = prepared(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    socket = Path(os.environ[postgresql.SERVER], ".s.PGSQL.5432")
    telegram = urlsplit(sandbox.base_url)
    async with AsyncExitStack() as stack:
        lines = [
            Lines(
                await stack.enter_async_context(
                    line_to(functools.partial(asyncio.open_unix_connection, socket))
                ),
                await stack.enter_async_context(
                    line_to(
                        functools.partial(
                            asyncio.open_connection, telegram.hostname, telegram.port
                        ),
                        noting=b"/send",
                    )
                ),
            )
            for _ in range(2)
        ]
        ways = [
            {
                "DATABASE": (
                    f"postgresql://khabar@127.0.0.1:{one.database.port}"
                    f"{urlsplit(address.secret).path}"
                ),
                "API_BASE_URL": f"http://127.0.0.1:{one.telegram.port}",
            }
            for one in lines
        ]
        pair = await stack.enter_async_context(pair_on(address, sandbox, tmp_path, ways=ways))
        yield Network(pair, tuple(lines))


def too_slow(line: Line) -> None:
    """What is asked is answered after more than a lease."""
    line.slow_down(LEASE * 0.7)


@pytest.mark.parametrize("fail", [Line.cut, Line.close, too_slow])
async def test_the_leader_can_not_reach_the_database(
    network: Network, fail: Callable[[Line], None]
) -> None:
    """It sends nothing from when another may lead, and follows when the network is back.

    Of what it was told too late nothing is sent, and nothing that it says too late is written.
    """
    pair = network.pair
    first, second = await pair.broadcast_begins(), pair.publish()
    led = await pair.leader()
    other = pair.other(led)
    fail(network.of(led).database)
    await pair.until_leads(other)
    leads = time.monotonic()
    third = pair.publish()
    await led.until_it_says("the lead can't be renewed")
    got = await pair.all_got(first) + await pair.all_got(second) + await pair.all_got(third)
    assert network.of(led).telegram.spoken <= leads
    network.of(led).database.mend()
    await led.until_it_says(LOST)
    fourth = await pair.broadcast_begins()
    got += await pair.all_got(fourth)
    assert sum(got.values()) - 4 * len(pair.chats) <= pair.losses() * WINDOW
    assert await pair.out_of_order(first, second, third, fourth) == []


async def test_a_slow_line_to_the_database_costs_the_leader_nothing(network: Network) -> None:
    """As if the server stood on another continent: it keeps the lead, and sends each post once."""
    pair = network.pair
    for one in network.lines:
        one.database.slow_down(timedelta(milliseconds=50))
    headline = await pair.broadcast_begins()
    got = await pair.all_got(headline)
    assert repeats(got) <= pair.losses() * WINDOW


async def test_who_was_cut_off_stands_ready_again(network: Network) -> None:
    """The line of the follower fails for longer than it counts as alive; then the leader dies."""
    pair = network.pair
    led = await pair.leader()
    other = pair.other(led)
    network.of(other).database.cut()
    await until_living(pair.address, 1)
    headline = await pair.broadcast_begins()
    network.of(other).database.mend()
    led.process.kill()
    got = await pair.all_got(headline)
    assert repeats(got) <= WINDOW
    assert await pair.leader() is other
