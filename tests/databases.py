"""Databases that are made once in a process and copied for each test, on the engine of the run."""

import asyncio
import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiosqlite
import psycopg

from storage.engine.address import DatabaseAddress, PostgresqlAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import newest_schema
from storage.engine.opening import open_database
from tests import engines, postgresql

_templates: dict[str, bytes] = {}
# What stands on PostgreSQL for files of tests, and what is to be filled into files made next.
_made: set[str] = set()
_template_names: set[str] = set()
# Bots ask for locks on tables while they migrate, maybe in the very loop that looks.
_LOOKS_WITHIN = "-c lock_timeout=5s"


def address_of(path: Path) -> DatabaseAddress:
    """The database that a test has at a path: that file, or one on PostgreSQL in its place."""
    if engines.engine() is Engine.SQLITE:
        return path
    server, name = os.environ[postgresql.SERVER], postgresql.name_of(path)
    if name not in _made:
        postgresql.create_database(server, name)
        _made.add(name)
    return PostgresqlAddress(postgresql.address(server, name))


def prepared(path: Path) -> DatabaseAddress:
    """As `address_of`; a new one with all tables, which take long to make, and no rows."""
    if not _exists(path):
        if engines.engine() is Engine.POSTGRESQL:
            _newest_on_postgresql(path)
        else:
            # The caller may stand in a running loop.
            with ThreadPoolExecutor(1) as thread:
                thread.submit(asyncio.run, copy(path, "empty", _newest)).result()
    return address_of(path)


def setting_of(path: Path) -> str:
    """As `prepared`, as the setting DATABASE has it."""
    address = prepared(path)
    return address.secret if isinstance(address, PostgresqlAddress) else str(address)


def duplicate(path: Path, other: Path) -> None:
    """Put a copy of the database at a path, which nobody uses, at another one."""
    if engines.engine() is Engine.SQLITE:
        with contextlib.closing(sqlite3.connect(path)) as whole:
            other.write_bytes(whole.serialize())
        return
    name = postgresql.name_of(other)
    postgresql.create_database(
        os.environ[postgresql.SERVER], name, template=postgresql.name_of(path)
    )
    _made.add(name)


def _newest_on_postgresql(path: Path) -> None:
    server, name = os.environ[postgresql.SERVER], postgresql.name_of(path)
    postgresql.create_database(server, name, template=postgresql.template(server, _migrate))
    _made.add(name)


def _migrate(address: str) -> None:
    async def work() -> None:
        database = await open_database(PostgresqlAddress(address))
        await database.migrate()
        await database.close()

    asyncio.run(work())


async def copy(path: Path, name: str, make: Callable[[Path], Awaitable[Database]]) -> None:
    """Put a copy of the database that `make` fills at a path; `name` says which it is."""
    if engines.engine() is Engine.POSTGRESQL:
        await _copy_on_postgresql(path, name, make)
        return
    if name not in _templates:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder, "khabar.db")
            database = await make(first)
            await database.close()
            # Also of what the file's WAL may still hold.
            with contextlib.closing(sqlite3.connect(first)) as whole:
                _templates[name] = whole.serialize()
    path.write_bytes(_templates[name])


async def _copy_on_postgresql(
    path: Path, name: str, make: Callable[[Path], Awaitable[Database]]
) -> None:
    server, first = os.environ[postgresql.SERVER], Path(f"{os.getpid()} {name}")
    template = postgresql.name_of(first)
    if template not in _template_names:
        _template_names.add(template)
        database = await make(first)
        await database.close()
        # It stays for other tests.
        _made.discard(template)
    made = postgresql.name_of(path)
    if made in _made:
        raise RuntimeError(f"{path} has a database already")
    postgresql.create_database(server, made, template=template)
    _made.add(made)


async def _newest(path: Path) -> Database:
    database = await open_database(address_of(path))
    await database.migrate()
    return database


def _exists(path: Path) -> bool:
    if engines.engine() is Engine.SQLITE:
        return path.exists()
    return postgresql.name_of(path) in _made


async def migrated(path: Path, *, readers: int | None = None) -> Database:
    """The database at a path, empty where there was none; whoever opened it closes it."""
    if engines.engine() is Engine.POSTGRESQL:
        return await open_database(prepared(path), readers=readers)
    if not _exists(path):
        await copy(path, "empty", _newest)
    return await open_database(path, readers=readers)


def look(database: DatabaseAddress, sql: str) -> list[tuple[Any, ...]]:
    """A look into the bot's database from outside."""
    address = address_of(database) if isinstance(database, Path) else database
    if isinstance(address, PostgresqlAddress):
        with psycopg.connect(address.secret, options=_LOOKS_WITHIN) as server:
            return server.execute(sql).fetchall()
    with contextlib.closing(sqlite3.connect(f"file:{address}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


async def as_if(at: DatabaseAddress, sql: str) -> None:
    """What only time would bring about.

    Waiting for the lock on the loop would keep the bot from ending the transaction that holds it.
    """
    database = address_of(at) if isinstance(at, Path) else at
    if isinstance(database, PostgresqlAddress):
        async with await psycopg.AsyncConnection.connect(database.secret) as server:
            await server.execute(sql)
        return
    async with aiosqlite.connect(database, timeout=60) as connection:
        await connection.execute(sql)
        await connection.commit()


async def as_if_older(at: DatabaseAddress) -> int:
    """Number the schema as the version before would, and return the number."""
    on_server = isinstance(at, PostgresqlAddress)
    older = newest_schema(Engine.POSTGRESQL if on_server else Engine.SQLITE) - 1
    lowered = "update khabar_schema set version =" if on_server else "pragma user_version ="
    await as_if(at, f"{lowered} {older}")
    return older


def schema_at(at: DatabaseAddress) -> int:
    """The number of the schema of a bot's database."""
    on_server = isinstance(at, PostgresqlAddress)
    asked = "select version from khabar_schema" if on_server else "pragma user_version"
    [(number,)] = look(at, asked)
    return int(number)


@contextlib.contextmanager
def dropped() -> Iterator[None]:
    """Drop what is made on PostgreSQL within the block."""
    before = set(_made)
    yield
    if made := sorted(_made - before):
        postgresql.drop_databases(os.environ[postgresql.SERVER], made)
        _made.intersection_update(before)
