"""Commands that open a database leave one of another user alone, and root his folder."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.config.settings import Settings
from khabar import app
from tests.databases import migrated
from tests.other_user import NOBODY, ONLY_ROOT, commands_of_another_user

pytestmark = [ONLY_ROOT, pytest.mark.sqlite, pytest.mark.usefixtures("own_logs")]

ON_A_DATABASE = (
    "run", "search مطر", "backup copy.db", "restore copy.db", "outbox", "reindex", "backfill",
    "move-database --from state/khabar.db --to new.db",
    "move-database --from copy.db --to state/khabar.db",
)  # fmt: skip
WITHOUT_ONE = ("run", "restore copy.db", "move-database --from copy.db --to state/khabar.db")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of a database, and the folder of a service's data, of its user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)
    Path(".env").write_text(f"DATABASE=state/khabar.db\nBOT_TOKEN=123:{'a' * 35}\n", "utf-8")
    make(Path("copy.db"))
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, NOBODY, NOBODY)
    return state


def make(path: Path) -> None:
    async def made() -> None:
        await (await migrated(path)).close()

    asyncio.run(made())


def refused(command: str) -> str:
    result = CliRunner().invoke(app, command.split())
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.mark.parametrize("command", ON_A_DATABASE)
def test_root_leaves_the_database_of_another_alone(folder: Path, command: str) -> None:
    """What he made beside it, its user could not open."""
    database = folder / "khabar.db"
    make(database)
    os.chown(database, NOBODY, NOBODY)
    before = sorted(folder.iterdir())
    said = refused(command)
    assert "khabar.db belongs to another user: run this as its user" in said
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("command", WITHOUT_ONE)
def test_root_makes_no_database_in_the_folder_of_another(folder: Path, command: str) -> None:
    """On a new machine the service could not open what he had restored."""
    said = refused(command)
    assert "state belongs to another user: run this as its user" in said
    assert list(folder.iterdir()) == []


def test_root_makes_one_in_a_folder_of_his_own(folder: Path) -> None:
    """As tests do, and whoever plays as root."""
    os.chown(folder, 0, 0)
    for command in (["restore", "copy.db"], ["search", "مطر"]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o1777)
        yield Path(folder)


def test_the_service_is_told_to_have_its_files_given_back(open_to_all: Path) -> None:
    """Never to run as root itself."""
    database = open_to_all / "khabar.db"
    make(database)
    token, environ = {"BOT_TOKEN": f"123:{'a' * 35}"}, {"DATABASE": str(database)}
    mine = {"DATABASE": str(open_to_all / "mine.db")}
    commands = [(["run"], environ | token), (["search", "مطر"], environ), (["doctor"], environ)]
    *refused, made = commands_of_another_user([*commands, (["outbox"], mine)], open_to_all)
    for one in refused:
        assert "belongs to another user" in one.output
        assert "chown" in one.output
        assert "sudo" not in one.output
    assert "there is no database" in made.output
