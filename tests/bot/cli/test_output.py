"""The output of the commands, whatever it leads to: letters that it lacks, a disk that is full."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.output import full_output_told, take_every_letter
from bot.cli.terminal import ending_signals
from bot.config.settings import Settings
from khabar import app
from tests.bot.cli.command_line import PAGE

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk that is full")


def khabar(
    folder: Path,
    *words: bytes | str,
    to_full_disk: bool = False,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with nothing set but what is given; its errors are read apart."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with FULL.open("wb") as full:
        return subprocess.run(
            [sys.executable, "-m", "khabar", *words],
            cwd=folder,
            env=kept | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=full if to_full_disk else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )


@dataclass
class Terminal:
    """What commands of this process write to."""

    stdout: io.TextIOWrapper
    stderr: io.TextIOWrapper

    def ended(self, *words: str) -> tuple[int, bytes, bytes]:
        """Run a command as the program does; its exit status and what it wrote."""
        with pytest.raises(SystemExit) as end:
            take_every_letter()
            with full_output_told():
                get_command(app).main(list(words), prog_name="khabar")
        written = []
        for stream in (self.stdout, self.stderr):
            stream.flush()
            kept = stream.buffer
            written.append(kept.getvalue() if isinstance(kept, io.BytesIO) else b"")
        return int(end.value.code or 0), written[0], written[1]


@pytest.fixture
def terminal_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Callable[[str], Terminal]:
    """Commands of this process run in a folder and write to a terminal of such letters."""
    monkeypatch.chdir(tmp_path)

    def terminal(encoding: str) -> Terminal:
        made = Terminal(*(io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2)))
        monkeypatch.setattr(sys, "stdout", made.stdout)
        monkeypatch.setattr(sys, "stderr", made.stderr)
        return made

    return terminal


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("ascii", "صفحة.txt"),
        ("latin-1", "صفحة.txt"),
        ("cp1256", b"\xe6\xff.txt"),
        ("utf-8", b"\xe6\xff.txt"),
    ],
)
def test_a_terminal_that_lacks_letters_gets_escapes(
    tmp_path: Path, terminal_of: Callable[[str], Terminal], encoding: str, name: bytes | str
) -> None:
    """Of an old locale, or a file's name in an old encoding; no letter ends a command."""
    (tmp_path / os.fsdecode(name)).write_text(PAGE, "utf-8")
    status, said, complained = terminal_of(encoding).ended("inspect", "article", os.fsdecode(name))
    assert (status, complained) == (0, b"")
    known = "utf-8" if encoding == "ascii" else encoding
    assert "بلدية النهر".encode(known, "backslashreplace") in said


def test_the_program_of_a_locale_without_letters_gives_them_all(tmp_path: Path) -> None:
    """Where Python is to stop at the first letter that is missing."""
    name = b"\xe6\xff.txt"
    (tmp_path / os.fsdecode(name)).write_text(PAGE, "utf-8")
    locale = {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0", "LC_ALL": "C"}
    ended = khabar(tmp_path, "inspect", "article", name, environment=locale)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "بلدية النهر".encode() in ended.stdout


@pytest.mark.parametrize("words", [("doctor",), ("--version",), ("--help",)])
def test_a_full_disk_under_the_output_is_told_in_a_line(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """As where a job of the night writes what it did to a file."""
    ended = khabar(tmp_path, *words, to_full_disk=True)
    assert ended.stderr.decode() == "khabar: can't write: No space left on device\n"
    assert ended.returncode == 1


def test_a_full_disk_under_what_is_read_by_programs_is_told_as_well(
    terminal_of: Callable[[str], Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is written at the end."""
    terminal = terminal_of("utf-8")
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)
    with FULL.open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        status, _, complained = terminal.ended("doctor", "--json")
    assert complained == b"khabar: can't write: No space left on device\n"
    assert status == 1


def test_under_nohup_a_closed_connection_ends_nothing() -> None:
    """Without it, it ends a command as Ctrl+C does, and not in the midst of what it does."""
    before = signal.getsignal(signal.SIGHUP)
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert signal.SIGHUP not in ending_signals()
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert signal.SIGHUP in ending_signals()
    finally:
        signal.signal(signal.SIGHUP, before)
