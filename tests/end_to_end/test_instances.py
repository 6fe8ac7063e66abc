"""Two instances on one PostgreSQL database: whatever ends the leader, the other goes on."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.claim_window import WINDOW
from bot.leader.leadership import LEASE, RENEW_EVERY
from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from tests import postgresql
from tests.databases import prepared
from tests.end_to_end.conftest import PATIENCE_SECONDS, People, first_poll
from tests.end_to_end.instance_pair import LOST, Pair, pair_on, repeats
from tests.end_to_end.leader_kills import kill_leaders
from tests.end_to_end.noted_renewals import Renewals
from tests.end_to_end.running_instances import (
    instance,
    leader,
    received,
    until_led,
    until_living,
)
from tests.end_to_end.test_pings import SECRET, signed
from tests.end_to_end.test_process import in_sandbox
from tests.ports import held_port

pytestmark = pytest.mark.postgresql

KILLS = 12


@pytest.fixture
def address(tmp_path: Path) -> PostgresqlAddress:
    found = prepared(tmp_path / "khabar.db")
    assert isinstance(found, PostgresqlAddress)
    return found


@pytest.fixture
async def pair(address: PostgresqlAddress, sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Pair]:
    async with pair_on(address, sandbox, tmp_path) as made:
        yield made


async def test_the_leader_is_killed(pair: Pair, people: People) -> None:
    """The other delivers the rest in its order, and receives what people write.

    It leads by its second look after the server has ended the sessions, or by the first after the
    lease: with a look each second that is within ten, however slow a machine is.
    """
    noted = Renewals(pair.address)
    await noted.begin()
    first, second = await pair.broadcast_begins(), pair.publish()
    killed = await pair.leader()
    other = pair.other(killed)
    killed.send(signal.SIGKILL)
    gone = await noted.sessions_gone(killed)
    got = await pair.all_got(first) + await pair.all_got(second)
    assert sum(got.values()) - 2 * len(pair.chats) <= WINDOW
    assert await pair.out_of_order(first, second) == []
    assert await pair.leader() is other
    taken, over = noted.taken_at(other), noted.alive_until(killed)
    assert noted.looks(other, gone, taken) <= 2 or noted.looks(other, over, taken) <= 1
    await people.start()
    await people.until(bool)


async def test_the_leader_ends_and_the_other_takes_over_at_once(pair: Pair) -> None:
    """Nothing is even in doubt."""
    headline = await pair.broadcast_begins()
    ended = await pair.leader()
    ended.send(signal.SIGTERM)
    got = await pair.all_got(headline)
    assert repeats(got) <= pair.losses() * WINDOW
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await ended.process.wait() == 0


async def test_an_update_of_one_after_the_other(pair: Pair) -> None:
    """In a broadcast, the leader first, so that it is handed on twice: nobody waits or gets two."""
    first, second = await pair.broadcast_begins(), pair.publish()
    for old in (await pair.leader(), pair.other(await pair.leader())):
        old.send(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await old.process.wait() == 0
        new = await pair.start()
        await new.until_it_says(" runs as @")
    got = await pair.all_got(first) + await pair.all_got(second)
    assert sum(got.values()) - 2 * len(pair.chats) <= pair.losses() * WINDOW
    assert await pair.out_of_order(first, second) == []
    assert await pair.leader() in pair.instances[2:]


@pytest.mark.parametrize(
    "frozen_for", [timedelta(0), pytest.param(timedelta(minutes=1), marks=pytest.mark.slow)]
)
async def test_the_leader_freezes_and_wakes(pair: Pair, frozen_for: timedelta) -> None:
    """It sees that it leads no more before it sends anything, and follows.

    The other leads by its first look after the lease, and nothing changes its order.
    """
    noted = Renewals(pair.address)
    await noted.begin()
    first, second = await pair.broadcast_begins(), pair.publish()
    frozen = await pair.leader()
    other = pair.other(frozen)
    frozen.send(signal.SIGSTOP)
    stopped = noted.now()
    await other.until_it_says("this instance leads")
    over, taken = noted.alive_until(frozen), noted.taken_at(other)
    assert over < taken
    assert noted.looks(other, over, taken) <= 1
    await pair.all_got(first)
    await pair.all_got(second)
    await asyncio.sleep(frozen_for.total_seconds() - (noted.now() - stopped) / 1000)
    third = await pair.broadcast_begins()
    frozen.send(signal.SIGCONT)
    await frozen.until_it_says(LOST)
    await pair.all_got(third)
    fourth = await pair.broadcast_begins()
    await pair.all_got(fourth)
    others = pair.losses() - 1
    got = [received(await pair.control.journal(), one) for one in (first, second, third, fourth)]
    # What it had begun to send when it froze is in doubt.
    assert sum(map(repeats, got)) <= (1 + others) * WINDOW
    in_doubt = {chat for one in got for chat, times in one.items() if times > 1}
    assert set(await pair.out_of_order(first, second, third, fourth)) <= in_doubt
    assert others or leader(pair.address, pair.instances) is other
    # It stands ready again.
    other.send(signal.SIGKILL)
    fifth = await pair.broadcast_begins()
    await pair.all_got(fifth)


async def test_a_follower_freezes_and_wakes(pair: Pair) -> None:
    """Nobody notices, and it stands ready again."""
    led = await pair.leader()
    frozen = pair.other(led)
    frozen.send(signal.SIGSTOP)
    await until_living(pair.address, 1)
    headline = await pair.broadcast_begins()
    assert repeats(await pair.all_got(headline)) <= pair.losses() * WINDOW
    frozen.send(signal.SIGCONT)
    await until_living(pair.address, 2)
    led.send(signal.SIGKILL)
    second = await pair.broadcast_begins()
    await pair.all_got(second)
    assert await pair.leader() is frozen


def test_a_new_leader_within_ten_seconds_is_a_matter_of_the_figures() -> None:
    """The lease, and a look that comes just before its end; a busy machine comes on top."""
    assert timedelta(seconds=10) > LEASE + 2 * RENEW_EVERY


async def test_the_database_is_away_for_longer_than_the_lease(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The leader says so once, sends nothing, and all goes on when the database is back."""
    binaries = postgresql.programs()
    assert binaries is not None
    with postgresql.running_server(binaries) as server:
        postgresql.create_database(str(server.folder), "khabar")
        address = PostgresqlAddress(server.address("khabar"))
        async with pair_on(address, sandbox, tmp_path) as pair:
            headline = await pair.broadcast_begins()
            led = await pair.leader()
            await asyncio.to_thread(server.stop, mode="fast")
            await led.until_it_says("the lead can't be renewed")
            await pair.control.quiet()
            sent = (await pair.control.get("/telegram/counters"))["accepted"]
            await asyncio.sleep(2)
            assert (await pair.control.get("/telegram/counters"))["accepted"] == sent
            await asyncio.to_thread(server.start, {"fsync": "off"})
            got = await pair.all_got(headline)
            assert repeats(got) <= WINDOW


async def test_the_database_fails_and_is_back_at_once(sandbox: Sandbox, tmp_path: Path) -> None:
    """What it has said to be written is written; what was on its way is in doubt."""
    binaries = postgresql.programs()
    assert binaries is not None
    # Without these a server that fails may forget what it has said.
    careful = {"synchronous_commit": "on", "full_page_writes": "on"}
    with postgresql.running_server(binaries, **careful) as server:
        postgresql.create_database(str(server.folder), "khabar")
        address = PostgresqlAddress(server.address("khabar"))
        async with pair_on(address, sandbox, tmp_path) as pair:
            first, second = await pair.broadcast_begins(), pair.publish()
            await asyncio.to_thread(server.stop, mode="immediate")
            await asyncio.to_thread(server.start, {"fsync": "off"})
            got = await pair.all_got(first) + await pair.all_got(second)
            assert sum(got.values()) - 2 * len(pair.chats) <= WINDOW * (1 + pair.losses())
            assert await pair.out_of_order(first, second) == []


@pytest.fixture
def doors() -> Iterator[list[str]]:
    """Where the web servers of two instances listen."""
    with held_port() as one, held_port() as other:
        yield [f"127.0.0.1:{port}" for port in (one, other)]


async def test_a_ping_that_reaches_one_that_does_not_lead_brings_the_post_at_once(
    sandbox: Sandbox, people: People, tmp_path: Path, doors: list[str]
) -> None:
    """Ten minutes before the leader's next poll."""
    address = prepared(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    settings = in_sandbox(sandbox, tmp_path) | {
        "DATABASE": address.secret,
        "PING_SECRET": SECRET,
        "POLL_MIN": "10m",
        "POLL_MAX": "10m",
    }
    async with (
        instance(tmp_path, settings | {"WEB_LISTEN": doors[0]}) as first,
        instance(tmp_path, settings | {"WEB_LISTEN": doors[1]}) as second,
    ):
        both = [first, second]
        await first_poll(address)
        for one in both:
            await one.until_it_says(" runs as @")
        await people.greeted()
        led = await until_led(address, both)
        article = sandbox.newsroom.publish("bakery-queue")
        door = doors[1 - both.index(led)]
        accepted = await people.client.post(
            f"http://{door}/ping", content=b"{}", headers=signed(b"{}")
        )
        assert accepted.status_code == 202
        await people.told(article.headline)


@pytest.mark.slow
async def test_leaders_are_killed_again_and_again(
    address: PostgresqlAddress, sandbox: Sandbox, tmp_path: Path
) -> None:
    """In one broadcast to 600 chats: nobody is left out; `make bench` does it fifty times."""
    async with pair_on(address, sandbox, tmp_path, chats=600) as pair:
        result = await kill_leaders(pair, kills=KILLS, longest=1.4, chance=random.Random(7))
    assert result.kills == KILLS
    assert result.lost == 0
    assert result.repeats <= KILLS * WINDOW
