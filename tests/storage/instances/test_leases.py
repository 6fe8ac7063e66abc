"""Several instances on one PostgreSQL: one leads, and another follows when it is dead."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection, Database
from storage.engine.opening import open_database
from storage.engine.postgresql.instance_liveness import any_alive
from storage.errors import LeadLost, StorageError
from storage.instances.leases import Instances, check_epoch
from storage.key_value import KeyValue
from tests.databases import address_of, as_if
from tests.storage.instances.conftest import LONG, OVER, Named
from tests.storage.sessions import without_sessions

pytestmark = pytest.mark.postgresql

SHORT = timedelta(seconds=0.5)


def of_epoch(database: Database, epoch: int) -> Database:
    async def check(connection: Connection) -> None:
        await check_epoch(connection, epoch)

    return CheckedDatabase(database, check)


async def test_of_many_who_come_at_once_one_leads(database: Database, named: Named) -> None:
    """And keeps the lead for as long as it lives."""
    async with database.reading() as connection:
        assert not await any_alive(connection)
    leaders = await asyncio.gather(*(named(f"n{at}", LONG).renew() for at in range(6)))
    assert len(set(leaders)) == 1
    late = await named("late", LONG).renew()
    assert late == leaders[0]
    assert 0 < min(one.now for one in leaders) < late.now
    async with database.reading() as connection:
        assert await any_alive(connection)


async def test_a_life_farther_ahead_than_any_lease_counts_for_nothing(
    named: Named, database: Database
) -> None:
    """The clock of the server was ten years ahead when it was written, and is right again."""
    await named("first", LONG).renew()
    async with database.transaction() as connection:
        await connection.execute("update instances set alive_until = alive_until + 315360000000")
    assert (await named("second", LONG).renew()).name == "second"


async def test_a_life_that_lies_ahead_does_not_begin_when_its_moment_comes_nearer(
    named: Named, database: Database
) -> None:
    """Its machine is gone: whoever takes the lead forgets it."""
    await named("first", LONG).renew()
    async with database.transaction() as connection:
        await connection.execute("update instances set alive_until = alive_until + 300000")
    await named("second", LONG).renew()
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select name from instances")
    assert [row["name"] for row in rows] == ["second"]


async def test_a_leader_is_dead_whose_row_stays_however_far_ahead_it_lies(
    named: Named, database: Database
) -> None:
    """A server with a clock that is behind was promoted when the leader's machine died."""
    seconds = 0.0
    second = Instances(database, "second", LONG, clock=lambda: seconds)
    first = named("first", LONG)
    led = await first.renew()
    for _ in range(3):
        assert await second.renew() == led
        seconds += 1.5 * LONG.total_seconds()
        await first.renew()
    assert await second.renew() == led
    seconds += 1.5 * LONG.total_seconds()
    assert await second.renew() == led
    seconds += LONG.total_seconds()
    taken = await second.renew()
    assert taken.name == "second"
    seconds += 9 * LONG.total_seconds()
    assert await second.renew() == taken


async def test_a_leader_whose_lease_is_over_goes_on_until_another_takes_it(named: Named) -> None:
    """Nobody led meanwhile: what it has begun is still its own."""
    first = named("first", SHORT)
    led = await first.renew()
    await asyncio.sleep(SHORT.total_seconds() + 0.1)
    assert await first.renew() == led
    await asyncio.sleep(SHORT.total_seconds() + 0.1)
    taken = await named("second", LONG).renew()
    assert taken.name == "second"
    assert taken.epoch > led.epoch
    assert await first.renew() == taken


async def test_no_lead_bears_the_epoch_of_one_that_a_promoted_server_has_forgotten(
    named: Named, database: Database
) -> None:
    """Its leader may be frozen, or cut off, and writes nothing when it is back."""
    led = await named("first", LONG).renew()
    await named("first", LONG).leave()
    forgotten = await named("second", LONG).renew()
    await named("second", LONG).leave()
    async with database.transaction() as connection:
        await connection.execute("update leader set name = ?, epoch = ?", (led.name, led.epoch))
    taken = await named("third", LONG).renew()
    assert taken.epoch > forgotten.epoch > led.epoch
    with pytest.raises(LeadLost):
        await KeyValue(of_epoch(database, forgotten.epoch)).put("a", "1")


async def test_who_leaves_is_followed_at_once(named: Named) -> None:
    await named("first", LONG).renew()
    await named("first", LONG).leave()
    assert (await named("second", LONG).renew()).name == "second"


@contextlib.asynccontextmanager
async def process(address: PostgresqlAddress, name: str) -> AsyncIterator[Instances]:
    """An instance whose sessions at the server bear its name; it ends without a word."""
    connected = await open_database(address, readers=1, instance=name)
    try:
        yield Instances(connected, name, LONG)
    finally:
        await connected.close()


async def test_who_follows_a_process_that_has_ended_does_not_wait_for_its_lease(
    address: PostgresqlAddress,
) -> None:
    """Which would be minutes; one look proves nothing."""
    async with process(address, "second") as second:
        async with process(address, "first") as first:
            led = await first.renew()
            assert await second.renew() == led
        await without_sessions(address, "first")
        assert await second.renew() == led
        taken = await second.renew()
    assert taken.name == "second"
    assert taken.epoch > led.epoch


async def test_of_two_who_see_that_the_leader_has_ended_one_leads(
    address: PostgresqlAddress,
) -> None:
    async with process(address, "second") as second, process(address, "third") as third:
        async with process(address, "first") as first:
            led = await first.renew()
            assert await second.renew() == await third.renew() == led
        await without_sessions(address, "first")
        await asyncio.gather(second.renew(), third.renew())
        leaders = [*await asyncio.gather(second.renew(), third.renew())]
        for _ in range(3):
            leaders += [await second.renew(), await third.renew()]
    assert len({leader.name for leader in leaders}) == 1
    assert len({leader.epoch for leader in leaders}) == 1
    assert leaders[0].epoch > led.epoch


async def test_a_leader_that_has_lost_its_connections_and_makes_new_ones_leads_on(
    address: PostgresqlAddress,
) -> None:
    async with process(address, "first") as first, process(address, "second") as second:
        led = await first.renew()
        assert await second.renew() == led
        await without_sessions(address, "first")
        assert await second.renew() == led
        assert await first.renew() == led
        for _ in range(3):
            assert await second.renew() == led


async def test_what_ends_the_sessions_of_all_ends_no_lead(address: PostgresqlAddress) -> None:
    """As a restart of the server does: who is back first has seen nobody since."""
    async with process(address, "first") as first, process(address, "second") as second:
        led = await first.renew()
        assert await second.renew() == led
        await without_sessions(address, "first", "second")
        for _ in range(4):
            assert await second.renew() == led
        assert await first.renew() == led


@pytest.fixture
async def under_another_role(address: PostgresqlAddress) -> PostgresqlAddress:
    """As one sees it who acts for its owner: the server does not tell how old a session is."""
    await as_if(
        address,
        """
        do $$ begin
            if not exists (select from pg_roles where rolname = 'khabar_owner') then
                create role khabar_owner nologin;
            end if;
        end $$;
        grant all on all tables in schema public to khabar_owner;
        grant all on all sequences in schema public to khabar_owner;
        """,
    )
    return PostgresqlAddress(f"{address.secret}&options=-c%20role%3Dkhabar_owner")


async def test_where_the_age_of_sessions_is_hidden_the_lease_decides(
    address: PostgresqlAddress, under_another_role: PostgresqlAddress
) -> None:
    async with process(under_another_role, "second") as second:
        async with process(address, "first") as first:
            led = await first.renew()
            assert await second.renew() == led
        await without_sessions(address, "first")
        for _ in range(4):
            assert await second.renew() == led
        await as_if(address, "update instances set alive_until = 0 where name = 'first'")
        taken = await second.renew()
    assert taken.name == "second"
    assert taken.epoch > led.epoch


async def test_a_lead_is_handed_to_one_that_lives(named: Named) -> None:
    """To none where there is none, and by nobody but the leader."""
    first = named("first", LONG)
    led = await first.renew()
    assert await first.hand_over() == ""
    await named("dead", OVER).renew()
    assert await first.hand_over() == ""
    second = named("second", LONG)
    await second.renew()
    assert await second.hand_over() == ""
    assert await first.hand_over() == "second"
    for one in (first, second):
        now = await one.renew()
        assert now.name == "second"
        assert now.epoch > led.epoch


async def test_a_former_leader_neither_writes_nor_reads(database: Database, named: Named) -> None:
    """Each transaction asks anew, in its own turn."""
    epoch = (await named("first", OVER).renew()).epoch
    store = KeyValue(of_epoch(database, epoch))
    await store.put("a", "1")
    await named("second", LONG).renew()
    with pytest.raises(LeadLost):
        await store.put("a", "2")
    with pytest.raises(LeadLost):
        await store.get("a")
    assert await KeyValue(database).get("a") == "1"


async def test_a_leader_frozen_in_a_transaction_is_ended(
    database: Database, named: Named, tmp_path: Path
) -> None:
    """Its turn would hold up everybody; what it had written in it is gone."""
    frozen = await open_database(address_of(tmp_path / "khabar.db"), instance="frozen")
    epoch = (await Instances(frozen, "frozen", OVER).renew()).epoch
    with pytest.raises(StorageError):
        async with of_epoch(frozen, epoch).transaction() as connection:
            await connection.execute("insert into key_value values ('a', 'frozen')")
            async with asyncio.timeout(60):
                await named("second", LONG).renew()
            await connection.execute("insert into key_value values ('b', 'frozen')")
    assert await KeyValue(database).get("a") == ""
    await frozen.close()
