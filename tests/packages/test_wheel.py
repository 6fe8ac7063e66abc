"""The sdist and the wheel: whole, and able to run where nothing else of the project is."""

import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.end_to_end.test_process import command, plays
from tests.packages.installed import ROOT, Installed

PACKAGES = ("bot", "handlers", "storage", "sandbox")
PLAY = ("run", "--sandbox", "--port", "0", "--site-port", "0")


def source_files() -> set[str]:
    """Every file of the packages, code or not."""
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } | {"khabar.py"}


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(installed: Installed) -> None:
    """Catalogues, migrations, word lists, the sandbox's page: one that is missing is a crash."""
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    data = {name for name in names if ".data/" in name}
    assert names - data == source_files()
    assert {name.partition("/data/")[2] for name in data} == {
        "share/man/man1/khabar.1",
        "share/bash-completion/completions/khabar",
        "share/zsh/site-functions/_khabar",
        "share/fish/vendor_completions.d/khabar.fish",
    }


def test_the_sdist_holds_what_is_needed_to_check_and_run_from_it(installed: Installed) -> None:
    with tarfile.open(installed.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {
        *("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"),
        *("README.md", "CHANGELOG.md", ".env.example", "deploy/khabar-backup.timer"),
        *("docs/design.md", "tests/conftest.py", "tests/wordpress/packages.txt"),
    }
    assert (wanted | source_files()) - names == set()
    assert [name for name in names if name.endswith((".pyc", ".db"))] == []


def test_what_the_wheel_requires_stands_in_the_lock(installed: Installed) -> None:
    """So that lock and wheel together are a whole environment, with nothing to resolve."""
    with zipfile.ZipFile(installed.wheel) as wheel:
        metadata = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
        text = wheel.read(metadata).decode()
    required = re.findall(r"(?m)^Requires-Dist: ([\w.-]+)[^;\n]*$", text)
    locked = re.findall(r"(?m)^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"))
    assert {_normal(name) for name in required} - {_normal(name) for name in locked} == set()
    assert len(required) > 10


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


async def test_the_installed_command_plays(installed: Installed, empty: Path) -> None:
    """From the wheel alone, in an empty folder: the first news, with its photo."""
    async with command((installed.khabar,), empty, *PLAY) as process:
        await plays(process)


async def test_the_installed_command_tells_its_version(installed: Installed, empty: Path) -> None:
    async with command((installed.khabar,), empty, "--version") as process:
        said, _ = await process.communicate()
    assert said.decode().strip() == f"khabar {version('khabar')}"
    assert version("khabar") in installed.wheel.name


@pytest.fixture
def whole_environment(installed: Installed, tmp_path: Path) -> Path:
    """An environment made as the page for those who run it says; its folder of commands."""
    commands = tmp_path / "whole/bin"
    python, lock = commands / "python", ROOT / "requirements.lock"
    for step in (
        (sys.executable, "-m", "venv", commands.parent),
        (python, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock),
        (python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", installed.wheel),
        (python, "-m", "pip", "check"),
    ):
        subprocess.run([str(word) for word in step], check=True, timeout=600)
    return commands


@pytest.mark.slow
async def test_lock_and_wheel_are_a_whole_environment(whole_environment: Path, empty: Path) -> None:
    """Each package of the lock by its hash, where there is no other; and it plays."""
    program = (str(whole_environment / "khabar"),)
    async with command(program, empty, *PLAY) as process:
        await plays(process)
