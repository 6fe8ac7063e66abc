"""Asserts that a parser keeps its bounds of time and memory, in this process or in a forked one."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.measured_process import SECONDS

INPUTS = 12
# Elsewhere the system counts a process's memory in other units, and tells it in another place.
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="measured as Linux tells it")


def assert_time_bound(read: Callable[[], object]) -> None:
    """Read, and hold the time (of this thread: the machine may be busy)."""
    began = time.thread_time()
    read()
    assert time.thread_time() - began < SECONDS


def assert_bounds_in_subprocess(*targets: str) -> int:
    """Read the hostile shapes of targets of `tests.fuzz` and a round of inputs; the least of one.

    What takes long is left to `make fuzz`.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz", *targets, "--minutes", "0.0001"),
            *("--round", str(INPUTS), "--seed", "7"),
        ],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=240 * len(targets),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.findall(r"(\d+) inputs, 0 escapes", done.stdout)
    assert len(counted) == len(targets), done.stdout
    return min(map(int, counted))
