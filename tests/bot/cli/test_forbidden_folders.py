"""What a command's user may not look at: passed over if nobody named it, else told in a sentence.

`runuser` leaves a command in the folder where root stood, which is mostly one of root alone.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.other_user import NOBODY, ONLY_ROOT, commands_of_another_user

pytestmark = [ONLY_ROOT, pytest.mark.sqlite]

TOKEN = f"123:{'a' * 35}"


@pytest.fixture
def forbidden(tmp_path: Path) -> Path:
    """A folder of root alone, with files in it that others could read elsewhere."""
    folder = tmp_path / "root"
    folder.mkdir(mode=0o700)
    for name in (".env", "khabar.db", "page.txt"):
        (folder / name).write_text("SITE_NAME=صدى\n", "utf-8")
        (folder / name).chmod(0o644)
    return folder


@pytest.fixture
def own() -> Iterator[Path]:
    """A folder of the other user, in one that everybody may enter."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder, "own")
        home.mkdir(mode=0o700)
        os.chown(home, NOBODY, NOBODY)
        yield home


def test_a_command_works_from_the_folder_of_somebody_else(forbidden: Path, own: Path) -> None:
    """It reads neither the settings there, nor ends at them."""
    database = {"DATABASE": str(own / "khabar.db")}
    commands = [
        (["doctor", "--json"], database),
        (["search", "مطر"], database),
        (["backup", str(own)], database),
        (["outbox"], database),
        (["restore", "gone.db"], database),
    ]
    told = commands_of_another_user(commands, forbidden)
    assert [one.fault for one in told] == [""] * len(told)
    doctor, *others = told
    settings = next(one for one in json.loads(doctor.output) if one["subject"] == "settings")
    assert settings["state"] == "note" or settings["words"] == "/etc/khabar/env"
    assert all("there is no database at" in one.output for one in others[:-1]), others
    assert "gone.db can't be looked at: Permission denied" in others[-1].output


def test_what_was_named_and_may_not_be_looked_at_is_told(forbidden: Path, own: Path) -> None:
    """As a settings file, as the database, as a copy or a page: in one line each."""
    there = {name: str(forbidden / name) for name in (".env", "khabar.db", "page.txt")}
    database = {"DATABASE": there["khabar.db"], "BOT_TOKEN": TOKEN}
    mine = {"DATABASE": str(own / "khabar.db")}
    commands = [
        (["search", "مطر", "--env-file", there[".env"]], {}),
        (["search", "مطر"], {"KHABAR_ENV": there[".env"]}),
        *((words.split(), database) for words in (
            "run", "doctor", "search مطر", "backup copy.db", "restore copy.db", "outbox", "reindex",
            "backfill",
        )),
        (["restore", there["khabar.db"]], mine),
        (["move-database", "--from", there["khabar.db"], "--to", str(own / "new.db")], mine),
        (["move-database", "--from", str(own / "old.db"), "--to", there["khabar.db"]], mine),
        (["inspect", "article", there["page.txt"]], mine),
        (["inspect", "feed", there["page.txt"]], mine),
    ]  # fmt: skip
    told = commands_of_another_user(commands, own)
    for (words, _), one in zip(commands, told, strict=True):
        assert one.fault == "", words
        assert one.code == 1, words
        assert "Permission denied" in one.output, (words, one.output)
        assert one.output.count("\n") == 1, (words, one.output)
    assert list(own.iterdir()) == []
