"""The sdist and the wheel: whole, and able to run where nothing else of the project is."""

import asyncio
import re
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


@pytest.mark.slow
async def test_what_make_install_makes_plays(installed: Installed, tmp_path: Path) -> None:
    """From the sdist, as docs/operations.md says: each package of the lock by its hash.

    It is for every user, though whoever installs it makes files for himself alone.
    """
    source, prefix, links = (tmp_path / name for name in ("source", "opt", "local"))
    source.mkdir()
    async with command(("tar", "xf", str(installed.sdist)), source) as process:
        assert await process.wait() == 0
    [folder] = source.iterdir()
    python = f"PYTHON={sys.executable}"
    make = f"umask 077; exec make install {python} PREFIX={prefix} LINKS={links}"
    async with command(("sh", "-c", make), folder) as process, asyncio.timeout(900):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert (links / "share/man/man1/khabar.1").is_file()
    assert not [
        one for one in [prefix, links, *prefix.rglob("*")] if not one.stat().st_mode & 0o004
    ]
    async with command((str(links / "bin/khabar"),), links, *PLAY) as process:
        await plays(process)
