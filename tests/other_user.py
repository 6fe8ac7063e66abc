"""Lets a test be another user for a while, or run commands as another user."""

import contextlib
import functools
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

# The kernel's own number for one who owns nothing, with or without a name.
NOBODY = 65534
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

_COMMANDS = """
import json, os, sys, traceback
from typer.testing import CliRunner
from khabar import app

told = []
for words, environ in json.load(sys.stdin):
    before = dict(os.environ)
    os.environ.update(environ)
    result = CliRunner().invoke(app, words)
    os.environ.clear()
    os.environ.update(before)
    fault = ""
    if result.exc_info and not isinstance(result.exception, (SystemExit, type(None))):
        fault = "".join(traceback.format_exception(*result.exc_info))
    told.append([result.exit_code, result.output, fault])
print(json.dumps(told))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: its status, what it said, and the traceback that nobody should see."""

    code: int
    output: str
    fault: str


@contextlib.contextmanager
def another_user() -> Iterator[int]:
    """Be another user within the block, as far as files are concerned."""
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield NOBODY
    finally:
        os.seteuid(0)
        os.setegid(0)


def commands_of_another_user(
    commands: Sequence[tuple[Sequence[str], Mapping[str, str]]], within: Path
) -> list[Told]:
    """Run commands, each with what its environment has more, in one process of another user.

    It stands in a folder from which root has started it, as `runuser` does.
    """
    python = _python_of_everybody()
    if python is None:
        pytest.skip("another user can't read this checkout, or no Python that could run it")
    ended = subprocess.run(
        [python, "-c", _COMMANDS],
        input=json.dumps([(list(words), dict(environ)) for words, environ in commands]),
        user=NOBODY, group=NOBODY, extra_groups=[], cwd=within, env=_environment(),
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return [Told(*one) for one in json.loads(ended.stdout.splitlines()[-1])]


@functools.cache
def _python_of_everybody() -> str | None:
    """A Python that another user may run, with everything that these tests import."""
    of_system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, of_system):
        with contextlib.suppress(OSError):
            ended = subprocess.run(
                [python, "-c", "import khabar, typer.testing"],
                user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", env=_environment(),
                capture_output=True, timeout=300, check=False,
            )  # fmt: skip
            if ended.returncode == 0:
                return python
    return None


def _environment() -> dict[str, str]:
    path = (str(Path(__file__).parents[1]), sysconfig.get_path("purelib"))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path),
        "LC_ALL": "C.UTF-8",
        "HOME": "/",
    }
