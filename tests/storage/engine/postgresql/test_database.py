"""What only a server can do wrong: refuse, end, take its time; and two instances at once."""

import asyncio
import contextlib
import functools
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.engine.postgresql.database import TURN, PostgresqlDatabase
from storage.engine.postgresql.server import check_server, connect
from storage.engine.running import running_on
from storage.errors import (
    AlreadyRunning,
    DatabaseForeign,
    DatabaseFromFuture,
    DatabaseUnreachable,
    StorageError,
)
from storage.models import ChatKind
from storage.outbox import Outbox, Sent
from storage.store import Store
from tests import postgresql
from tests.databases import address_of
from tests.end_to_end.line import line_to
from tests.outbox_counts import rows_by_state
from tests.ports import held_port
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat
from tests.stored_articles import insert_article

pytestmark = pytest.mark.postgresql


def server() -> str:
    return os.environ[postgresql.SERVER]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("postgresql://khabar@127.0.0.1:1/x", "no database answers"),
        ("postgresql://khabar@no-such-host.invalid/x", "no database answers"),
        ("postgresql://khabar:pass@word@:port/x", "no database answers"),
        ("SERVER/gone", "does not exist"),
        ("ROLE/postgres", "does not admit the role"),
        ("SERVER/postgres&sslmode=nonsense", "no address that PostgreSQL understands"),
    ],
)
async def test_a_wrong_address_is_told_in_one_sentence(wrong: str, words: str) -> None:
    """And nothing of it that is secret."""
    if wrong.startswith(("SERVER", "ROLE")):
        name, *more = wrong.partition("/")[2].split("&")
        role = "khabar" if wrong.startswith("SERVER") else "nobody_here"
        wrong = postgresql.address(server(), name).replace("khabar@", f"{role}@")
        wrong = "&".join([wrong, *more])
    with pytest.raises(StorageError, match=words) as refused:
        await open_database(PostgresqlAddress(wrong))
    assert "\n" not in str(refused.value)
    assert "pass" not in str(refused.value)


def at_port(port: int) -> dict[str, str]:
    return {"listen_addresses": "127.0.0.1", "port": str(port)}


@contextlib.contextmanager
def listening_server() -> Iterator[tuple[postgresql.Server, int]]:
    """A server that listens on a port of this machine, too."""
    binaries = postgresql.programs()
    assert binaries is not None
    with held_port() as port, postgresql.running_server(binaries, **at_port(port)) as started:
        yield started, port


async def test_a_password_and_encryption_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over TCP, where passwords count, and by a server without TLS.

    A password outside the address counts as it is, whatever its letters mean in one.
    """
    with listening_server() as (strict, port):
        rules = strict.folder / "data" / "pg_hba.conf"
        rules.write_text("host all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n", "utf-8")
        # Started anew: nothing tells when a server has reloaded them.
        strict.stop(mode="fast")
        strict.start(at_port(port))
        at = f"127.0.0.1:{port}/postgres"
        with pytest.raises(StorageError, match="refused the password") as refused:
            await open_database(PostgresqlAddress(f"postgresql://khabar:wrong-word@{at}"))
        assert "wrong-word" not in str(refused.value)
        with pytest.raises(StorageError, match="no encrypted connection"):
            await open_database(PostgresqlAddress(f"postgresql://khabar@{at}?sslmode=require"))
        administrator = await connect(f"{strict.address('postgres')}&port={port}")
        try:
            await administrator.execute("alter role khabar password 'p@ss/w%rd#?'")
        finally:
            await administrator.close()
        monkeypatch.setenv("PGPASSWORD", "p@ss/w%rd#?")
        await (await open_database(PostgresqlAddress(f"postgresql://khabar@{at}"))).close()


def certify(data: Path) -> None:
    """Give a server whose data lie in a folder a certificate that nobody vouches for."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
         "-keyout", data / "server.key", "-out", data / "server.crt"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    owner = data.stat()
    for name in ("server.key", "server.crt"):
        os.chown(data / name, owner.st_uid, owner.st_gid)
        (data / name).chmod(0o600)
    with (data / "postgresql.auto.conf").open("a") as more:
        more.write("ssl = on\n")


async def test_authorities_that_are_not_there_are_told(tmp_path: Path) -> None:
    """`verify-full` looks for their file in the home of the bot's user, where there is none."""
    with listening_server() as (server, port):
        await asyncio.to_thread(certify, server.folder / "data")
        server.stop(mode="fast")
        server.start(at_port(port))
        at = f"postgresql://khabar@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert="
        with pytest.raises(StorageError, match="asks for a file of certificates") as refused:
            await open_database(PostgresqlAddress(f"{at}{tmp_path}/root.crt"))
        assert "sslrootcert" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("khabar:word@db.example:5432/news?sslkey=x", "db.example:5432/news"),
        ("db.example/news?password=word&sslkey=x", "db.example/news"),
        ("khabar:wo#rd@db.example/news", "db.example/news"),
        ("khabar:wo?rd@db.example/news", "db.example/news"),
        ("khabar:wo/rd@db.example/news", "db.example/news"),
        ("khabar:wo/r?d@db.example/news", "…"),
        ("khabar:wo@rd@db.example/news", "db.example/news"),
        (
            "khabar:word@one.example:1,two.example:2/news?sslkey=wo@rd",
            "one.example:1,two.example:2/news",
        ),
        ("/news?host=db.example&password=wo@rd", "…"),
        ("[::1]:5432/news", "[::1]:5432/news"),
        ("[", "["),
    ],
)
def test_an_address_is_shown_without_its_password(written: str, shown: str) -> None:
    """In logs and on screens, also one that nothing can be reached by."""
    address = PostgresqlAddress(f"postgresql://{written}")
    assert str(address) == f"postgresql://{shown}"
    assert "wo" not in repr(address)


def test_an_old_server_and_another_encoding_are_refused() -> None:
    """PostgreSQL 12 reports 120022 (https://www.postgresql.org/docs/15/libpq-status.html)."""
    check_server(150004, "UTF8")
    with pytest.raises(StorageError, match="PostgreSQL 12, and Khabar needs 15"):
        check_server(120022, "UTF8")
    with pytest.raises(StorageError, match="encoded in SQL_ASCII"):
        check_server(150004, "SQL_ASCII")


async def test_a_role_without_rights_is_told_so(address: PostgresqlAddress) -> None:
    """It makes no tables, and reads none."""
    connection = await connect(address.secret)
    try:
        await connection.execute("drop role if exists stranger")
        await connection.execute("create role stranger login")
    finally:
        await connection.close()
    theirs = await open_database(PostgresqlAddress(address.secret.replace("khabar@", "stranger@")))
    try:
        with pytest.raises(StorageError, match="lacks rights"):
            await theirs.migrate()
        with pytest.raises(StorageError, match="lacks rights"):
            await Store(theirs).key_value.get("x")
    finally:
        await theirs.close()


async def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    """Not a table is added to it."""
    address = address_of(tmp_path / "theirs.db")
    assert isinstance(address, PostgresqlAddress)
    connection = await connect(address.secret)
    await connection.execute("create table invoices (id integer)")
    theirs = await open_database(address)
    with pytest.raises(DatabaseForeign, match="another program"):
        await theirs.migrate()
    found = await connection.execute(
        "select count(*) as n from pg_tables where schemaname='public'"
    )
    assert [row["n"] for row in await found.fetchall()] == [1]
    await theirs.close()
    await connection.close()


async def test_a_newer_schema_is_refused(database: Database) -> None:
    """As with SQLite: an older bot must not write there."""
    async with database.transaction() as connection:
        await connection.execute("update khabar_schema set version = 9999")
    with pytest.raises(DatabaseFromFuture, match="schema 9999"):
        await database.migrate()


async def test_of_several_instances_one_migrates_and_the_others_wait(tmp_path: Path) -> None:
    """All of them find the tables; no migration is applied twice."""
    address = address_of(tmp_path / "new.db")
    several = [await open_database(address) for _ in range(4)]
    applied = await asyncio.gather(*(one.migrate() for one in several))
    names = sorted(name for one in applied for name in one)
    assert names == sorted(set(names))
    assert names
    for one in several:
        assert await one.migrate() == []
        await one.close()


async def test_a_command_is_refused_while_it_runs_already(address: PostgresqlAddress) -> None:
    """By a lock that ends with its connection; other commands have others."""
    async with running_on(address, purpose="backfill"), running_on(address, purpose="reindex"):
        with pytest.raises(AlreadyRunning):
            async with running_on(address, purpose="reindex"):
                pass
    for _ in range(50):
        async with running_on(address, purpose="reindex"):
            pass


async def test_a_command_waits_for_one_that_is_just_ending(address: PostgresqlAddress) -> None:
    """The server frees the locks of a process that died some time after it is gone."""
    async with contextlib.AsyncExitStack() as ending:
        await ending.enter_async_context(running_on(address, purpose="reindex"))

        async def started_anew() -> None:
            async with running_on(address, purpose="reindex"):
                pass

        async with asyncio.TaskGroup() as tasks:
            anew = tasks.create_task(started_anew())
            await asyncio.sleep(0.3)
            assert not anew.done()
            await ending.aclose()


async def test_cancelled_while_the_server_works(database: Database) -> None:
    """The statement is stopped there, and the connection serves the next one."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), database.transaction() as connection:
            await connection.execute("insert into key_value values ('a', '1')")
            await connection.execute_fetchall("select pg_sleep(600)")
    async with asyncio.timeout(60), database.transaction() as connection:
        rows = await connection.execute_fetchall("select name from key_value")
    assert rows == []


async def test_a_connection_that_was_cut_costs_one_operation(database: Database) -> None:
    """What ran then has failed; what comes next gets a new connection."""
    store = Store(database)
    with pytest.raises(DatabaseUnreachable):
        async with database.transaction() as connection:
            await connection.execute("insert into key_value values ('a', '1')")
            await connection.execute_fetchall("select pg_terminate_backend(pg_backend_pid())")
    assert await store.key_value.get("a") == ""
    await store.key_value.put("a", "2")
    assert await store.key_value.get("a") == "2"


async def test_a_line_that_passes_nothing_on_is_given_up(address: PostgresqlAddress) -> None:
    """A proxy that hangs keeps the connection: to the machine's network everything is well."""
    socket = Path(server(), ".s.PGSQL.5432")
    async with line_to(functools.partial(asyncio.open_unix_connection, socket)) as line:
        by_line = f"postgresql://khabar@127.0.0.1:{line.port}{urlsplit(address.secret).path}"
        database = await PostgresqlDatabase.open(by_line, answers_within=timedelta(seconds=3))
        was_cut = False
        try:
            with pytest.raises(DatabaseUnreachable, match="no answer in time"):
                async with asyncio.timeout(60), database.transaction() as connection:
                    await connection.execute("insert into key_value values ('a', '1')")
                    line.cut()
                    was_cut = True
                    await connection.execute("insert into key_value values ('b', '1')")
            line.mend()
            assert was_cut
            async with asyncio.timeout(60), database.reading() as connection:
                assert await connection.execute_fetchall("select name from key_value") == []
        finally:
            await database.close()


async def test_a_nul_letter_is_left_out(database: Database) -> None:
    """PostgreSQL can't hold it; what stands around it is kept."""
    store = Store(database)
    await store.key_value.put("a\0b", "c\0d")
    assert await store.key_value.get("ab") == "cd"
    assert await store.articles.known(["x\0y", "\\u0000"]) == set()


async def test_two_workers_never_claim_the_same_row(database: Database, other: Database) -> None:
    """Each row goes to one of them, and each record counts once."""
    for telegram_id in range(40):
        await add_chat(database, telegram_id + 1)
    await add_article(database, 1)
    stores = [Store(database), Store(other)]
    claims = await asyncio.gather(
        *(stores[turn % 2].outbox.claim(7, NOW, LEASE) for turn in range(10))
    )
    ids = [one.id for claimed in claims for one in claimed]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 40
    await asyncio.gather(
        *(stores[at % 2].outbox.record([Sent(one, 5, False)], NOW) for at, one in enumerate(ids))
    )
    assert await rows_by_state(database) == {"sent": 40}


async def test_the_order_of_a_chat_holds_with_two_workers(
    database: Database, other: Database
) -> None:
    """Articles addressed at once by two instances: one row of a chat is claimable at a time."""
    await add_chat(database, 1)
    await asyncio.gather(
        *(add_article([database, other][number % 2], number) for number in range(1, 13))
    )
    stores = [Store(database), Store(other)]
    order = []
    for turn in range(12):
        both = await asyncio.gather(*(one.outbox.claim(5, NOW, LEASE) for one in stores))
        [delivery] = [*both[0], *both[1]]
        order.append(delivery.id)
        await stores[turn % 2].outbox.record([Sent(delivery.id, 5, False)], NOW)
    assert order == sorted(order)


async def test_a_chat_that_starts_twice_at_once_is_one_chat(
    database: Database, other: Database
) -> None:
    """Two instances got a START of the same person."""
    stores = [Store(database), Store(other)]
    added = await asyncio.gather(
        *(
            stores[at % 2].chats.add(
                7,
                kind=ChatKind.PRIVATE,
                title="قارئة",
                language="ar",
                zone_name="Asia/Damascus",
                now=NOW,
            )
            for at in range(8)
        )
    )
    assert len({one.chat.id for one in added}) == 1
    spent = await asyncio.gather(
        *(stores[at % 2].key_value.spend("calls", period="today", at_most=5) for at in range(16))
    )
    assert sum(spent) == 5


async def test_a_frozen_transaction_holds_others_up_for_a_bounded_time(
    address: PostgresqlAddress, database: Database
) -> None:
    """The server ends it; here after a second instead of ten."""
    async with asyncio.timeout(60):
        frozen = await connect(address.secret)
        await frozen.execute("set idle_in_transaction_session_timeout = '1s'")
        await frozen.execute(f"begin; select pg_advisory_xact_lock({TURN})")
        async with database.transaction() as connection:
            rows = await connection.execute_fetchall("select 1 as one")
        assert [row["one"] for row in rows] == [1]
        await frozen.close()


async def test_no_table_is_read_whole_for_each_row_because_it_was_empty_before(
    database: Database,
) -> None:
    """The server plans by what it has counted: here an outbox that held nothing."""
    async with database.transaction() as connection:
        await connection.execute(
            """
            insert into chats (telegram_id, kind, joined)
            select one.i, 'private', 0
            from generate_series(1, 3000) as one (i)
            """
        )
    async with database.transaction() as connection:
        await connection.execute("analyze")
    async with database.transaction() as connection:
        await insert_article(connection, 1, title="حديقة")
        added = await Outbox(database).address(
            connection, 1, breaking=False, not_before=NOW, now=NOW
        )
        # The mark has one row, and is read once by each connection.
        read_whole = await connection.execute_fetchall(
            """
            select relname
            from pg_stat_xact_user_tables
            where seq_tup_read > 0
            and relname <> 'khabar_schema'
            """
        )
    assert added == 3000
    assert [row["relname"] for row in read_whole] == []
