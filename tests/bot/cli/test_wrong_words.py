"""What can't be meant on the command line, or in a settings file, is told in one sentence."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import inspect_source
from bot.config.settings import Settings
from khabar import app

pytestmark = pytest.mark.usefixtures("own_logs")
NUMBERS_THAT_ARE_NONE = ("nan", "-1", "x", "1e999", "")
# What each command needs besides the option in question.
NEEDED = {"search": ["خبر"], "backup": ["copy.db"]}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(inspect_source, "PATIENCE_SECONDS", 0.2)
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("خبر")
    os.mkfifo(tmp_path / "pipe")


def refused(*words: str) -> str:
    """Run a command that must fail in words; what it said."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code in {1, 2}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def number_options() -> Iterator[Any]:
    """Each option of each command that takes a number."""

    def walk(command: Any, way: tuple[str, ...]) -> Iterator[Any]:
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*way, name))
        for parameter in command.params:
            if parameter.type_descriptor.annotation in {int, float}:
                yield pytest.param(way, parameter.opts[0], id=" ".join((*way, parameter.opts[0])))

    yield from walk(typer.main.get_command(app), ())


@pytest.mark.parametrize(("way", "option"), list(number_options()))
def test_each_number_has_bounds(way: tuple[str, ...], option: str) -> None:
    """Not a number, below nothing, beyond everything, or none."""
    for given in NUMBERS_THAT_ARE_NONE:
        said = refused(*way, f"{option}={given}", *NEEDED.get(way[-1], []))
        assert option in said or "nan" in said


@pytest.mark.parametrize("option", ["--port", "--site-port"])
def test_a_port_that_is_none_is_told(option: str) -> None:
    assert "65535" in refused("run", "--sandbox", option, "99999")


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing", "folder/inside/x"])
@pytest.mark.parametrize(
    "command",
    [["inspect", "article"], ["inspect", "feed"], ["restore"], ["search", "خبر", "--env-file"]],
    ids=" ".join,
)
def test_a_path_that_is_no_file_is_told(command: list[str], kind: str) -> None:
    """At once: a pipe to which nobody writes would be waited for in its opening."""
    assert kind in refused(*command, kind)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
@pytest.mark.parametrize("command", [["search", "خبر"], ["backup", "copy.db"], ["outbox"]])
def test_a_database_that_is_no_file_is_told(
    command: list[str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE", kind)
    assert kind in refused(*command)


@pytest.mark.parametrize("named", [True, False])
def test_a_settings_file_that_is_a_folder_is_told(tmp_path: Path, *, named: bool) -> None:
    """Else the settings would be others than were written, without a word."""
    (tmp_path / ".env").mkdir()
    said = refused(*(("--env-file", ".env") if named else ()), "search", "خبر")
    assert ".env is no file" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1256"])
def test_a_settings_file_in_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes("SITE_NAME=صدى\n".encode(encoding))
    assert ".env" in refused("search", "خبر")


def test_a_settings_file_may_begin_with_a_mark(tmp_path: Path) -> None:
    """Some editors write one; what comes next is a setting like any other."""
    (tmp_path / ".env").write_bytes("\ufeffPOLL_MIN=never\n".encode())
    assert "POLL_MIN" in refused("search", "خبر")


@pytest.mark.parametrize("typed", ["", " ", "\t\n"])
def test_a_search_for_nothing_is_told(typed: str) -> None:
    assert "nothing to look for" in refused("search", typed)


def test_a_word_to_leave_out_is_no_option() -> None:
    assert "there is no database" in refused("search", "خبر", "-مدينة", "-word")
    assert "there is no option --explian" in refused("search", "خبر", "--explian")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--since", "2100-01-01"], "future"),
        (["--since", "0001"], "1990"),
        (["--until", "0001-01-01"], "1990"),
        (["--since", "2025", "--until", "2024"], "before"),
    ],
)
def test_dates_without_articles_are_told(options: list[str], why: str) -> None:
    assert why in refused("backfill", *options)


@pytest.mark.parametrize("before", ["0001-01-01", "9999-12-31 23:59", "tomorrow"])
@pytest.mark.parametrize("zone", ["Asia/Damascus", "America/Lima"])
def test_moments_beyond_the_calendar_are_told(
    before: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIME_ZONE", zone)
    refused("outbox", "drop", "--yes", "--before", before)


def test_a_move_says_which_of_its_two_databases_can_t_be_reached(tmp_path: Path) -> None:
    """Neither need be the one that DATABASE names."""
    address = f"host={tmp_path}/nobody"
    said = refused("move-database", "--from", f"postgresql:///news?{address}", "--to", "new.db")
    assert said == "khabar: postgresql:///news: no database answers at the address\n"
