"""Two instances on one PostgreSQL database: whatever ends the leader, the other goes on."""

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.delivery.window import WINDOW
from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from storage.engine.opening import open_database
from tests import postgresql
from tests.bot.delivery.sample_rows import add_chats
from tests.bot.delivery.sandbox_control import Control, controlling
from tests.databases import address_of
from tests.end_to_end.conftest import People, first_poll
from tests.end_to_end.running_instances import Instance, instance, leader, received, until_led
from tests.end_to_end.test_pings import SECRET, signed
from tests.end_to_end.test_process import in_sandbox
from tests.end_to_end.test_webhook import free_port

pytestmark = pytest.mark.postgresql

CHATS = 150
LOST = "another instance leads: this one polls and delivers no more"
# The first articles on the way when something happens; four seconds of Telegram's thirty a second.
BEGUN = 30


@dataclass
class Pair:
    """Two instances, the chats that want everything, and their Telegram."""

    sandbox: Sandbox
    control: Control
    address: PostgresqlAddress
    instances: list[Instance]
    chats: list[int]
    taken: int = 0

    async def leader(self) -> Instance:
        return await until_led(self.address, self.instances)

    def other(self, one: Instance) -> Instance:
        return next(each for each in self.instances if each is not one)

    def losses(self) -> int:
        """How often one of them has lost the lead: a machine that is too slow may cause it, too."""
        return sum(LOST in line for one in self.instances for line in one.said)

    async def broadcast_begins(self) -> str:
        """An article is on its way to some of the chats; its headline."""
        before = (await self.control.get("/telegram/counters"))["accepted"]
        article = self.sandbox.newsroom.publish(breaking=False)
        await self.control.taken(before + BEGUN, 60)
        return article.headline

    async def all_got(self, headline: str, seconds: float = 90) -> Counter[int]:
        """Wait until each chat has got it; how often each did."""
        async with asyncio.timeout(seconds):
            while True:
                got = received(await self.control.journal(), headline)
                if set(self.chats) <= set(got):
                    return got
                await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def pair_on(
    address: PostgresqlAddress, sandbox: Sandbox, folder: Path
) -> AsyncIterator[Pair]:
    settings = in_sandbox(sandbox, folder) | {"DATABASE": address.secret}
    async with (
        controlling(sandbox) as control,
        instance(folder, settings) as first,
        instance(folder, settings) as second,
    ):
        await first_poll(address)
        database = await open_database(address)
        chats = await control.bulk(CHATS)
        await add_chats(database, chats)
        await database.close()
        both = [first, second]
        for one in both:
            await one.until_it_says(" runs as @")
        yield Pair(sandbox, control, address, both, chats)


@pytest.fixture
async def pair(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Pair]:
    address = address_of(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    async with pair_on(address, sandbox, tmp_path) as made:
        yield made


def repeats(got: Counter[int]) -> int:
    return sum(got.values()) - len(got)


async def test_the_leader_is_killed(pair: Pair, people: People) -> None:
    """The other delivers the rest, and receives what people write."""
    headline = await pair.broadcast_begins()
    killed = await pair.leader()
    killed.send(signal.SIGKILL)
    got = await pair.all_got(headline)
    assert repeats(got) <= WINDOW
    assert await pair.leader() is pair.other(killed)
    await people.start()
    await people.until(bool)


async def test_the_leader_ends_and_the_other_takes_over_at_once(pair: Pair) -> None:
    """As in an update of one after the other: nothing is even in doubt."""
    headline = await pair.broadcast_begins()
    ended = await pair.leader()
    ended.send(signal.SIGTERM)
    got = await pair.all_got(headline)
    assert repeats(got) <= pair.losses() * WINDOW
    async with asyncio.timeout(10):
        assert await ended.process.wait() == 0


async def test_the_leader_freezes_and_wakes(pair: Pair) -> None:
    """It sees that it leads no more before it sends anything, and follows."""
    headline = await pair.broadcast_begins()
    frozen = await pair.leader()
    other = pair.other(frozen)
    frozen.send(signal.SIGSTOP)
    await other.until_it_says("this instance leads")
    await pair.all_got(headline)
    frozen.send(signal.SIGCONT)
    await frozen.until_it_says(LOST)
    second = await pair.broadcast_begins()
    got = await pair.all_got(second)
    others = pair.losses() - 1
    assert repeats(got) <= others * WINDOW
    assert repeats(received(await pair.control.journal(), headline)) <= WINDOW
    assert others or leader(pair.address, pair.instances) is other
    # It stands ready again.
    other.send(signal.SIGKILL)
    third = await pair.broadcast_begins()
    await pair.all_got(third)


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
            sent = (await pair.control.get("/telegram/counters"))["accepted"]
            await asyncio.sleep(2)
            assert (await pair.control.get("/telegram/counters"))["accepted"] == sent
            await asyncio.to_thread(server.start, {"fsync": "off"})
            got = await pair.all_got(headline)
            assert repeats(got) <= WINDOW


async def test_a_ping_that_reaches_one_that_does_not_lead_brings_the_post_at_once(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Ten minutes before the leader's next poll."""
    address = address_of(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    settings = in_sandbox(sandbox, tmp_path) | {
        "DATABASE": address.secret,
        "PING_SECRET": SECRET,
        "POLL_MIN": "10m",
        "POLL_MAX": "10m",
    }
    doors = [f"127.0.0.1:{free_port()}" for _ in range(2)]
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
