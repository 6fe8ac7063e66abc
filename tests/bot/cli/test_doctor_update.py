"""The doctor of a newer version looks at a database that the older one has left."""

from pathlib import Path

import pytest

from bot.cli.doctor import CheckState, check_database
from tests.databases import as_if_older, prepared, schema_at


async def test_what_the_next_start_does_is_told_and_not_done(tmp_path: Path) -> None:
    """There is no way back from it but a copy: whoever asks may want to make one first."""
    address = prepared(tmp_path / "khabar.db")
    assert "older" not in (await check_database(address)).words
    older = await as_if_older(address)
    found = await check_database(address)
    assert found.ok
    assert f"the next `khabar run` brings it from schema {older} to {older + 1}" in found.words
    assert schema_at(address) == older


@pytest.mark.sqlite
async def test_an_empty_database_is_not_called_sound(tmp_path: Path) -> None:
    """As a full disk leaves it, where readers were."""
    (tmp_path / "khabar.db").touch()
    found = await check_database(tmp_path / "khabar.db")
    assert found.state is CheckState.NOTE
    assert "it is empty" in found.words
