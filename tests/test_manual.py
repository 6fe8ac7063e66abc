"""The man page and the shells' completions are those of the present commands and settings."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.config.settings import Settings
from docs.command_line import all_commands, command_line
from docs.man_page import man_page
from docs.manual import written

COMPLETION = Path(__file__).parents[1] / "deploy/completion"


def run(*command: str, **environment: str) -> str:
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=False, env=environment or None
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.mark.parametrize("path", list(written()), ids=lambda path: path.name)
def test_the_written_files_are_current(path: Path) -> None:
    """After a change of an option or a setting: `make manual`."""
    assert path.read_text("utf-8") == written()[path]


def test_every_command_and_option_is_told_with_its_help() -> None:
    """One without a help would stand there with nothing behind it."""
    for command in all_commands(command_line()):
        assert command.help
        assert [option.names for option in command.options if len(option.help) < 5] == []


def test_the_man_page_names_every_setting() -> None:
    page = man_page(command_line()).replace("\\-", "-")
    assert [name for name in Settings.model_fields if f"\\fB{name.upper()}\\fR" not in page] == []


def test_the_man_page_is_without_faults(tmp_path: Path) -> None:
    """By groff's own warnings."""
    page = tmp_path / "khabar.1"
    page.write_text(man_page(command_line()), "utf-8")
    shown = run(needs("groff"), "-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou", str(page))
    assert "khabar outbox drop" in shown


BASH = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
compopt() {{ :; }}
_khabar
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("khabar back", {"backfill", "backup"}),
        ("khabar outbox ''", {"drop"}),
        ("khabar outbox drop --a", {"--article"}),
        ("khabar --env-file run --ver", {"--version"}),
        ("khabar backup --k", {"--keep"}),
        ("khabar search --env", {"--env-file"}),
        ("khabar backup copies/kh", {"copies/khabar-1.db"}),
        ("khabar run --env-file co", {"copies"}),
        ("khabar run --port ''", {""}),
    ],
)
def test_bash_offers_what_may_be_written(
    words: str, offered: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies/khabar-1.db").touch()
    script = BASH.format(script=COMPLETION / "khabar", words=words)
    said = run(needs("bash"), "--norc", "-c", script)
    assert set(said.removesuffix("\n").split("\n")) == offered


@pytest.mark.parametrize(
    ("words", "offered"),
    [("khabar back", {"backfill", "backup"}), ("khabar outbox drop --ar", {"--article"})],
)
def test_fish_offers_what_may_be_written(words: str, offered: set[str], tmp_path: Path) -> None:
    ask = f"source {COMPLETION}/khabar.fish; complete -C '{words}'"
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    said = run(needs("fish"), "--no-config", "-c", ask, **home)
    assert {line.split("\t")[0] for line in said.splitlines()} == offered


def test_zsh_reads_its_file() -> None:
    """Its completion needs a terminal; that the file is zsh is seen without one."""
    run(needs("zsh"), "-f", "-n", str(COMPLETION / "_khabar"))
