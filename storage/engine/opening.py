"""Opens the database that an address names, with the engine that it belongs to."""

from pathlib import Path
from types import ModuleType

from storage.engine.address import DatabaseAddress
from storage.engine.database import Database
from storage.engine.sqlite.database import SqliteDatabase
from storage.errors import StorageError


async def open_database(
    address: DatabaseAddress,
    *,
    readers: int | None = None,
    instance: str = "",
    moving: bool = False,
) -> Database:
    """Open or create the database. It holds no tables before `migrate` was called.

    Args:
        address: the path of an SQLite file, which is made where there is none, or the address of
            a PostgreSQL database.
        readers: how many statements may read at once; None for as many as the engine needs.
        instance: names the connections to a server, so that another instance can end them.
        moving: it is to be moved, or moved into: a server's is used all the same.

    Raises:
        StorageError: it can't be opened, or is no database.
    """
    more = {} if readers is None else {"readers": readers}
    if isinstance(address, Path):
        return await SqliteDatabase.open(address, **more)
    opened: Database = await postgresql_engine().PostgresqlDatabase.open(
        address.secret, instance=instance, moving=moving, **more
    )
    return opened


def postgresql_engine() -> ModuleType:
    """The module that speaks to PostgreSQL.

    Raises:
        StorageError: psycopg is not installed: an extra of the package, which the lock brings.
    """
    try:
        from storage.engine.postgresql import database as postgresql  # noqa: PLC0415 - an extra
    except ImportError:
        raise StorageError(
            "DATABASE names PostgreSQL, and psycopg, which speaks to it, is not installed: "
            "`make install` installs it with everything else"
        ) from None
    return postgresql
