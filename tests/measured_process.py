"""Run a function in a forked process; report how it ended, its processor time and memory.

The parsers of XML and HTML are C libraries whose memory Python can't follow; what the system says
of a process that did nothing else is the whole truth, and a crash or a hang ends only that process.
"""

import os
import resource
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 2.0
MEGABYTES: Final = 64.0
# Where the process is ended: far enough beyond the bounds that what it took can still be told.
KILLED_AFTER: Final = 3
# A busy machine may spoil one of so many; what is slow spoils them all.
ATTEMPTS: Final = 3
_ROOM: Final = 1_000_000_000
_ESCAPED: Final = 70
_SAID: Final = 4000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reading ended: seconds of processor time, megabytes beyond those it began with.

    `bound` is how many megabytes it may take, `most_seconds` how many seconds.
    """

    seconds: float
    megabytes: float
    escape: str = ""
    bound: float = MEGABYTES
    most_seconds: float = SECONDS

    @property
    def fault(self) -> str:
        """What is wrong with it; empty where nothing is."""
        if self.escape:
            return self.escape
        if self.seconds > self.most_seconds:
            return f"took {self.seconds:.1f} s"
        if self.megabytes > self.bound:
            return f"took {self.megabytes:.0f} MB"
        return ""


def run_measured(
    read: Callable[[], object],
    idle: Outcome | None = None,
    *,
    killed_after: int = KILLED_AFTER,
    bound: float = MEGABYTES,
    most_seconds: float = SECONDS,
) -> Outcome:
    """Run `read` in a fork of this process, which must have one thread only.

    `idle` is what a fork takes that does nothing; without it, that is measured first. After
    `killed_after` seconds of processor time the fork is ended. `bound`, `most_seconds`: the
    megabytes and seconds that it may take. What takes longer is read again, and the shortest of
    `ATTEMPTS` counts.
    """
    idle = idle or doing_nothing()
    done = _forked(read, killed_after)
    for _ in range(ATTEMPTS - 1):
        if done.seconds - idle.seconds <= most_seconds:
            break
        done = min(done, _forked(read, killed_after), key=lambda one: one.seconds)
    return Outcome(
        max(done.seconds - idle.seconds, 0.0),
        max(done.megabytes - idle.megabytes, 0.0),
        done.escape,
        bound,
        most_seconds,
    )


def doing_nothing() -> Outcome:
    """What a fork of this process takes before it begins to read."""
    return _forked(lambda: None, KILLED_AFTER)


def _forked(read: Callable[[], object], killed_after: int) -> Outcome:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _be_the_child(read, tell, killed_after)
    os.close(tell)
    with os.fdopen(told, "rb") as lines:
        said = lines.read().decode(errors="replace")
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    escape = "" if code == 0 else said or f"the process ended with {code}"
    if code == -signal.SIGKILL:
        escape = f"took more than {killed_after} s, or all memory there is"
    return Outcome(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, escape)


def _be_the_child(read: Callable[[], object], tell: int, killed_after: int) -> None:
    code = 0
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (killed_after, killed_after))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + _ROOM,) * 2)
        read()
    except BaseException:  # noqa: BLE001 - whatever it is, it is the finding
        code = _ESCAPED
        os.write(tell, traceback.format_exc()[-_SAID:].encode(errors="replace"))
    finally:
        os._exit(code)


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - no path of anybody's
        return int(pages.read().split()[0]) * resource.getpagesize()
