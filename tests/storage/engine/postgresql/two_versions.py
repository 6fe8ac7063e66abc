"""A database as an instance of today has it, and as one of tomorrow, with two more migrations."""

import contextlib
from collections.abc import AsyncIterator

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Engine
from storage.engine.migrations import Migration, all_migrations, newest_schema
from storage.engine.postgresql.database import PostgresqlDatabase

TODAY = newest_schema(Engine.POSTGRESQL)
TOMORROW = TODAY + 2
MORE = ("create table more (id integer)", "alter table more rename to much_more")
MIGRATIONS = (
    *all_migrations(Engine.POSTGRESQL),
    *(
        Migration(TODAY + at, f"{TODAY + at:04}_more.sql", (sql,))
        for at, sql in enumerate(MORE, start=1)
    ),
)
APPLIED = [one.name for one in MIGRATIONS[-2:]]


@contextlib.asynccontextmanager
async def opened(
    address: PostgresqlAddress, name: str, migrations: tuple[Migration, ...] | None = None
) -> AsyncIterator[PostgresqlDatabase]:
    database = await PostgresqlDatabase.open(address.secret, instance=name, migrations=migrations)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def old(address: PostgresqlAddress) -> AsyncIterator[PostgresqlDatabase]:
    """As an instance of today has it."""
    async with opened(address, "old") as database:
        yield database


@pytest.fixture
async def new(address: PostgresqlAddress) -> AsyncIterator[PostgresqlDatabase]:
    """As an instance of tomorrow has it, which has two more migrations."""
    async with opened(address, "new", MIGRATIONS) as database:
        yield database
