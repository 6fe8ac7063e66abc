"""Defines the bounds of a job, and applies them inside the worker process."""

import contextlib
import resource
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

MEBIBYTE = 1 << 20
# For a document that has stopped the worker once: an honest one takes less, most of them under a
# fifth of it, and all other news waits until it is stopped again.
WARY = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLimits:
    """Bounds of one job.

    Attributes:
        processor: processor time, user and system together; the kernel kills the child past it.
        wall: time from request to answer; the parent kills the child past it.
        memory_bytes: address space that the child may have at all.
        idle_bytes: resident memory above which the child is replaced after a job.
        growth_bytes: resident memory more than at its start with which the child is replaced as
            soon as no job waits.
        answer_bytes: the longest answer that the parent reads.
    """

    processor: timedelta = timedelta(seconds=2)
    wall: timedelta = timedelta(seconds=8)
    memory_bytes: int = 1024 * MEBIBYTE
    idle_bytes: int = 160 * MEBIBYTE
    growth_bytes: int = 32 * MEBIBYTE
    answer_bytes: int = 48 * MEBIBYTE


def confine(limits: JobLimits) -> None:
    """Apply the limits for the process's whole life: memory, no file writes, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def start_processor_timer(processor: timedelta) -> None:
    """Start the timer by which the kernel ends this process when a job exceeds its CPU time.

    One that runs is started anew.

    `RLIMIT_CPU` counts whole seconds of a process's life; this timer counts one job. Its signal
    keeps the default action, so that native code can't ignore it.
    """
    signal.setitimer(signal.ITIMER_PROF, processor.total_seconds())


def stop_processor_timer() -> None:
    """Stop the timer of the job."""
    signal.setitimer(signal.ITIMER_PROF, 0)


@contextlib.contextmanager
def untimed() -> Iterator[None]:
    """Take the block out of the job's processor time: for an import that few jobs need.

    It is nothing that a document has any influence on. Outside a job there is no time to stop.
    """
    left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, left)


def resident_bytes(process: int | str = "self") -> int | None:
    """Return the resident memory of a process (proc(5)); None where the system does not tell.

    Args:
        process: its number; `self` for the one that asks.
    """
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * resource.getpagesize()
