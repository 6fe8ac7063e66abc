"""Opens a PostgreSQL database: pools of connections, and transactions that take turns."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Connection, Database, Engine, to_its_end
from storage.engine.migrations import Migration, all_migrations, newer
from storage.engine.postgresql.connection import PostgresqlConnection, answered
from storage.engine.postgresql.errors import translated
from storage.engine.postgresql.migrations import migrate, settled_mark, updating_session
from storage.engine.postgresql.moved import refuse_session
from storage.engine.postgresql.server import (
    ANSWERED_WITHIN,
    ServerConnection,
    check_server,
    check_sessions,
    complete_address,
    connect,
)
from storage.engine.postgresql.session_settings import CONNECT_WITHIN, set_up
from storage.errors import DatabaseFromFuture, DatabaseUnreachable, StorageError

READERS = 4
# One holds the turn of this process; the others serve transactions that need none.
WRITERS = 3
# For a free connection of the pool, or for one that is made anew after the server was away.
LENT_WITHIN = timedelta(seconds=15)
# Past it the pool tries anew for whoever asks next: its pauses double, and after a long absence of
# the server they would be as long again.
RECONNECT_WITHIN = timedelta(seconds=4)
# Names the turn of the transactions among the advisory locks of the database: "Khbr", 1.
TURN = 0x4B686272_0001
_BEGIN_ALONE = f"begin; select pg_advisory_xact_lock({TURN})"
_BEGIN = "begin"


class PostgresqlDatabase(Database):
    """Transactions that take turns in all processes, some that need none, and readers.

    Most operations were written for one writer, and have it: a transaction begins by taking an
    advisory lock that its end gives back. Those that are safe beside others say so
    (`alone=False`), and hold what they change by locks on rows.

    A connection is used once the schema was seen by it to be none of a newer version, and the
    database not to be moved.
    """

    def __init__(
        self,
        address: str,
        migrations: Sequence[Migration],
        *,
        readers: int,
        instance: str,
        moving: bool,
        answers_within: timedelta,
    ) -> None:
        self.address = address
        self._migrations = migrations
        self._moving = moving
        self._within = answers_within
        self._writers = self._pool(WRITERS, read_only=False, instance=instance)
        self._readers = self._pool(readers, read_only=True, instance=instance)
        self._turn = asyncio.Lock()
        # Their numbers at the server.
        self._sessions: WeakKeyDictionary[ServerConnection, int] = WeakKeyDictionary()
        self._checked: WeakSet[ServerConnection] = WeakSet()

    def _pool(
        self, size: int, *, read_only: bool, instance: str
    ) -> AsyncConnectionPool[ServerConnection]:
        return AsyncConnectionPool(
            complete_address(self.address, instance=instance),
            connection_class=AsyncConnection,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=size,
            timeout=LENT_WITHIN.total_seconds(),
            configure=functools.partial(self._set_up, read_only=read_only),
            check=_check,
            reconnect_timeout=RECONNECT_WITHIN.total_seconds(),
            open=False,
            name=f"khabar {'readers' if read_only else 'writers'}",
        )

    async def _set_up(self, connection: ServerConnection, *, read_only: bool) -> None:
        try:
            self._sessions[connection] = await set_up(connection, read_only=read_only)
        except BaseException:
            # The pool takes none that is not set up, and would leave it open.
            await to_its_end(connection.close())
            raise

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        readers: int = READERS,
        instance: str = "",
        moving: bool = False,
        migrations: Sequence[Migration] | None = None,
        answers_within: timedelta = ANSWERED_WITHIN,
    ) -> "PostgresqlDatabase":
        """Connect to the database. It holds no tables before `migrate` was called.

        Args:
            address: as libpq takes it.
            readers: how many statements may read at once.
            instance: whose name the connections bear, if one is given.
            moving: it is to be moved, or moved into, and is used all the same.
            migrations: those of this version, unless others are given.
            answers_within: a connection by which a statement gets no answer in this time is lost.

        Raises:
            StorageError: it can't be reached or used; the sentence says why.
        """
        first = await connect(address)
        try:
            check_server(
                first.info.server_version, first.info.parameter_status("server_encoding") or ""
            )
        finally:
            await first.close()
        database = cls(
            address,
            migrations or all_migrations(Engine.POSTGRESQL),
            readers=readers,
            instance=instance,
            moving=moving,
            answers_within=answers_within,
        )
        try:
            for pool in (database._writers, database._readers):
                await pool.open(wait=True, timeout=CONNECT_WITHIN.total_seconds())
            check_sessions(database._sessions.values())
        except BaseException as error:
            try:
                if isinstance(error, PoolTimeout):
                    # It does not tell why, as one more connection does: by a limit, say.
                    await (await connect(address)).close()
            finally:
                await database.close()
            if isinstance(error, (psycopg.Error, PoolTimeout)):
                raise translated(error) from None
            raise
        return database

    @contextlib.asynccontextmanager
    async def transaction(self, *, alone: bool = True) -> AsyncIterator[Connection]:
        """Lend a writer inside a transaction, which sees what is committed at each statement."""
        turn = self._turn if alone else contextlib.nullcontext()
        with self._held("transaction"):
            async with turn, self._lent(self._writers) as connection:
                try:
                    # Both statements in one round trip; the lock comes before any snapshot.
                    async with answered(self._within):
                        await connection.execute(_BEGIN_ALONE if alone else _BEGIN)
                    yield PostgresqlConnection(connection, within=self._within)
                    await to_its_end(self._commit(connection))
                except BaseException:
                    await _roll_back(connection)
                    raise

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Lend a reader; each of its statements sees what is committed then."""
        with self._held("reading"):
            async with self._lent(self._readers) as connection:
                yield PostgresqlConnection(connection, within=self._within, reading=True)

    @contextlib.asynccontextmanager
    async def _lent(
        self, pool: AsyncConnectionPool[ServerConnection]
    ) -> AsyncIterator[ServerConnection]:
        """A connection that works; psycopg's errors are translated."""
        try:
            connection = await pool.getconn()
            try:
                await self._check_schema(connection)
                yield connection
            except errors.ReadOnlySqlTransaction:
                # The next connection may be to another server of the cluster.
                await to_its_end(connection.close())
                raise
            finally:
                # A statement whose cancellation the server did not confirm makes it useless.
                if connection.info.transaction_status is TransactionStatus.ACTIVE:
                    await to_its_end(connection.close())
                await to_its_end(pool.putconn(connection))
        except (psycopg.Error, PoolTimeout) as error:
            raise translated(error) from error

    async def _commit(self, connection: ServerConnection) -> None:
        """Commit, unless a statement has failed: the server would roll back without a word."""
        if connection.info.transaction_status is TransactionStatus.INERROR:
            raise StorageError("a statement of the transaction had failed")
        async with answered(self._within):
            await connection.commit()

    async def _check_schema(self, connection: ServerConnection) -> None:
        """Look at the schema and for a move by a connection that is new; wait for a migration."""
        if connection in self._checked:
            return
        known = PostgresqlConnection(connection, within=self._within)
        schema, newest = await settled_mark(known), self.schema
        if schema > newest:
            raise DatabaseFromFuture(newer(schema, newest))
        if schema == newest:
            if not self._moving:
                await refuse_session(known, str(PostgresqlAddress(self.address)))
            self._checked.add(connection)

    @property
    def schema(self) -> int:
        """The number of the schema that this version works on."""
        return self._migrations[-1].version

    async def migrate(self) -> list[str]:
        """Apply what is missing, each file in a transaction; other processes wait meanwhile."""
        async with updating_session(self.address) as session:
            own = [number for one, number in self._sessions.items() if not one.closed]
            return await migrate(session, self._migrations, spared=own)

    async def fold_log(self) -> None:
        """Nothing: the server overwrites by itself what was deleted, in its own time."""

    async def save(self, target: Path) -> None:
        """Refuse: the server's own tools do that."""
        raise StorageError(f"{target} is not written: pg_dump copies this database")

    async def close(self) -> None:
        """Close every connection."""
        for pool in (self._readers, self._writers):
            await to_its_end(pool.close(timeout=CONNECT_WITHIN.total_seconds()))


async def _check(connection: ServerConnection) -> None:
    """Ask whether a connection that is to be lent still works."""
    async with answered(CONNECT_WITHIN):
        await AsyncConnectionPool.check_connection(connection)


async def _roll_back(connection: ServerConnection) -> None:
    """End the transaction, if one is open; an error of that must not hide why it was called."""
    with contextlib.suppress(psycopg.Error, DatabaseUnreachable):
        if connection.info.transaction_status is TransactionStatus.ACTIVE:
            await to_its_end(connection.close())
        else:
            await to_its_end(_answered_rollback(connection))


async def _answered_rollback(connection: ServerConnection) -> None:
    async with answered(CONNECT_WITHIN):
        await connection.rollback()
