"""What instances on one PostgreSQL database tell each other: at once, and only what is so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection, Database
from storage.errors import StorageError
from storage.instances.leases import Instances, check_epoch
from storage.instances.peer_signals import PeerSignal, receive_signals, send_signal
from storage.outbox import Outbox
from tests.databases import as_if
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat

pytestmark = pytest.mark.postgresql


class Ears:
    """All that was heard so far."""

    def __init__(self) -> None:
        self.heard: list[PeerSignal | None] = []
        self._more = asyncio.Condition()

    async def listen(self, address: PostgresqlAddress) -> None:
        async with contextlib.aclosing(receive_signals(address, "ears")) as words:
            async for word in words:
                async with self._more:
                    self.heard.append(word)
                    self._more.notify_all()

    async def until(self, signal: PeerSignal | None, times: int = 1) -> None:
        async with asyncio.timeout(60), self._more:
            await self._more.wait_for(lambda: self.heard.count(signal) >= times)

    async def posts(self, other: Database) -> int:
        """How often posts were told of, with all that was told before this call."""
        before = self.heard.count(PeerSignal.NEWS)
        await send_signal(other, PeerSignal.NEWS)
        await self.until(PeerSignal.NEWS, before + 1)
        return self.heard.count(PeerSignal.POSTS)


@pytest.fixture
async def ears(address: PostgresqlAddress) -> AsyncIterator[Ears]:
    """Those of an instance that listens already."""
    made = Ears()
    listening = asyncio.create_task(made.listen(address))
    await made.until(None)
    yield made
    listening.cancel()
    async with asyncio.timeout(60):
        await asyncio.wait([listening])
    assert listening.cancelled()


async def test_whatever_changes_the_outbox_is_told(
    database: Database, other: Database, ears: Ears
) -> None:
    """New rows and changed ones, by whichever operation."""
    await add_chat(database, 1)
    assert await ears.posts(other) == 0
    await add_article(database, 1)
    added = await ears.posts(other)
    assert added
    assert await Outbox(database).claim(5, NOW, LEASE)
    assert await ears.posts(other) > added


async def test_nothing_is_told_before_it_is_committed(
    database: Database, other: Database, ears: Ears
) -> None:
    """Whoever looked then would find nothing; what is rolled back is told to nobody."""
    with contextlib.suppress(ZeroDivisionError):
        async with database.transaction() as connection:
            await connection.execute("update outbox set not_before = 0")
            raise ZeroDivisionError
    async with database.transaction() as connection:
        await connection.execute("update outbox set not_before = 0")
        assert await ears.posts(other) == 0
    await ears.until(PeerSignal.POSTS)


async def test_a_leader_is_not_told_of_what_he_does_himself(
    database: Database, other: Database, ears: Ears
) -> None:
    """It would have him look again and again; what the others of his process do, he is told."""
    epoch = (await Instances(database, "one", timedelta(seconds=50)).renew()).epoch

    async def check(connection: Connection) -> None:
        await check_epoch(connection, epoch)

    own = CheckedDatabase(database, check)
    await add_chat(own, 1)
    await add_article(own, 1)
    assert await Outbox(own).claim(5, NOW, LEASE)
    assert await ears.posts(other) == 0
    await Outbox(database).claim(5, NOW, LEASE)
    assert await ears.posts(other) == 1


async def test_whoever_leaves_says_so(database: Database, ears: Ears) -> None:
    one = Instances(database, "one", timedelta(seconds=50))
    await one.renew()
    await one.leave()
    await ears.until(PeerSignal.LEFT)


async def test_words_of_a_newer_version_are_passed_over(
    address: PostgresqlAddress, other: Database, ears: Ears
) -> None:
    await as_if(address, "notify khabar, 'something new'")
    assert await ears.posts(other) == 0
    assert ears.heard == [None, PeerSignal.NEWS]


async def test_the_connection_is_ended_with_the_others_of_its_instance(
    address: PostgresqlAddress, database: Database
) -> None:
    """By the one that takes over; whoever listens learns of it."""
    await Instances(database, "ears", timedelta(0)).renew()
    made = Ears()
    listening = asyncio.create_task(made.listen(address))
    await made.until(None)
    await Instances(database, "next", timedelta(seconds=50)).renew()
    async with asyncio.timeout(60):
        with pytest.raises(StorageError):
            await listening
