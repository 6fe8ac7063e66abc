"""An instance on PostgreSQL that may work no longer on its database ends with the reason."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.composition.hand_over import Reach
from bot.composition.leadership import role_of
from bot.composition.stop_reason import raise_stop_reason
from bot.vital_signs import Contact
from storage.engine.address import PostgresqlAddress
from storage.engine.move_mark import MoveMark, Side, set_mark
from storage.errors import DatabaseMoved
from storage.store import Store
from tests.databases import address_of, migrated
from tests.storage.sessions import without_sessions
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.postgresql

NAME = "machine:1:abc"
MOVED = replace(MoveMark("12", Side.SOURCE, "postgresql://new.example/khabar"), done=True)


async def reached() -> bool:
    return True


async def test_who_was_cut_off_while_the_database_was_moved_stops_when_it_is_back(
    tmp_path: Path,
) -> None:
    """Nobody lives on the old one any more: it would lead there, and send everything again."""
    database = await migrated(tmp_path / "khabar.db")
    address = address_of(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    stop = asyncio.Event()
    telegram = Reach(Contact(600.0, lambda: 0.0), reached)
    try:
        with (
            pytest.raises(DatabaseMoved, match="was moved to"),
            raise_stop_reason(stop) as reason,
        ):
            async with role_of(address, Store(database), NAME, telegram, reason) as role:
                assert role.lead.leading
                async with database.transaction() as connection:
                    await set_mark(connection, MOVED)
                await without_sessions(address, NAME)
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await stop.wait()
    finally:
        await database.close()
