"""Wraps a database to measure how long each use of it takes, whichever engine holds it."""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType

from storage.engine.database import Connection, Database
from storage.engine.wrapped import WrappedDatabase

# Given what was lent (`read` or `write`) and for how many seconds, the wait for it included.
Observe = Callable[[str, float], None]


class _Loan(AbstractAsyncContextManager[Connection]):
    """Passes a loan on and tells how long it took; a generator would cost more than all metrics."""

    __slots__ = ("_access", "_began", "_clock", "_loan", "_observe")

    def __init__(
        self,
        access: str,
        loan: AbstractAsyncContextManager[Connection],
        observe: Observe,
        clock: Callable[[], float],
    ) -> None:
        self._access = access
        self._loan = loan
        self._observe = observe
        self._clock = clock
        self._began = 0.0

    async def __aenter__(self) -> Connection:
        self._began = self._clock()
        try:
            return await self._loan.__aenter__()
        except BaseException:
            self._end()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        try:
            return await self._loan.__aexit__(kind, error, trace)
        finally:
            self._end()

    def _end(self) -> None:
        self._observe(self._access, self._clock() - self._began)


class ObservedDatabase(WrappedDatabase):
    """Passes everything on to another database, and tells an observer how long it was lent.

    Args:
        inner: the database.
        observe: called at the end of each loan.
        clock: gives monotonic seconds.
    """

    def __init__(
        self, inner: Database, observe: Observe, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(inner)
        self._observe = observe
        self._clock = clock

    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside a transaction."""
        return _Loan("write", self._inner.transaction(alone=alone), self._observe, self._clock)

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a read-only connection."""
        return _Loan("read", self._inner.reading(), self._observe, self._clock)
