"""A server and a file, between which a database is moved in either direction."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.sqlite.database import SqliteDatabase
from tests.databases import migrated


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await migrated(tmp_path / "server")
    yield opened
    await opened.close()


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await SqliteDatabase.open(tmp_path / "khabar.db")
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture(params=["to the server", "to the file"])
def sides(
    request: pytest.FixtureRequest, server: Database, file: Database
) -> tuple[Database, Database]:
    return (file, server) if request.param == "to the server" else (server, file)
