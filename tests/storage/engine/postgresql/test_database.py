"""A server that ends a session or takes its time; and two instances at once."""

import asyncio
import contextlib
import functools
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.engine.postgresql.database import TURN, PostgresqlDatabase
from storage.engine.postgresql.server import connect
from storage.engine.running import running_on
from storage.errors import (
    AlreadyRunning,
    DatabaseUnreachable,
)
from storage.models import ChatKind
from storage.outbox import Outbox, Sent
from storage.store import Store
from tests import postgresql
from tests.databases import address_of
from tests.end_to_end.line import line_to
from tests.outbox_counts import rows_by_state
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat
from tests.stored_articles import insert_article

pytestmark = pytest.mark.postgresql


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
    socket = Path(os.environ[postgresql.SERVER], ".s.PGSQL.5432")
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
    assert len({one.id for one in added}) == 1
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


async def test_each_text_compares_by_its_bytes_whichever_migration_added_it(
    database: Database,
) -> None:
    """As on SQLite; by the server's language equal texts would be ordered otherwise there."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            """
            select table_name, column_name
            from information_schema.columns
            where table_schema = current_schema()
            and data_type in ('text', 'character varying')
            and collation_name is distinct from 'C'
            order by table_name, column_name
            """
        )
    assert [(row["table_name"], row["column_name"]) for row in rows] == []
