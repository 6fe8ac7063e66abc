"""Work of many statements that runs where its connection does."""

import asyncio
import threading

import pytest

from storage.engine.database import Connection, Database
from storage.engine.sqlite.database import SqliteDatabase
from storage.errors import StorageError

PATIENCE_SECONDS = 40


async def sum_of_two(connection: Connection) -> int:
    rows = [
        await connection.execute_fetchall("select value from each_number(?)", (f"[{number}]",))
        for number in (3, 4)
    ]
    return sum(int(row["value"]) for [row] in rows)


async def test_its_result_is_that_of_the_work(database: Database) -> None:
    """Also of work within such work."""
    async with database.reading() as connection:
        assert await connection.at_once(sum_of_two) == 7
        assert await connection.at_once(lambda inner: inner.at_once(sum_of_two)) == 7


async def test_a_fault_of_a_statement_is_the_projects_own(database: Database) -> None:
    """And the connection can be used afterwards."""

    async def ask_nothing(connection: Connection) -> None:
        await connection.execute_fetchall("select one from nowhere")

    with pytest.raises(StorageError, match="nowhere"):
        async with database.reading() as connection:
            await connection.at_once(ask_nothing)
    async with database.reading() as connection:
        assert await connection.at_once(sum_of_two) == 7


@pytest.mark.sqlite
async def test_the_loop_goes_on_meanwhile(database: Database) -> None:
    """What is on the loop lets the work end."""
    opened = threading.Event()

    async def wait_for_the_loop(connection: Connection) -> bool:
        await connection.execute_fetchall("select 1")
        return opened.wait(PATIENCE_SECONDS)

    async with database.reading() as connection:
        asyncio.get_running_loop().call_soon(opened.set)
        assert await connection.at_once(wait_for_the_loop)


@pytest.mark.sqlite
async def test_work_that_waits_for_something_else_is_refused(database: Database) -> None:
    """In the thread there is no loop that could wake it."""

    async def sleep(_: Connection) -> None:
        await asyncio.sleep(0)

    async with database.reading() as connection:
        with pytest.raises(RuntimeError, match="nothing but its connection"):
            await connection.at_once(sleep)
        assert await connection.at_once(sum_of_two) == 7


@pytest.mark.sqlite
async def test_work_that_nobody_waits_for_ends_at_its_next_statement(database: Database) -> None:
    """Whoever is lent the connection next doesn't wait for the rest of it."""
    assert isinstance(database, SqliteDatabase)
    reached, opened = threading.Event(), threading.Event()
    statements: list[str] = []

    async def ask_twice(connection: Connection) -> None:
        await connection.execute_fetchall("select 'first'")
        reached.set()
        opened.wait(PATIENCE_SECONDS)
        await connection.execute_fetchall("select 'second'")

    async with database.reading() as connection:
        for one in database.connections:
            await one.inner.set_trace_callback(statements.append)
        asking = asyncio.create_task(connection.at_once(ask_twice))
        try:
            assert await asyncio.to_thread(reached.wait, PATIENCE_SECONDS)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        finally:
            opened.set()
        await connection.execute_fetchall("select 'another'")
    assert statements == ["select 'first'", "select 'another'"]


@pytest.mark.sqlite
async def test_work_that_nobody_waits_for_when_its_turn_comes_asks_nothing(
    database: Database,
) -> None:
    """It was given up while a statement of somebody who gave up before it was under way."""
    assert isinstance(database, SqliteDatabase)
    reached, opened = threading.Event(), threading.Event()
    statements: list[str] = []

    def note(statement: str) -> None:
        statements.append(statement)
        if "first" in statement:
            reached.set()
            opened.wait(PATIENCE_SECONDS)

    async def ask_behind_it(connection: Connection) -> None:
        await connection.execute_fetchall("select 'behind it'")

    async with database.reading() as connection:
        for one in database.connections:
            await one.inner.set_trace_callback(note)
        under_way = asyncio.create_task(connection.execute_fetchall("select 'first'"))
        try:
            assert await asyncio.to_thread(reached.wait, PATIENCE_SECONDS)
            waiting = asyncio.create_task(connection.at_once(ask_behind_it))
            # It asks for its turn before it is given up.
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        finally:
            opened.set()
        await under_way
        await connection.execute_fetchall("select 'another'")
    assert statements == ["select 'first'", "select 'another'"]
