"""A task cancelled at any await of a transaction leaves the writer to the next one, clean."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from storage.engine.database import Database
from storage.engine.sqlite.database import SqliteDatabase

# Longer than anything here takes; a writer that is stuck fails the test instead of hanging it.
PATIENCE_SECONDS = 40


class Gate:
    """Stops SQLite's thread at a statement until the test lets it go on."""

    def __init__(self, statement: str) -> None:
        self._statement = statement
        self.armed = False
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, statement: str) -> None:
        if self.armed and statement.lower().startswith(self._statement):
            self.reached.set()
            self.opened.wait(PATIENCE_SECONDS)


@pytest.fixture
def gate(statement: str) -> Iterator[Gate]:
    """Opened at the end, whatever the test did: the thread must be able to end."""
    built = Gate(statement)
    yield built
    built.opened.set()


async def write_two(database: Database, *, then: Exception | None = None) -> None:
    """Two rows, or none."""
    async with database.transaction() as connection:
        await connection.execute("insert into key_value values ('a', '1')")
        await connection.execute("insert into key_value values ('b', '2')")
        if then is not None:
            raise then


async def names(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select name from key_value order by name")
    return [row["name"] for row in rows]


async def write_another(database: Database) -> None:
    """What fails for ever after where a transaction was left open."""
    async with asyncio.timeout(PATIENCE_SECONDS), database.transaction() as connection:
        await connection.execute("insert into key_value values ('c', '3')")


@pytest.mark.sqlite
@pytest.mark.parametrize("cancellations", [1, 2])
@pytest.mark.parametrize(
    ("statement", "kept"),
    [
        ("begin", []),
        ("insert", []),
        ("commit", ["a", "b"]),
        ("rollback", []),
    ],
)
async def test_cancelled_while_a_statement_runs(
    database: Database, gate: Gate, statement: str, kept: list[str], cancellations: int
) -> None:
    """The statement goes on in its thread; the transaction is over all the same."""
    assert isinstance(database, SqliteDatabase)
    await database.writer.inner.set_trace_callback(gate)
    gate.armed = True
    failure = ValueError("to be rolled back") if statement == "rollback" else None
    task = asyncio.create_task(write_two(database, then=failure))
    assert await asyncio.to_thread(gate.reached.wait, PATIENCE_SECONDS)
    for _ in range(cancellations):
        task.cancel()
        await asyncio.sleep(0.01)
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(database) == kept
    await write_another(database)
    assert await names(database) == [*kept, "c"]


async def test_cancelled_while_it_waits_for_its_turn(database: Database) -> None:
    """It has written nothing, and takes nobody's turn."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with database.transaction():
            begun.set()
            await over.wait()

    holding = asyncio.create_task(hold())
    await begun.wait()
    waiting = asyncio.create_task(write_another(database))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    over.set()
    await holding
    assert await names(database) == []
    await write_another(database)


@pytest.mark.parametrize("turns", range(40))
async def test_cancelled_after_any_number_of_turns_of_the_loop(
    database: Database, turns: int
) -> None:
    """Both rows or none, and the next writer writes."""
    task = asyncio.create_task(write_two(database))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert await names(database) in ([], ["a", "b"])
    await write_another(database)


async def test_an_expired_time_limit_is_still_a_time_out(database: Database) -> None:
    """The cancellation of `asyncio.timeout` arrives as what it is."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), database.transaction() as connection:
            await connection.execute("insert into key_value values ('a', '1')")
            await asyncio.sleep(PATIENCE_SECONDS)
    assert await names(database) == []
    await write_another(database)


async def test_a_transaction_inside_a_transaction_is_refused(database: Database) -> None:
    """It would wait for itself for ever; the outer one is still whole."""
    async with database.transaction() as connection:
        with pytest.raises(RuntimeError, match="inside transaction"):
            await write_another(database)
        await connection.execute("insert into key_value values ('a', '1')")
    assert await names(database) == ["a"]


async def test_a_task_that_a_transaction_waits_for_cannot_begin_another(
    database: Database,
) -> None:
    """The same wait, with a task between."""
    async with database.transaction():
        with pytest.raises(RuntimeError, match="inside transaction"):
            await asyncio.gather(write_another(database))


async def test_a_reader_inside_a_reader_is_refused(database: Database) -> None:
    """As many such tasks as there are readers would wait for each other."""
    async with database.reading():
        with pytest.raises(RuntimeError, match="inside reading"):
            await names(database)
    assert await names(database) == []


async def test_a_task_begun_in_a_transaction_may_write_after_it(database: Database) -> None:
    """Only what is still open stands in the way."""
    over = asyncio.Event()

    async def write_later() -> None:
        await over.wait()
        await write_another(database)

    async with database.transaction():
        later = asyncio.create_task(write_later())
    over.set()
    await later
    assert await names(database) == ["c"]


async def test_a_transaction_may_read_what_is_committed(database: Database) -> None:
    """Readers see the state before it."""
    async with database.transaction() as connection:
        await connection.execute("insert into key_value values ('a', '1')")
        assert await names(database) == []
