"""That the bounds are told apart from what keeps to them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parser_bounds import ON_LINUX

SCRIPT = """
from tests.measured_process import run_measured

outcome = run_measured(lambda: {read}, killed_after=1)
print(outcome.fault.splitlines()[-1] if outcome.fault else "held")
"""


@ON_LINUX
@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("len(bytes(30_000_000))", "held"),
        ("len(b'x' * 90_000_000)", "took 8"),
        ("sum(range(10**9))", "took more than 1 s"),
        ("int('x')", "ValueError"),
        ("len(b'x' * 2_000_000_000)", "MemoryError"),
        ("__import__('os').abort()", "the process ended with -6"),
    ],
)
def test_what_a_reading_takes_and_how_it_ends_is_told(read: str, said: str) -> None:
    """Memory that Python has, time, a foreign exception, and the death of the process."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("{read}", read)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith(said), done.stdout + done.stderr


@ON_LINUX
@pytest.mark.parametrize(("slow_attempts", "said"), [(1, "held"), (9, "took 0.")])
def test_one_attempt_that_a_busy_machine_spoils_is_no_fault(
    tmp_path: Path, slow_attempts: int, said: str
) -> None:
    script = """
import sys, time
from pathlib import Path
from tests.measured_process import run_measured

def read():
    attempt = len(list(Path(sys.argv[1]).iterdir()))
    Path(sys.argv[1], str(attempt)).touch()
    while attempt < int(sys.argv[2]) and time.process_time() < ends:
        pass

ends = time.process_time() + 0.6
print(run_measured(read, most_seconds=0.3).fault or "held")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), str(slow_attempts)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith(said), done.stdout + done.stderr
