"""What one instance tells is done by the others; a lost connection is made anew."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.composition.hand_over import Reach
from bot.composition.instance_role import InstanceRole
from bot.composition.leadership import role_of
from bot.composition.peer_channel import PeerChannel
from bot.composition.stop_reason import StopReason
from bot.vital_signs import Contact
from storage.engine.address import PostgresqlAddress
from storage.engine.opening import open_database
from storage.errors import DatabaseUnreachable, StorageError
from storage.instances.peer_signals import PeerSignal
from storage.store import Store
from tests.databases import address_of, as_if, migrated
from tests.storage.outbox.sample_rows import add_article, add_chat
from tests.waiting import until

FEEDS = ["https://one.example/feed", "https://two.example/feed"]


class Wire:
    """What is told comes back, while it is not cut."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[PeerSignal | StorageError] = asyncio.Queue()
        self.refused: list[Exception] = []

    async def hear(self) -> AsyncGenerator[PeerSignal | None, None]:
        if self.refused:
            raise self.refused.pop()
        yield None
        while True:
            one = await self.told.get()
            if isinstance(one, StorageError):
                raise one
            yield one

    async def send(self, signal: PeerSignal) -> None:
        if self.refused:
            raise self.refused.pop()
        await self.told.put(signal)


class Done:
    """Counts what was done, and lets a test wait for it."""

    def __init__(self) -> None:
        self.times = 0
        self._more = asyncio.Condition()

    async def __call__(self) -> None:
        async with self._more:
            self.times += 1
            self._more.notify_all()

    async def until(self, times: int) -> None:
        async with asyncio.timeout(60), self._more:
            await self._more.wait_for(lambda: self.times >= times)


async def test_a_lost_connection_is_told_once_and_made_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also where it can't be made at first; then everything goes on."""
    caplog.set_level(logging.INFO, "bot.composition.peer_channel")
    wire, done = Wire(), Done()
    lost = DatabaseUnreachable("the connection to the database was lost")
    peers = PeerChannel(wire.hear, wire.send, pause_seconds=0.001)
    async with peers.handling({PeerSignal.POSTS: done}):
        peers.send(PeerSignal.POSTS)
        await done.until(1)
        wire.refused = [lost, lost]
        await wire.told.put(lost)
        while wire.refused:  # noqa: ASYNC110 - it is tried anew by itself
            await asyncio.sleep(0.001)
        await wire.told.put(PeerSignal.POSTS)
        await done.until(2)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "was lost" in said[0]
    assert "heard again" in said[1]


async def test_whatever_fails_of_what_is_done_is_logged_and_the_next_is_heard(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire, done = Wire(), Done()
    errors: list[Exception] = [StorageError("the disk is full"), ZeroDivisionError()]

    async def fail() -> None:
        if errors:
            raise errors.pop(0)
        await done()

    peers = PeerChannel(wire.hear, wire.send)
    async with peers.handling({PeerSignal.LEFT: fail}):
        for _ in range(3):
            await wire.told.put(PeerSignal.LEFT)
        await done.until(1)
    assert len(caplog.records) == 2


async def test_who_can_tell_nobody_says_so_and_tells_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A word that was lost is not told later: by then everybody has looked by himself."""
    wire, done = Wire(), Done()
    peers = PeerChannel(wire.hear, wire.send)
    async with peers.handling({PeerSignal.NEWS: done}):
        # It listens before it is refused.
        await wire.told.put(PeerSignal.NEWS)
        await done.until(1)
        wire.refused = [DatabaseUnreachable("no connection in time")]
        peers.send(PeerSignal.NEWS)
        while wire.refused:  # noqa: ASYNC110 - it is sent by a task
            await asyncio.sleep(0.001)
        peers.send(PeerSignal.NEWS)
        peers.send(PeerSignal.NEWS)
        await done.until(2)
    assert done.times == 2
    assert "were not told of news" in caplog.text


async def test_errors_that_nobody_expected_end_neither_telling_nor_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire, done = Wire(), Done()
    peers = PeerChannel(wire.hear, wire.send)
    wire.refused = [TypeError("of hearing")]
    async with peers.handling({PeerSignal.NEWS: done}):
        await until(lambda: "hear other instances" in caplog.text)
        await wire.told.put(PeerSignal.NEWS)
        await done.until(1)
        wire.refused = [TypeError("of telling")]
        peers.send(PeerSignal.NEWS)
        await until(lambda: "tell other instances" in caplog.text)
        peers.send(PeerSignal.NEWS)
        await done.until(2)


@pytest.fixture
async def address(tmp_path: Path) -> PostgresqlAddress:
    await (await migrated(tmp_path / "khabar.db")).close()
    found = address_of(tmp_path / "khabar.db")
    assert isinstance(found, PostgresqlAddress)
    return found


async def _reachable() -> bool:
    return True


@contextlib.asynccontextmanager
async def one_of(
    address: PostgresqlAddress, name: str
) -> AsyncIterator[tuple[InstanceRole, Store]]:
    """An instance, which leads or follows."""
    database = await open_database(address, instance=name)
    try:
        store = Store(database, instance=name)
        telegram, reason = Reach(Contact(150.0), _reachable), StopReason(asyncio.Event())
        async with role_of(address, store, name, telegram, reason) as role:
            yield role, store
    finally:
        await database.close()


class Looks:
    """What an instance does on being told, without ever looking by itself."""

    def __init__(self, role: InstanceRole) -> None:
        self.woken, self.polled, self.taken_over = Done(), Done(), Done()
        self.urls: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.listening = role.listening(self._soon(self.woken), self.taken_over, self._poll, FEEDS)
        self.poll_now = role.poll_now(self._poll)

    def _poll(self, url: str) -> None:
        self.urls.append(url)
        self._soon(self.polled)()

    def _soon(self, done: Done) -> Callable[[], None]:
        def do() -> None:
            task = asyncio.create_task(done())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return do


@pytest.mark.postgresql
async def test_the_leader_is_told_of_posts_and_news_of_another_instance(
    address: PostgresqlAddress,
) -> None:
    """Nothing here looks by itself: what is done is done for having been told."""
    async with one_of(address, "one:1:a") as (leader, _), one_of(address, "two:2:b") as second:
        follower, store = second
        assert (leader.lead.leading, follower.lead.leading) == (True, False)
        told, teller = Looks(leader), Looks(follower)
        async with told.listening, teller.listening:
            # Until both listen, each word may be missed.
            while not told.urls:
                teller.poll_now(FEEDS[0])
                await asyncio.sleep(0.01)
            await told.polled.until(2)
            assert set(told.urls) == set(FEEDS)
            assert teller.urls == []
            before = told.woken.times
            await add_chat(store.database, 1)
            await add_article(store.database, 1)
            await told.woken.until(before + 1)
        told.urls.clear()
        told.poll_now(FEEDS[1])
        assert told.urls == [FEEDS[1]]


async def until_told(told: Looks, store: Store) -> None:
    """Change the outbox until it is told of: what is told while nobody listens is lost."""
    before = told.woken.times
    async with asyncio.timeout(60):
        while told.woken.times == before:
            async with store.database.transaction() as connection:
                await connection.execute("update outbox set not_before = 0")
            await asyncio.sleep(0.01)


@pytest.mark.postgresql
async def test_what_is_cut_at_the_server_is_heard_again(address: PostgresqlAddress) -> None:
    """A server that restarts, or whatever lies between, ends all connections."""
    async with one_of(address, "one:1:a") as (leader, store):
        told = Looks(leader)
        async with told.listening:
            await until_told(told, store)
            await as_if(
                address,
                """
                select pg_terminate_backend(pid)
                from pg_stat_activity
                where query = 'listen khabar' and datname = current_database()
                """,
            )
            await until_told(told, store)
