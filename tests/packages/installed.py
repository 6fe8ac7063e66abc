"""Builds the sdist and the wheel as `make dist` does, and installs the wheel where nothing is."""

import fcntl
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NOT_SOURCE = shutil.ignore_patterns(
    ".*cache", ".git", ".venv", ".hypothesis", ".fuzz", "__pycache__", "build", "dist", "data",
    "*.egg-info", ".coverage*",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installed:
    """The sdist and the wheel, and an environment into which the wheel is installed."""

    sdist: Path
    wheel: Path
    environment: Path

    @property
    def khabar(self) -> str:
        """The command."""
        return str(self.environment / "bin/khabar")


def installed_once(folder: Path) -> Installed:
    """Build and install, or wait until another process of the same tests has done it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _build(folder)
            _install(folder)
            (folder / "done").touch()
    dist = folder / "dist"
    return Installed(next(dist.glob("*.tar.gz")), next(dist.glob("*.whl")), folder / "environment")


def _build(folder: Path) -> None:
    """As the Makefile does, in a copy: other tests read the metadata beside the source."""
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=_ignored)
    dist = folder / "dist"
    _python(
        "-c",
        f"from setuptools import build_meta; build_meta.build_sdist({str(dist)!r})",
        within=source,
    )
    sdist = next(dist.glob("*.tar.gz"))
    _pip("wheel", "--no-build-isolation", "-w", str(dist), str(sdist), within=folder)


def _ignored(folder: str, names: list[str]) -> set[str]:
    """Leave out what is no source; `data` is only beside the root what somebody has played with."""
    left = _NOT_SOURCE(folder, names)
    return left if Path(folder) == ROOT else left - {"data"}


def _install(folder: Path) -> None:
    """Install the wheel and nothing else; what it requires is that of this environment, by a path.

    So nothing is fetched. The whole way, with every package from the lock, is a slow test.
    """
    environment = folder / "environment"
    _python("-m", "venv", "--without-pip", str(environment), within=folder)
    wheel = next((folder / "dist").glob("*.whl"))
    _pip(
        "--python",
        str(environment / "bin/python"),
        "install",
        "--no-compile",
        "--no-index",
        str(wheel),
        within=folder,
    )
    here = sysconfig.get_path("purelib")
    there = next(environment.glob("lib/python3*/site-packages"))
    (there / "requirements.pth").write_text(f"{here}\n", "utf-8")


def _pip(*arguments: str, within: Path) -> None:
    _python("-m", "pip", *arguments, "-q", "--no-deps", within=within)


def _python(*arguments: str, within: Path) -> None:
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=within, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
