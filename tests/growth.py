"""Asserts that the time of a reading grows in proportion to what is read, on any machine."""

import time
from collections.abc import Callable

TIMES = 4
# Four times as much takes four times as long, and sixteen times where time grows in the square.
MOST = 9.0
ATTEMPTS = 5


def assert_grows_in_proportion(
    make: Callable[[int], str], read: Callable[[str], object], *, size: int
) -> None:
    """Read what is made in a size and in four times that size, and compare the two times.

    Processor time of this thread; a busy machine may spoil one attempt, a square spoils them all.
    """
    small, large = make(size), make(TIMES * size)
    read(small)
    ratios = []
    for _ in range(ATTEMPTS):
        ratios.append(_seconds(large, read) / min(_seconds(small, read) for _ in range(2)))
        if ratios[-1] < MOST:
            return
    raise AssertionError(f"{TIMES} times as much takes longer by {ratios}")


def _seconds(made: str, read: Callable[[str], object]) -> float:
    began = time.thread_time()
    read(made)
    return time.thread_time() - began
