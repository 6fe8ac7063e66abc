"""Instances on one PostgreSQL take turns at the row that shares out their messages."""

import asyncio
import itertools
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.instances.sending_pace import SendingPace, Wanted
from tests.databases import migrated

pytestmark = pytest.mark.postgresql

# So long that no machine is slower.
SLOT = 1_000_000


async def test_instances_that_ask_at_once_are_given_different_moments(
    database: Database, tmp_path: Path
) -> None:
    """Also the very first time, when there is no row."""
    other = await migrated(tmp_path / "khabar.db")
    try:
        paces = [SendingPace(database), SendingPace(other)]
        wanted = [Wanted(f"instance {at % 2}", 1, SLOT, answers=False) for at in range(8)]
        grants = await asyncio.gather(*(paces[at % 2].take(one) for at, one in enumerate(wanted)))
    finally:
        await other.close()
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall("select next, shared from sending_pace")
    # Each waits for those before it, less the time that has passed since they asked.
    waits = sorted(grant.wait for grant in grants)
    assert waits[-1] > 3 * SLOT
    assert all(later > earlier for earlier, later in itertools.pairwise(waits) if earlier)
    assert row["shared"] > 0
