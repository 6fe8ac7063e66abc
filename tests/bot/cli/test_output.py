"""The output of the commands, whatever it leads to: letters that it lacks, a disk that is full."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cli.terminal import ending_signals
from tests.bot.cli.test_commands import PAGE

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


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("ascii", "صفحة.txt"),
        ("ascii:strict", b"\xe6\xff.txt"),
        ("latin-1", "صفحة.txt"),
        ("cp1256", b"\xe6\xff.txt"),
        ("utf-8", b"\xe6\xff.txt"),
    ],
)
def test_a_terminal_that_lacks_letters_gets_escapes(
    tmp_path: Path, encoding: str, name: bytes | str
) -> None:
    """Of an old locale, or a file's name in an old encoding; no letter ends a command."""
    (Path(os.fsdecode(tmp_path)) / os.fsdecode(name)).write_text(PAGE, "utf-8")
    locale = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    ended = khabar(tmp_path, "inspect", "article", name, environment=locale)
    said = ended.stdout
    assert (ended.returncode, ended.stderr) == (0, b"")
    if encoding in {"ascii", "ascii:strict", "utf-8"}:
        assert "بلدية النهر".encode() in said
    elif encoding == "latin-1":
        assert rb"\u0628\u0644\u062f\u064a\u0629" in said


@pytest.mark.parametrize("words", [("doctor",), ("doctor", "--json"), ("--version",), ("--help",)])
def test_a_full_disk_under_the_output_is_told_in_a_line(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """As where a job of the night writes what it did to a file."""
    ended = khabar(tmp_path, *words, to_full_disk=True)
    assert ended.stderr.decode() == "khabar: can't write: No space left on device\n"
    assert ended.returncode == 1


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
