"""Every session at a server has its time-outs, and is one at a server that takes writes."""

import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import conninfo

from bot.arabic.terms import parse_query
from storage.engine.address import PostgresqlAddress
from storage.engine.database import Connection, Database
from storage.engine.opening import open_database
from storage.engine.postgresql.connection import PostgresqlConnection
from storage.engine.postgresql.errors import not_connected
from storage.engine.postgresql.server import complete_address, connect
from storage.engine.postgresql.session_settings import CONNECT_WITHIN
from storage.errors import DatabaseUnreachable, StorageError
from storage.key_value import KeyValue
from storage.search import find
from tests import postgresql
from tests.databases import as_if

pytestmark = pytest.mark.postgresql

TIME_OUTS = {
    "lock_timeout": "15s",
    "statement_timeout": "1min",
    "idle_in_transaction_session_timeout": "10s",
    "idle_session_timeout": "0",
    "enable_seqscan": "off",
    "synchronous_commit": "on",
}


@contextlib.asynccontextmanager
async def opened(address: str) -> AsyncIterator[Database]:
    database = await open_database(PostgresqlAddress(address))
    try:
        yield database
    finally:
        await database.close()


async def shown(connection: Connection, *names: str) -> dict[str, str]:
    """What settings of a session are."""
    rows = await connection.execute_fetchall(
        "select value, current_setting(value) as setting from each_text(?)",
        (json.dumps(names),),
    )
    return {row["value"]: row["setting"] for row in rows}


async def test_every_session_has_its_time_outs(address: PostgresqlAddress) -> None:
    """Those that write, those that read, and those that are there for one thing alone."""
    async with opened(address.secret) as database:
        async with database.transaction() as connection:
            assert await shown(connection, *TIME_OUTS) == TIME_OUTS
        async with database.reading() as connection:
            assert await shown(connection, *TIME_OUTS) == TIME_OUTS
        with pytest.raises(StorageError):
            async with database.reading() as connection:
                await connection.execute("insert into key_value values ('a', '1')")
        assert await KeyValue(database).get("a") == ""
    alone = await connect(address.secret)
    try:
        assert await shown(PostgresqlConnection(alone), *TIME_OUTS) == TIME_OUTS
    finally:
        await alone.close()


async def test_what_an_address_names_stays(
    address: PostgresqlAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In itself, or by the variable that libpq reads."""
    names = ("lock_timeout", "statement_timeout", "work_mem")
    async with (
        opened(f"{address.secret}&options=-c%20statement_timeout%3D5s") as database,
        database.transaction() as connection,
    ):
        assert await shown(connection, *names) == {
            "lock_timeout": "15s",
            "statement_timeout": "5s",
            "work_mem": "32MB",
        }
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=7MB")
    async with opened(address.secret) as database, database.transaction() as connection:
        assert (await shown(connection, *names))["work_mem"] == "7MB"


@pytest.mark.parametrize(("as_it_is", "kept"), [("off", "on"), ("local", "local")])
async def test_a_commit_that_was_confirmed_is_not_forgotten(
    address: PostgresqlAddress, as_it_is: str, kept: str
) -> None:
    """Where a server is set to confirm before it has written; for standbys it waits or does not."""
    name = urlsplit(address.secret).path.removeprefix("/")
    await as_if(address, f"alter database {name} set synchronous_commit = {as_it_is}")
    async with opened(address.secret) as database, database.transaction() as connection:
        assert await shown(connection, "synchronous_commit") == {"synchronous_commit": kept}


@pytest.mark.parametrize("asked", ["read-write", "primary", "any"])
async def test_an_address_may_say_what_its_server_must_be(
    address: PostgresqlAddress, asked: str
) -> None:
    """As it does for a cluster; a session that only reads is none at a server that is read-only."""
    async with opened(f"{address.secret}&target_session_attrs={asked}") as database:
        store = KeyValue(database)
        await store.put("a", "1")
        assert await store.get("a") == "1"


def becomes_a_standby(server: postgresql.Server) -> None:
    """Start a server anew as one that takes no writes."""
    server.stop(mode="fast")
    data = server.folder / "data"
    signal = data / "standby.signal"
    signal.touch()
    shutil.chown(signal, data.stat().st_uid, data.stat().st_gid)
    # A standby must hold as many connections as the server had whose log it reads.
    server.start({"max_connections": "400"})


def cluster_of(*servers: postgresql.Server) -> str:
    hosts = ",".join(quote(str(one.folder), safe="") for one in servers)
    return f"postgresql://khabar@/postgres?host={hosts}"


async def takes_writes(database: Database, folder: Path) -> None:
    async with database.transaction() as connection:
        await connection.execute("create table if not exists notes (id integer)")
        await connection.execute("insert into notes values (1)")
        [row] = await connection.execute_fetchall(
            "select current_setting('data_directory') as lies"
        )
    assert row["lies"] == str(folder / "data")


async def test_of_a_cluster_the_server_that_leads_is_taken() -> None:
    """Also when another comes to lead; one that does not takes no writes."""
    binaries = postgresql.programs()
    assert binaries is not None
    with (
        postgresql.running_server(binaries) as one,
        postgresql.running_server(binaries) as two,
    ):
        becomes_a_standby(one)
        with pytest.raises(DatabaseUnreachable, match="is a standby"):
            await open_database(PostgresqlAddress(cluster_of(one)))
        async with opened(cluster_of(one, two)) as database:
            await takes_writes(database, two.folder)
            becomes_a_standby(two)
            one.run("pg_ctl", "promote", "-w", "-s")
            await takes_writes(database, one.folder)


async def test_a_session_that_takes_no_writes_is_given_up() -> None:
    """An address may ask for any server; its next session may be at one that leads."""
    binaries = postgresql.programs()
    assert binaries is not None
    with postgresql.running_server(binaries) as one:
        becomes_a_standby(one)
        async with opened(f"{cluster_of(one)}&target_session_attrs=any") as database:
            numbers = []
            for _ in range(2):
                with pytest.raises(DatabaseUnreachable, match="is a standby"):
                    async with database.transaction() as connection:
                        [row] = await connection.execute_fetchall("select pg_backend_pid() as pid")
                        numbers.append(row["pid"])
                        await connection.execute("create table notes (id integer)")
            assert len(set(numbers)) == 2


@pytest.mark.parametrize("hosts", ["one", "one,two", "one,two,three"])
def test_a_host_that_is_gone_leaves_time_for_the_others(hosts: str) -> None:
    """All of them are tried in turn, within what a connection may take."""
    completed = conninfo.conninfo_to_dict(complete_address(f"postgresql:///x?host={hosts}"))
    together = int(str(completed["connect_timeout"])) * len(hosts.split(","))
    assert timedelta(seconds=1) <= timedelta(seconds=together) <= CONNECT_WITHIN


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('ВАЖНО:  пользователь "khabar" не прошёл проверку подлинности', "refused the connection"),
        ("致命错误:  对不起, 已经有太多的客户", "refused the connection"),
        ("FATAL:  no such thing was heard of", "refused the connection"),
        ('FATAL:  kein pg_hba.conf-Eintrag für Host "10.0.0.2"', "does not admit the role"),
        (
            "Connection refused\n\tIs the server running and accepting TCP/IP connections?",
            "no database answers",
        ),
        (
            "No such file\n\tIs the server running and accepting connections on that socket?",
            "no database answers",
        ),
        ("FATAL:  remaining connection slots are reserved for superusers", "no connection or"),
        ("FATAL:  remaining connection slots are reserved for roles with", "no connection or"),
        ("FATAL:  no more connections allowed (max_client_conn)", "no connection or memory left"),
        ("FATAL:  the database system is not accepting connections", "starting or stopping"),
        ("FATAL:  the database system is not yet accepting connections", "starting or stopping"),
    ],
)
def test_what_a_server_says_in_its_own_language_is_a_refusal(said: str, told: str) -> None:
    """`lc_messages` of the server; nobody looks for a network that is down then."""
    error = psycopg.OperationalError(
        f'connection failed: connection to server at "10.0.0.1", port 5432 failed: {said}'
    )
    assert told in str(not_connected(error))


@pytest.mark.parametrize(
    ("named", "during", "else_"),
    [
        ("", "force_generic_plan", "force_custom_plan"),
        ("auto", "auto", "auto"),
        ("force_generic_plan", "force_generic_plan", "force_generic_plan"),
    ],
)
async def test_plans_for_any_values_are_made_for_one_loan(
    address: PostgresqlAddress, named: str, during: str, else_: str
) -> None:
    """The next one finds the session as it was, also where the address names its plans."""
    options = f"-c plan_cache_mode={named}" if named else ""
    one = PostgresqlAddress(conninfo.make_conninfo(address.secret, options=options))
    database = await open_database(one, readers=1)
    modes = []
    try:
        for for_any in (False, True, True, False, False, True):
            async with database.reading() as connection:
                if for_any:
                    connection.plan_for_any_values()
                modes.append((await shown(connection, "plan_cache_mode"))["plan_cache_mode"])
        async with database.transaction() as connection:
            writers = await shown(connection, "plan_cache_mode")
            connection.plan_for_any_values()
            assert await shown(connection, "plan_cache_mode") == writers
    finally:
        await database.close()
    assert modes == [else_, during, during, else_, else_, during]


async def test_a_search_is_planned_for_any_words(address: PostgresqlAddress) -> None:
    """However rare or common: its plans depend on no word, and planning took a fifth of it."""
    database = await open_database(address, readers=1)
    try:
        await database.migrate()
        async with database.reading() as connection:
            await find(connection, parse_query("وزير"), now=datetime.now(UTC))
            mode = await shown(connection, "plan_cache_mode")
    finally:
        await database.close()
    assert mode == {"plan_cache_mode": "force_generic_plan"}
