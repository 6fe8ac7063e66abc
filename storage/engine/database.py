"""Defines what the rest of storage sees of a database, whichever engine holds it.

SQL is written once, in the words that SQLite and PostgreSQL share. Marks of parameters are `?`,
`?1` or `:name`; JSON arrays become rows by `each_number(:numbers)`, `each_text(:texts)` (column
`value`) and `each_pair(:pairs)` (`first`, a text, and `second`, a number). Each engine replaces
what it calls by another name.
"""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Parameters = Sequence[Any] | Mapping[str, Any]


class Engine(StrEnum):
    """What holds the data."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Row(Protocol):
    """One row of an answer: its values by column name, by position, or all of them."""

    def __getitem__(self, column: str | int, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> list[str]:
        """The names of the columns."""


class Cursor(Protocol):
    """What a statement came to."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""


class Connection(Protocol):
    """A connection that was lent by a database; errors are translated where it was lent."""

    @property
    def engine(self) -> Engine:
        """What is spoken to: for the few places where the engines have no words in common."""

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Run a statement."""

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        """Run a statement and return all rows of its answer."""

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run a statement once for each set of parameters."""

    async def unbounded(self) -> None:
        """Let what follows in the transaction take as long as it takes."""

    def plan_for_any_values(self) -> None:
        """Have what follows on this loan planned once, and not anew for the values of each time.

        For many statements that are quick, and best done in one way whatever is asked.
        """

    async def at_once(self, work: "Callable[[Connection], Coroutine[Any, Any, T]]") -> T:
        """Do work of many quick statements with as little between them as the engine can.

        It may run in another thread, and awaits nothing but the connection that it is given.
        """


@dataclass(slots=True)
class _Loan:
    """A connection that is held by a task, or by the one that started it."""

    owner: "Database"
    kind: str
    current: bool = True


# Tasks inherit it: one that is awaited inside a transaction may not begin another either.
_LOANS: ContextVar[tuple[_Loan, ...]] = ContextVar("loans", default=())


async def to_its_end(work: Awaitable[object]) -> None:
    """Await the work until it is done, also when cancelled meanwhile, and cancel only then."""
    running = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        # Its error, if any, is looked at: the cancellation is what the caller must learn of.
        running.exception()
        raise cancelled
    running.result()


class Database(ABC):
    """Lends connections; every foreign exception becomes one of `storage.errors` here."""

    @abstractmethod
    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside a transaction: commit at the end, roll back on any error.

        Transactions wait for each other in the order of their coming, in all processes; with
        `alone` off only as far as the engine makes them, for operations that others can't disturb:
        a single statement, or rows that it has locked. However the block ends, also
        by a cancellation at any await, no transaction is left open. A cancellation while the commit
        runs may come after it: then the changes stay.

        Raises:
            StorageError: in place of whatever the engine raised.
            RuntimeError: this task, or the one that started it, is inside a transaction of this
                database already and would wait for itself.
        """

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a read-only connection until the end of the block; it waits for no transaction.

        Raises:
            StorageError: in place of whatever the engine raised.
            RuntimeError: this task, or the one that started it, holds a reader of this database
                already: enough such tasks at once would wait for each other for ever.
        """

    @abstractmethod
    async def migrate(self) -> list[str]:
        """Bring the schema to the newest version; return the names of the migrations applied.

        Raises:
            DatabaseForeign: another program made it, or a version before the first release.
            DatabaseFromFuture: a newer version of Khabar has migrated it.
            StorageError: a statement failed; it is as it was before that migration.
        """

    @abstractmethod
    async def fold_log(self) -> None:
        """Leave nothing legible of what was deleted, as far as the engine lets a program do so.

        Raises:
            StorageError: it could not be done; it will be in time.
        """

    @abstractmethod
    async def save(self, target: Path) -> None:
        """Write all that the database holds to a new file, which this user alone may read.

        Raises:
            StorageError: it can't be written, or the engine has tools of its own for that.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close every connection."""

    @contextlib.contextmanager
    def _held(self, kind: str) -> Iterator[None]:
        """Refuse a second connection of a kind to whoever holds one of that kind."""
        outer = _LOANS.get()
        if any(loan.current and loan.owner is self and loan.kind == kind for loan in outer):
            raise RuntimeError(f"{kind}() inside {kind}(): pass the connection on instead")
        loan = _Loan(self, kind)
        _LOANS.set((*outer, loan))
        try:
            yield
        finally:
            # Not reset by its token: a generator may be closed in another context than it began.
            loan.current = False
            _LOANS.set(tuple(loan for loan in _LOANS.get() if loan.current))
