"""A migrated database for tests of the inbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.databases import migrated


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = await migrated(tmp_path / "inbox.db")
    yield made
    await made.close()
