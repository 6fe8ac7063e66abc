"""A newer version brings a database up to date on which an older one runs: who is waited for."""

import asyncio
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.engine.postgresql.rolling_update import bring_up_to_date
from storage.engine.upgrade import open_migrated
from storage.errors import DatabaseFromFuture, StorageError, UpdateWaits
from storage.instances.leases import Instances
from storage.key_value import KeyValue
from tests.databases import address_of, as_if, look
from tests.storage.engine.postgresql.two_versions import (
    APPLIED,
    MIGRATIONS,
    TODAY,
    TOMORROW,
    new,
    old,
    opened,
)

__all__ = ["new", "old"]

pytestmark = pytest.mark.postgresql

LONG = timedelta(seconds=50)
OVER = timedelta(0)


async def until_it_waits(older: Instances) -> None:
    """Until an instance of the older version sees that a newer one waits."""
    async with asyncio.timeout(60):
        while not (await older.renew()).update_waits:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.01)


async def test_the_newer_version_waits_until_those_who_run_have_ended(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """They see that it waits, whatever they did; nobody else begins meanwhile."""
    first, second = (Instances(old, name, LONG) for name in ("first", "second"))
    led = await first.renew()
    await second.renew()
    assert not led.update_waits
    updating = asyncio.create_task(bring_up_to_date(address, new, TOMORROW, may_ask=True))
    await until_it_waits(first)
    assert (await second.renew()).update_waits
    with pytest.raises(UpdateWaits):
        await Instances(old, "third", LONG).renew()
    await first.leave()
    # The lead is nobody's, and an instance that is ending does not take it.
    assert await second.renew() == led
    assert not updating.done()
    await second.leave()
    async with asyncio.timeout(60):
        assert await updating == APPLIED
    with pytest.raises(DatabaseFromFuture):
        await second.renew()
    of_tomorrow = Instances(new, "new", LONG, schema=TOMORROW)
    taken = await of_tomorrow.renew()
    assert (taken.name, taken.update_waits) == ("new", False)


async def test_of_several_of_the_newer_version_none_ends_for_another(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """All of them wait, one migrates, and each of them goes on."""
    running = Instances(old, "old", LONG)
    await running.renew()
    async with opened(address, "newer", MIGRATIONS) as newer:
        updating = [
            asyncio.create_task(bring_up_to_date(address, one, TOMORROW, may_ask=True))
            for one in (new, newer)
        ]
        await until_it_waits(running)
        await running.leave()
        async with asyncio.timeout(60):
            applied = await asyncio.gather(*updating)
        assert sorted(name for names in applied for name in names) == APPLIED
        living = [Instances(one, f"n{id(one)}", LONG, schema=TOMORROW) for one in (new, newer)]
        leaders = [await one.renew() for one in living]
        assert [one.update_waits for one in leaders] == [False, False]
        await KeyValue(newer).put("a", "1")
        assert await KeyValue(new).get("a") == "1"


async def test_a_frozen_instance_is_not_waited_for(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """Its lease is over; a transaction that it froze in is ended."""
    await Instances(old, "old", OVER).renew()
    with pytest.raises(StorageError):
        async with old.transaction() as connection:
            await connection.execute("insert into key_value values ('a', 'frozen')")
            async with asyncio.timeout(60):
                assert await bring_up_to_date(address, new, TOMORROW, may_ask=True) == APPLIED
    assert await KeyValue(new).get("a") == ""


@pytest.mark.parametrize("may_ask", [True, False])
async def test_nothing_is_changed_under_an_instance_that_does_not_end(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase, *, may_ask: bool
) -> None:
    """A bot is asked, and a command asks nobody; who is not waited for any more goes on."""
    running = Instances(old, "old", LONG)
    led = await running.renew()
    with pytest.raises(StorageError, match="a bot of an older version is running on"):
        await bring_up_to_date(
            address, new, TOMORROW, may_ask=may_ask, patience=timedelta(seconds=0.3)
        )
    again = await running.renew()
    assert (again, again.update_waits) == (led, False)
    assert look(address, "select version from khabar_schema") == [(TODAY,)]
    await KeyValue(old).put("a", "1")


async def test_a_command_of_this_version_works_beside_instances_of_it(
    address: PostgresqlAddress, old: PostgresqlDatabase
) -> None:
    """There is nothing to migrate."""
    running = Instances(old, "old", LONG)
    await running.renew()
    beside = await open_migrated(address)
    try:
        assert await KeyValue(beside).get("a") == ""
    finally:
        await beside.close()
    assert not (await running.renew()).update_waits


async def test_where_sessions_may_not_be_ended_the_schema_is_changed_all_the_same(
    address: PostgresqlAddress, old: PostgresqlDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """By a role that is not theirs: it is said, and the renewal of a lease still sees it."""
    running = Instances(old, "old", OVER)
    await running.renew()
    await as_if(
        address,
        """
        do $$ begin
            if not exists (select from pg_roles where rolname = 'khabar_other') then
                create role khabar_other nologin;
            end if;
        end $$;
        alter schema public owner to khabar_other;
        grant all on all tables in schema public to khabar_other;
        """,
    )
    theirs = PostgresqlAddress(f"{address.secret}&options=-c%20role%3Dkhabar_other")
    async with opened(theirs, "new", MIGRATIONS) as new:
        assert await bring_up_to_date(theirs, new, TOMORROW, may_ask=True) == APPLIED
    assert "may not end the sessions" in caplog.text
    with pytest.raises(DatabaseFromFuture):
        await running.renew()


@pytest.mark.parametrize("schema", [0, 3])
async def test_a_database_from_before_there_were_instances_is_brought_up_to_date(
    tmp_path: Path, schema: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Which is told, for there is no way back; or one that is empty, which was never older."""
    address = address_of(tmp_path / "early.db")
    assert isinstance(address, PostgresqlAddress)
    if schema:
        async with opened(address, "early", MIGRATIONS[:schema]) as early:
            await early.migrate()
    async with opened(address, "new", MIGRATIONS) as new:
        applied = await bring_up_to_date(address, new, TOMORROW, may_ask=False)
        assert applied == [one.name for one in MIGRATIONS[schema:]]
        assert [APPLIED[-1] in one for one in caplog.messages] == [True] * bool(schema)
        await bring_up_to_date(address, new, TOMORROW, may_ask=False)
        assert len(caplog.messages) == bool(schema)
        assert await KeyValue(new).get("a") == ""


async def test_whoever_waits_and_dies_waits_no_longer(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """The server ends its session; the older instance that is started anew goes on."""
    running = Instances(old, "old", LONG)
    await running.renew()
    updating = asyncio.create_task(bring_up_to_date(address, new, TOMORROW, may_ask=True))
    await until_it_waits(running)
    await as_if(
        address,
        """
        select pg_terminate_backend(pid, 60000)
        from pg_stat_activity
        where datname = current_database()
        and application_name = 'khabar updating'
        """,
    )
    with pytest.raises(StorageError):
        await updating
    await running.leave()
    anew = await Instances(old, "anew", LONG).renew()
    assert (anew.name, anew.update_waits) == ("anew", False)


async def test_what_is_copied_by_pg_dump_meanwhile_is_not_waited_for(
    address: PostgresqlAddress, old: PostgresqlDatabase, new: PostgresqlDatabase
) -> None:
    """It holds all tables to their end, and that may take an hour."""
    await KeyValue(old).put("a", "1")
    async with await psycopg.AsyncConnection.connect(address.secret) as dump:
        await dump.execute(
            """
            do $$
            declare name text;
            begin
                for name in select tablename from pg_tables where schemaname = 'public' loop
                    execute format('lock table %I in access share mode', name);
                end loop;
            end $$
            """
        )
        async with asyncio.timeout(60):
            assert await bring_up_to_date(address, new, TOMORROW, may_ask=True) == APPLIED
            assert await KeyValue(new).get("a") == "1"
