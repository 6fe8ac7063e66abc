"""`khabar backup` and `khabar restore`."""

import asyncio
import gzip
import json
import os
import signal
import threading
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.archive_access import INTERRUPTED, run_stoppable
from bot.config.settings import Settings
from khabar import app
from storage.engine.sqlite.running_lock import running_lock
from storage.errors import CopyStopped
from storage.key_value import BOT_ID, KeyValue
from tests.databases import migrated
from tests.waiting import until

pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("own_logs")]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def database_of(bot: int) -> None:
    async def make() -> None:
        database = await migrated(Path("data/khabar.db"))
        await KeyValue(database).put(BOT_ID, str(bot))
        await database.close()

    Path("data").mkdir()
    asyncio.run(make())


def token_of(bot: int) -> None:
    Path(".env").write_text(f"BOT_TOKEN={bot}:{'a' * 35}\n", "utf-8")


def test_a_folder_keeps_the_newest_copies_and_everything_else() -> None:
    """The copies of a timer make room for each other, for nobody else's files."""
    database_of(5)
    folder = Path("copies")
    folder.mkdir()
    for name in ("khabar-20250101-000000.db", "khabar-20250102-000000.db", "khabar.db", "a.txt"):
        (folder / name).touch()
    code, output = run("backup", "copies", "--keep", "2", "--json")
    told = json.loads(output)
    assert code == 0
    assert told["deleted"] == ["khabar-20250101-000000.db"]
    assert told["bytes"] == Path(told["file"]).stat().st_size
    left = {one.name for one in folder.iterdir()}
    assert left == {"khabar-20250102-000000.db", "khabar.db", "a.txt", Path(told["file"]).name}


def test_the_first_copy_makes_the_folder_of_copies() -> None:
    """The command of the documentation works on a new machine; a slip in the path is told."""
    database_of(5)
    code, output = run("backup", "copies", "--keep", "2", "--json")
    assert code == 0
    assert Path(json.loads(output)["file"]).parent == Path("copies")
    assert Path("copies").stat().st_mode & 0o777 == 0o700
    code, output = run("backup", "gone/copies", "--keep", "2")
    assert (code, output) == (
        1,
        "khabar: the folder gone/copies can't be made: No such file or directory\n",
    )


def test_a_file_is_replaced_only_by_a_newer_copy() -> None:
    """A slip of the finger must cost nobody a file, least of all the database."""
    database_of(5)
    assert run("backup", "copy.db")[0] == 0
    assert run("backup", "copy.db")[0] == 0
    Path("letter.txt").write_text("dear reader " * 900, "utf-8")
    code, output = run("backup", "letter.txt")
    assert (code, Path("letter.txt").read_text("utf-8")[:4]) == (1, "dear")
    assert "Traceback" not in output
    assert run("backup", "data/khabar.db") == (1, "khabar: data/khabar.db is the database itself\n")
    assert run("backup", "copy.db", "--keep", "3")[0] == 1
    assert run("backup", "gone/copy.db")[0] == 1


@pytest.mark.parametrize("lock", ["khabar.db", "khabar.db.backfill", "khabar.db.move-database"])
def test_no_copy_takes_the_place_of_a_database_at_work(lock: str) -> None:
    """Also of the same bot: what writes into it would go on in a file that nobody finds."""
    database_of(5)
    assert run("backup", "other.db")[0] == 0
    before = Path("other.db").read_bytes()
    with running_lock(Path(lock.replace("khabar", "other"))):
        code, output = run("backup", "other.db")
    assert (code, output) == (
        1,
        "khabar: a bot or a command is at work on other.db: name another file\n",
    )
    assert Path("other.db").read_bytes() == before


def test_no_copy_takes_the_place_of_another_bots_database() -> None:
    """A slip of whoever fills the test bot's database from the one at work, which stands still."""
    database_of(5)
    Path("data").rename("other")
    before = Path("other/khabar.db").read_bytes()
    database_of(6)
    code, output = run("backup", "other/khabar.db")
    assert code == 1
    assert "other/khabar.db belongs to bot 5, and data/khabar.db to bot 6" in output
    assert Path("other/khabar.db").read_bytes() == before


def test_a_copy_into_which_a_command_has_looked_is_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that migrated it, or moved it to a server, has left its lock files there."""
    database_of(5)
    assert run("backup", "copy.db")[0] == 0
    for lock in ("copy.db", "copy.db.move-database", "copy.db.backfill"):
        with running_lock(Path(lock)):
            pass
    with monkeypatch.context() as other:
        other.setenv("DATABASE", "copy.db")
        assert run("search", "دمشق")[0] == 0
    assert run("backup", "copy.db")[0] == 0


@pytest.mark.parametrize("heeded", [True, False])
def test_a_copy_that_is_told_to_end_says_whether_it_was_made(
    capsys: pytest.CaptureFixture[str], *, heeded: bool
) -> None:
    """Ctrl+C in its midst, and after the exchange: a thread goes on to its end, in any case."""

    async def work(stopped: threading.Event) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        await until(stopped.is_set)
        if heeded:
            raise CopyStopped("stopped before anything was written")
        return "made"

    if not heeded:
        assert run_stoppable(work) == "made"
        return
    with pytest.raises(typer.Exit) as end:
        run_stoppable(work)
    assert end.value.exit_code == INTERRUPTED
    assert capsys.readouterr().err == "khabar: stopped; nothing was changed\n"


def test_a_backup_without_a_database_is_an_error() -> None:
    """A timer in a wrong directory must not report success."""
    code, output = run("backup", ".")
    assert code == 1
    assert "no database at data/khabar.db" in output
    assert not Path("data").exists()
    Path("data").mkdir()
    Path("data/khabar.db").touch()
    code, output = run("backup", ".")
    assert (code, output) == (
        1,
        "khabar: data/khabar.db is empty: there is nothing in it to copy\n",
    )


def test_a_copy_is_restored_where_its_bot_is() -> None:
    """Elsewhere each chat would count as gone."""
    database_of(5)
    assert run("backup", "copy.db")[0] == 0
    token_of(6)
    code, output = run("restore", "copy.db")
    assert code == 1
    assert "belongs to bot 5, and BOT_TOKEN is of bot 6" in output
    token_of(5)
    code, output = run("restore", "copy.db")
    assert code == 0
    assert "data/khabar.db: restored from copy.db" in output
    assert "before-" in output
    for lock in ("khabar.db", "khabar.db.backfill", "khabar.db.reindex"):
        with running_lock(Path("data") / lock):
            assert "is running on data/khabar.db: stop it first" in run("restore", "copy.db")[1]
    assert run("restore", "gone.db") == (1, "khabar: there is no file gone.db\n")
    assert run("restore", "data/khabar.db")[0] == 1


def test_what_is_no_copy_is_refused_in_one_line() -> None:
    """And nothing is touched."""
    database_of(5)
    before = Path("data/khabar.db").read_bytes()
    Path("empty.db").touch()
    Path("text.db").write_text("hello", "utf-8")
    Path("packed.db").write_bytes(gzip.compress(b"\0" * 50_000_000, 1))
    Path("around.db").symlink_to("around.db")
    os.mkfifo("pipe.db")
    for name in ("empty.db", "text.db", "packed.db", "around.db", "pipe.db", "/dev/zero", "data"):
        code, output = run("restore", name)
        assert code == 1, name
        assert output.count("\n") == 1, output
        assert "Traceback" not in output
    assert "is empty" in run("restore", "empty.db")[1]
    assert Path("data/khabar.db").read_bytes() == before
