"""What those meet who use a database while it is migrated, or by a schema of yesterday."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.move_mark import MOVE
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.engine.postgresql.migrations import MIGRATION
from storage.engine.postgresql.rolling_update import bring_up_to_date
from storage.engine.running import running_on
from storage.engine.upgrade import open_migrated
from storage.errors import AlreadyRunning, DatabaseFromFuture, LeadLost, StorageError
from storage.instances.leases import Instances, check_epoch
from storage.key_value import KeyValue
from tests.databases import as_if, look
from tests.storage.engine.postgresql.two_versions import (
    APPLIED,
    MIGRATIONS,
    TODAY,
    TOMORROW,
    new,
    old,
    opened,
)
from tests.waiting import until

__all__ = ["new", "old"]

pytestmark = pytest.mark.postgresql

LONG = timedelta(seconds=50)
OVER = timedelta(0)
WAITING = """
    select waitstart
    from pg_locks l
    join pg_database d on d.oid = l.database and d.datname = current_database()
    where l.locktype = 'advisory'
    and not l.granted
"""


async def test_nothing_is_written_or_read_by_a_schema_of_yesterday(
    old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """Neither by what was begun before the migration nor afterwards, by whatever connection."""
    await KeyValue(old).put("a", "before")
    with pytest.raises(StorageError):
        async with old.reading() as reading:
            await reading.execute_fetchall("select value from key_value")
            with pytest.raises(StorageError):
                async with old.transaction() as connection:
                    await connection.execute("update key_value set value = 'meanwhile'")
                    async with asyncio.timeout(60):
                        assert await new.migrate() == APPLIED
            await reading.execute_fetchall("select value from key_value")
    for _ in range(3):
        with pytest.raises(DatabaseFromFuture, match=f"schema {TOMORROW}"):
            await KeyValue(old).put("a", "afterwards")
        with pytest.raises(DatabaseFromFuture):
            await KeyValue(old).get("a")
        with pytest.raises(DatabaseFromFuture):
            async with old.transaction(alone=False):
                pass
    assert await KeyValue(new).get("a") == "before"


async def test_the_lock_of_a_command_outlives_the_migration_that_it_begins_with(
    address: PostgresqlAddress, new: PostgresqlDatabase
) -> None:
    """`khabar reindex` may be the first of the newer version to open the database."""
    async with running_on(address, purpose="reindex"):
        assert await new.migrate() == APPLIED
        with pytest.raises(AlreadyRunning):
            async with running_on(address, purpose="reindex"):
                pass


async def test_a_database_that_is_being_moved_is_not_migrated(address: PostgresqlAddress) -> None:
    """Tables would change in the middle of the copy."""
    async with opened(address, "old") as database:
        await database.migrate()
    lowered = "update khabar_schema set version = version - 1"
    await as_if(address, lowered)
    async with running_on(address, purpose=MOVE):
        with pytest.raises(AlreadyRunning, match="being moved"):
            await open_migrated(address)
    assert look(address, "select version from khabar_schema") == [(TODAY - 1,)]


async def test_a_leader_of_yesterday_leads_no_more(
    old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """Not even where its sessions could not be ended."""
    led = await Instances(old, "old", OVER).renew()

    async def leads(database: Database) -> None:
        async with database.reading() as connection:
            await check_epoch(connection, led.epoch)

    await leads(new)
    await new.migrate()
    with pytest.raises(LeadLost):
        await leads(new)


async def test_a_migration_by_another_instance_is_waited_for_longer_than_any_lock(
    address: PostgresqlAddress, old: PostgresqlDatabase
) -> None:
    """That of years of articles takes minutes, and whoever came back in between would fail."""
    await Instances(old, "old", LONG).renew()
    short = PostgresqlAddress(f"{address.secret}&options=-c%20lock_timeout%3D50")
    waits = f"select 1 from ({WAITING}) l where clock_timestamp() - waitstart > interval '0.3s'"
    async with opened(short, "new", MIGRATIONS) as new:
        async with old.transaction() as connection:
            await connection.execute(f"select pg_advisory_xact_lock({MIGRATION})")
            coming = asyncio.create_task(bring_up_to_date(short, new, TOMORROW, may_ask=True))
            await until(lambda: bool(look(address, waits)))
            await connection.execute(f"update khabar_schema set version = {TOMORROW}")
        async with asyncio.timeout(60):
            assert await coming == []
        assert await KeyValue(new).get("a") == ""


@pytest.mark.parametrize("moved", [False, True])
async def test_whoever_opens_the_database_during_a_migration_waits_for_its_end(
    address: PostgresqlAddress, old: PostgresqlDatabase, *, moved: bool
) -> None:
    """By its first statement, too; what it is refused for then is told, not the wait."""
    short = PostgresqlAddress(f"{address.secret}&options=-c%20lock_timeout%3D50")
    waits = f"select 1 from ({WAITING}) l where clock_timestamp() - waitstart > interval '0.3s'"
    async with contextlib.AsyncExitStack() as held:
        async with old.transaction() as connection:
            await connection.execute(f"select pg_advisory_xact_lock({MIGRATION})")
            if moved:
                # By now no other session of the old version needs to begin.
                await held.enter_async_context(running_on(address, purpose=MOVE))
            coming = asyncio.create_task(open_migrated(short))
            await until(lambda: coming.done() or bool(look(address, waits)))
        if moved:
            with pytest.raises(AlreadyRunning, match="being moved"):
                await coming
            return
        database = await coming
        try:
            assert await KeyValue(database).get("a") == ""
        finally:
            await database.close()


async def connected(database: Database) -> None:
    async with database.reading() as connection:
        await connection.execute_fetchall("select 1 as one")


async def test_while_tables_are_changed_a_new_connection_waits(
    address: PostgresqlAddress, new: PostgresqlDatabase
) -> None:
    """It would see the older schema, and outlive it."""
    async with opened(address, "late") as late:
        async with new.transaction() as connection:
            await connection.execute(f"select pg_advisory_xact_lock({MIGRATION})")
            looking = asyncio.create_task(connected(late))
            await until(lambda: bool(look(address, WAITING)))
            await connection.execute(f"update khabar_schema set version = {TOMORROW}")
        with pytest.raises(DatabaseFromFuture):
            await looking
