"""A stage of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.offstage import offstage
from tests.handlers.stage import Stage, on_stage

__all__ = ["offstage"]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(tmp_path / "khabar.db") as built:
        yield built
