"""Moves a database: copies its tables, compares them, and says in both where everything is.

begin: the target is empty, or holds a part of this very move -> both are marked
-> tables, parents first, in pages by their keys; a page is a transaction, so that what is there
   always is the beginning of the table, and a killed move goes on behind it
-> all rows are read again on both sides and compared; where the source has changed since an
   earlier attempt, everything is copied once more
-> (the caller builds the search index)
-> finish: the source is marked as moved, then the target is open to the bot
"""

import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from storage.engine.database import Database, Engine
from storage.engine.move_mark import MoveMark, Side, is_one_move, mark_of, refusal, set_mark
from storage.engine.postgresql.instance_liveness import end_lead
from storage.engine.schema import highest_numbers, number_on
from storage.engine.sqlite.database import SqliteDatabase
from storage.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseMoved,
    DatabaseUnreachable,
    StorageError,
)
from storage.moving.comparing import TableChecksum, checksum
from storage.moving.copying import copy_table, drop_indexes, empty_table
from storage.moving.rows import count, what_is_there
from storage.moving.tables import Table, tables_of
from storage.search.rebuilding import BUILDING

# They say nothing of what was copied: the next attempt goes on behind it.
_NO_FAULT_OF_THE_COPY = (DatabaseUnreachable, DatabaseBusy, DatabaseFull, DatabaseDamaged)


@dataclass(frozen=True, slots=True)
class MoveStep:
    """How far a move is; `doing` is a verb, `done` and `total` count rows."""

    doing: str
    table: str
    done: int
    total: int


class Move:
    """One move, which may have begun in another process.

    Args:
        source: the database whose contents are moved; nothing else uses it.
        target: where they are moved to; nothing else uses it.
        source_address: as it is shown to people.
        target_address: as it is shown to people.
    """

    def __init__(
        self, source: Database, target: Database, *, source_address: str, target_address: str
    ) -> None:
        self._source = source
        self._target = target
        self._source_address = source_address
        self._target_address = target_address
        self._tables: list[Table] = []
        self._number = ""
        self._copied_before = False
        if isinstance(source, SqliteDatabase):
            source.read_any_text()
        self.checksums: dict[str, TableChecksum] = {}

    async def begin(self) -> bool:
        """Begin the move, or take it up; return whether only its end is missing.

        Raises:
            DatabaseMoved: the source was moved already, or a move into it is not complete.
            StorageError: the target holds what is not of this move, or one can't be used.
        """
        source, target = await mark_of(self._source), await mark_of(self._target)
        same = is_one_move(source, target)
        if source is not None and same:
            self._number = source.number
            self._copied_before = True
        elif reason := refusal(source):
            raise DatabaseMoved(reason)
        async with self._source.reading() as connection:
            self._tables = await tables_of(connection)
        async with self._target.reading() as connection:
            if await tables_of(connection) != self._tables:
                raise StorageError("the two databases do not have the same tables and columns")
        if not same:
            await self._refuse_nothing()
            await self._mark()
        return same and source is not None and source.done

    async def _refuse_nothing(self) -> None:
        async with self._source.reading() as connection:
            for table in self._tables:
                if await count(connection, table):
                    return
        raise StorageError(f"{self._source_address} is empty: there is nothing to move")

    async def _mark(self) -> None:
        if words := await what_is_there(self._target, self._target_address):
            raise StorageError(words)
        self._number = secrets.token_hex(8)
        mark = MoveMark(self._number, Side.SOURCE, self._target_address)
        # The source first, which its mark does not close: with a mark, a target is of a move.
        async with self._source.transaction() as connection:
            await set_mark(connection, mark)
        async with self._target.transaction() as connection:
            await set_mark(connection, replace(mark, side=Side.TARGET, other=self._source_address))

    async def copy(self) -> AsyncGenerator[MoveStep, None]:
        """Copy what is missing, and compare everything; yield how far it is.

        Raises:
            StorageError: a database can't be used, or the two differ.
        """
        try:
            async for step in self._copy_and_compare():
                yield step
        except _NO_FAULT_OF_THE_COPY:
            raise
        except StorageError:
            # What an earlier attempt has copied may differ from what the bot has done since, or be
            # in its way.
            if not self._copied_before:
                raise
            async for step in self._empty_target():
                yield step
            async for step in self._copy_and_compare():
                yield step
        for table in self._tables:
            await drop_indexes(self._target, table)
        async with self._source.reading() as connection:
            given = await highest_numbers(connection)
        async with self._target.transaction() as connection:
            await number_on(connection, given)

    async def finish(self) -> None:
        """Close the source to the bot, and open the target.

        Raises:
            StorageError: one can't be written; the same move can be taken up.
        """
        mark = MoveMark(self._number, Side.SOURCE, self._target_address, done=True)
        async with self._source.transaction() as connection:
            await set_mark(connection, mark)
            if connection.engine is Engine.POSTGRESQL:
                await end_lead(connection)
        async with self._target.transaction() as connection:
            await set_mark(connection, None)

    async def _copy_and_compare(self) -> AsyncGenerator[MoveStep, None]:
        async for step in self._copy_all():
            yield step
        different: list[str] = []
        async for step in self._compare(different):
            yield step
        if different:
            raise StorageError(
                f"{', '.join(different)} differ between {self._source_address} and "
                f"{self._target_address}: the move is not complete"
            )

    async def _copy_all(self) -> AsyncGenerator[MoveStep, None]:
        for table in self._tables:
            async for done, total in copy_table(self._source, self._target, table):
                yield MoveStep("copying", table.name, done, total)

    async def _compare(self, different: list[str]) -> AsyncGenerator[MoveStep, None]:
        """Compare all tables; add the names of those that differ."""
        for table in self._tables:
            done = 0

            def advance(rows: int) -> None:
                nonlocal done
                done += rows

            source = await checksum(self._source, table, advance)
            yield MoveStep("comparing", table.name, done, 2 * done)
            target = await checksum(self._target, table, advance)
            yield MoveStep("comparing", table.name, done, done)
            self.checksums[table.name] = source
            if source != target:
                different.append(table.name)

    async def _empty_target(self) -> AsyncGenerator[MoveStep, None]:
        for table in reversed(self._tables):
            async for done, total in empty_table(self._target, table):
                yield MoveStep("emptying", table.name, done, total)
        async with self._target.transaction() as connection:
            await connection.execute("delete from key_value where name = ?", (BUILDING,))
