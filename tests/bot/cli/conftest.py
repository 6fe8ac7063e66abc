"""A folder where nothing stands yet, for tests of what commands print."""

import tempfile
from pathlib import Path

import pytest

from bot.config.settings import Settings


@pytest.fixture
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command runs where no `.env` and no database stand, and no sandbox runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)
