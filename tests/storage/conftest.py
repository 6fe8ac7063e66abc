"""A migrated database and its store for each test, on PostgreSQL as two instances have it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.store import Store
from tests.databases import address_of, migrated


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await migrated(tmp_path / "khabar.db")
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def address(tmp_path: Path, database: Database) -> PostgresqlAddress:
    """Of the test's database, which is migrated; for tests of PostgreSQL alone."""
    found = address_of(tmp_path / "khabar.db")
    assert isinstance(found, PostgresqlAddress)
    return found


@pytest.fixture
async def other(tmp_path: Path, database: Database) -> AsyncIterator[Database]:
    """The same database, as another instance has it; for tests of PostgreSQL alone."""
    opened = await migrated(tmp_path / "khabar.db")
    yield opened
    await opened.close()
