"""Between the bot and its server there may be PgBouncer, of Debian's package, in session mode."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import Migration, all_migrations, newest_schema
from storage.engine.opening import open_database
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.errors import StorageError
from storage.instances.leases import Instances
from storage.key_value import KeyValue
from tests import postgresql
from tests.storage.engine.postgresql.test_sessions import TIME_OUTS, shown
from tests.waiting import until

pytestmark = pytest.mark.postgresql

TODAY = newest_schema(Engine.POSTGRESQL)
SETTINGS = """
[databases]
* = host={server} user=khabar
[pgbouncer]
unix_socket_dir = {folder}
listen_port = 6432
auth_type = any
pool_mode = {mode}
default_pool_size = 28
"""


@contextlib.asynccontextmanager
async def pooler(address: PostgresqlAddress, mode: str) -> AsyncIterator[PostgresqlAddress]:
    """The address of a database behind PgBouncer."""
    program = shutil.which("pgbouncer")
    if program is None:
        assert os.environ.get("CI") != "true", "PgBouncer is not installed: apt install pgbouncer"
        pytest.skip("PgBouncer is not installed: apt install pgbouncer")
    server = Path(os.environ[postgresql.SERVER])
    # The path of a socket is short, and the folders of tests are their user's alone.
    folder = Path(tempfile.mkdtemp(prefix="khabar-pooler-"))
    settings = folder / "pgbouncer.ini"
    settings.write_text(SETTINGS.format(server=server, folder=folder, mode=mode), "utf-8")
    as_user = postgresql.as_server_user(folder)
    running = await asyncio.create_subprocess_exec(
        *as_user, program, "-q", str(settings), cwd=folder
    )
    try:
        await until((folder / ".s.PGSQL.6432").exists)
        name = urlsplit(address.secret).path
        yield PostgresqlAddress(
            f"postgresql://khabar@{name}?host={quote(str(folder), safe='')}&port=6432"
        )
    finally:
        running.terminate()
        await running.wait()
        shutil.rmtree(folder)


@pytest.fixture
async def pooled(address: PostgresqlAddress) -> AsyncIterator[PostgresqlAddress]:
    """The test's database, behind PgBouncer."""
    async with pooler(address, "session") as behind:
        yield behind


async def test_every_session_has_its_time_outs_all_the_same(pooled: PostgresqlAddress) -> None:
    """PgBouncer refuses them with the words that a connection is asked for by, or drops them."""
    database = await open_database(pooled, instance="machine:1:abc")
    try:
        async with database.transaction() as connection:
            assert await shown(connection, *TIME_OUTS) == TIME_OUTS
        async with database.reading() as connection:
            assert await shown(connection, *TIME_OUTS) == TIME_OUTS
        with pytest.raises(StorageError):
            async with database.reading() as connection:
                await connection.execute("insert into key_value values ('a', '1')")
    finally:
        await database.close()


async def test_in_transaction_mode_it_is_refused(address: PostgresqlAddress) -> None:
    """Time-outs and locks would be those of whoever has the session next."""
    async with pooler(address, "transaction") as behind:
        with pytest.raises(StorageError, match="pool_mode = session"):
            await open_database(behind)


async def number_of(database: Database) -> int:
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall("select pg_backend_pid() as number")
    return int(row["number"])


async def test_who_migrates_keeps_the_own_sessions(pooled: PostgresqlAddress) -> None:
    """Their numbers at the server are not those that PgBouncer tells."""
    more = Migration(TODAY + 1, "more.sql", ("create table more (id integer)",))
    migrations = [*all_migrations(Engine.POSTGRESQL), more]
    database = await PostgresqlDatabase.open(pooled.secret, migrations=migrations)
    try:
        before = await number_of(database)
        assert await database.migrate() == ["more.sql"]
        assert await number_of(database) == before
    finally:
        await database.close()


async def test_a_frozen_leader_is_ended_by_its_name(
    pooled: PostgresqlAddress, database: Database
) -> None:
    """In a transaction, whose turn would hold up everybody."""
    frozen = await open_database(pooled, instance="frozen")
    await Instances(frozen, "frozen", timedelta(0)).renew()
    with pytest.raises(StorageError):
        async with frozen.transaction() as connection:
            await connection.execute("insert into key_value values ('a', 'frozen')")
            taken = await Instances(database, "second", timedelta(seconds=50)).renew()
            assert taken.name == "second"
            await connection.execute("insert into key_value values ('b', 'frozen')")
    assert await KeyValue(database).get("a") == ""
    await frozen.close()
