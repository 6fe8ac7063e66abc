"""Speaks the shared SQL on one connection of psycopg."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.adapt import Loader
from psycopg.rows import RowMaker
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

from storage.engine.database import Connection, Engine, Parameters
from storage.engine.postgresql.dialect import dialect, ordered
from storage.errors import DatabaseUnreachable

T = TypeVar("T")
# Statements that a connection keeps prepared; the whole of Khabar has some three hundred.
PREPARED = 400
# How a session that reads plans: a plan that fits every value may fit the rare ones badly.
READERS_PLANS = "force_custom_plan"
# The sessions that plan for any values since somebody asked for it, and how they did before.
_PLANNED_BEFORE: WeakKeyDictionary[AsyncConnection[Any], str] = WeakKeyDictionary()
# What the address names itself stays.
_FOR_ANY_VALUES = """
    select
        current_setting('plan_cache_mode'),
        set_config(
            'plan_cache_mode',
            case current_setting('plan_cache_mode')
                when $1 then 'force_generic_plan'
                else current_setting('plan_cache_mode')
            end,
            false
        )
    """
_READS_TEXTS = ("each_text(", "each_pair(")


class PostgresqlRow:
    """One row of an answer, as SQLite's are read: by name or by position."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: dict[str, int], values: Sequence[Any]) -> None:
        self._places = places
        self._values = values

    def __getitem__(self, column: str | int, /) -> Any:
        return self._values[self._places[column] if isinstance(column, str) else column]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self._places)


def _row_maker(cursor: Any) -> RowMaker[PostgresqlRow]:
    places = {column.name: at for at, column in enumerate(cursor.description or ())}
    return lambda values: PostgresqlRow(places, values)


class _WholeNumber(Loader):
    """Sums of whole numbers are `numeric` to PostgreSQL; the schema has no fractions."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float:
        digits = bytes(data)
        return float(digits) if b"." in digits else int(digits)


def prepare(connection: AsyncConnection[Any]) -> None:
    """Set up a new connection: types, rows, prepared statements.

    Every number is sent as `bigint` and every text as `text`: a statement is prepared once, not
    once for each size of number.
    """
    adapters = connection.adapters
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(str, StrDumper)
    adapters.register_loader("numeric", _WholeNumber)
    connection.cursor_factory = AsyncRawCursor
    connection.row_factory = _row_maker
    connection.prepared_max = PREPARED


@contextlib.asynccontextmanager
async def answered(within: timedelta | None) -> AsyncIterator[None]:
    """Wait no longer for the answer of a server, if there is a bound.

    Something between may hold the connection and pass nothing on, which the network never tells.

    Raises:
        DatabaseUnreachable: there was none in time; the connection is of no use any more.
    """
    try:
        async with asyncio.timeout(None if within is None else within.total_seconds()):
            yield
    except TimeoutError:
        raise DatabaseUnreachable("the database gave no answer in time") from None


class PostgresqlConnection:
    """A connection of the pool that understands the shared SQL.

    Args:
        connection: of psycopg.
        within: for how long each statement is waited for; None for as long as it takes.
        reading: it is one of the readers, outside of transactions.
    """

    engine = Engine.POSTGRESQL

    def __init__(
        self,
        connection: AsyncConnection[Any],
        *,
        within: timedelta | None = None,
        reading: bool = False,
    ) -> None:
        self.inner = connection
        self._within = within
        self._reading = reading
        self._for_any_values = False

    async def execute(self, sql: str, parameters: Parameters = (), /) -> AsyncRawCursor[Any]:
        """Run a statement."""
        if self._for_any_values != (self.inner in _PLANNED_BEFORE):
            await self._set_plans()
        statement, names = dialect(sql)
        values = ordered(names, parameters, lists=any(word in sql for word in _READS_TEXTS))
        cursor = AsyncRawCursor(self.inner)
        async with answered(self._within):
            await cursor.execute(statement, values)
        return cursor

    async def execute_fetchall(
        self, sql: str, parameters: Parameters = (), /
    ) -> Sequence[PostgresqlRow]:
        """Run a statement and return all rows of its answer."""
        cursor = await self.execute(sql, parameters)
        return await cursor.fetchall()

    async def executemany(
        self, sql: str, parameters: Iterable[Parameters], /
    ) -> AsyncRawCursor[Any]:
        """Run a statement once for each set of parameters, in one round trip."""
        statement, names = dialect(sql)
        lists = any(word in sql for word in _READS_TEXTS)
        cursor = AsyncRawCursor(self.inner)
        values = [ordered(names, one, lists=lists) for one in parameters]
        async with answered(self._within):
            await cursor.executemany(statement, values)
        return cursor

    def plan_for_any_values(self) -> None:
        """Have what follows planned once, and not anew for the values of each time.

        Whoever is lent the connection next finds it as it was. A writer's plans stay as they are.
        """
        self._for_any_values = self._reading

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        """Do the work: each of its statements goes to the server and back."""
        return await work(self)

    async def _set_plans(self) -> None:
        """Set how the session plans: the loan before may have left it otherwise."""
        cursor = AsyncRawCursor(self.inner)
        async with answered(self._within):
            if self._for_any_values:
                # Noted before: what is cut off may have been done.
                _PLANNED_BEFORE[self.inner] = READERS_PLANS
                await cursor.execute(_FOR_ANY_VALUES, [READERS_PLANS])
                for row in await cursor.fetchall():
                    _PLANNED_BEFORE[self.inner] = str(row[0])
            else:
                before = [_PLANNED_BEFORE[self.inner]]
                await cursor.execute("select set_config('plan_cache_mode', $1, false)", before)
                del _PLANNED_BEFORE[self.inner]

    async def unbounded(self) -> None:
        """Let what follows in the transaction take as long as it takes."""
        await self.execute("set local statement_timeout = 0")
        self._within = None
