"""A migrated database in a file of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "khabar.db")
    await migrate(opened)
    yield opened
    await opened.close()
