"""The page for those who run it says what is so: messages, commands, files, units."""

import re
from pathlib import Path

import pytest

from docs.command_line import all_commands, command_line
from tests.packages.installed import ROOT

PAGES = [ROOT / "docs" / name for name in ("operations.md", "backup.md")]
OPERATIONS = PAGES[0].read_text("utf-8")
LEAST = 8


def code() -> str:
    """All code that may say something, with the strings that a line's end parts put together."""
    packages = ("bot", "handlers", "storage")
    paths = [path for name in packages for path in ROOT.joinpath(name).rglob("*.py")]
    text = "".join(path.read_text("utf-8") for path in paths)
    return re.sub(r'"\s*f?"', "", text)


def test_what_the_journal_is_said_to_say_stands_in_the_code() -> None:
    """Who looks for a message must find it here in the same words."""
    section = OPERATIONS.partition("| the journal says |")[2].partition("\n\n")[0]
    messages = re.findall(r"(?m)^\| `([^`]+)`", section)
    pieces = [piece.strip() for message in messages for piece in message.split("…")]
    text = code()
    assert [piece for piece in pieces if len(piece) >= LEAST and piece not in text] == []
    assert len(messages) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_targets_of_the_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    commands = {command.name.split()[0] for command in all_commands(command_line()) if command.name}
    told = set(re.findall(r"(?m)(?:-- |^ {4,}|`|exec khabar |khabar )khabar ([a-z][a-z-]*)", text))
    assert told - commands == set()
    assert {"restore", "backup"} & told
    targets = set(re.findall(r"(?m)^([a-z]+)[ a-z]*:", (ROOT / "Makefile").read_text("utf-8")))
    assert set(re.findall(r"(?m)(?:`| {4}|&& )make ([a-z]+)", text)) - targets == set()


def test_every_unit_is_installed_by_the_page() -> None:
    line = next(one for one in OPERATIONS.splitlines() if "/etc/systemd/system/" in one)
    patterns = re.findall(r"deploy/[\w.*-]+", line)
    named = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert named == {*ROOT.glob("deploy/*.service"), *ROOT.glob("deploy/*.timer")}


def test_the_page_leads_to_every_setting() -> None:
    """That page is written from the code (`make manual`)."""
    assert "(settings.md)" in OPERATIONS
