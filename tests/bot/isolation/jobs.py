"""Functions for the worker process of the tests: honest ones, and every way to misbehave."""

import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import FetchStatus, PageError
from bot.isolation.limits import untimed


@dataclass(frozen=True, slots=True)
class Part:
    """A nested value with every type that crosses the pipe."""

    text: str
    data: bytes
    at: datetime | None = None
    parts: tuple["Part", ...] = ()


def echo(part: Part, *, times: int = 1) -> tuple[Part, ...]:
    return (part,) * times


def process_id() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def spin() -> int:
    while True:
        pass


def burn(seconds: float) -> int:
    """Use so much processor time, whatever else the machine does."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return 1


def burn_untimed(untimed_seconds: float, seconds: float) -> int:
    """Use so much processor time as an import would, and then as a job does."""
    with untimed():
        burn(untimed_seconds)
    return burn(seconds)


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return 1


def hoard() -> int:
    return len(bytearray(1 << 40))


def grow(mebibytes: int) -> int:
    _KEPT.append(b"x" * (mebibytes << 20))
    return len(_KEPT)


def shout() -> int:
    print("a library prints" * 1000)  # noqa: T201 - that is what is tested
    sys.stdout.flush()
    os.write(1, b"\xff" * 1000)
    return 7


def page_error() -> int:
    raise PageError("no headline")


def status_error() -> int:
    raise FetchStatus("answered 404", status=404)


def surprise() -> int:
    raise ZeroDivisionError("a reader's words")


def wrong_type() -> int:
    return "seven"  # type: ignore[return-value]


def is_loaded(module: str) -> bool:
    return module in sys.modules


def exit_at_once() -> int:
    os._exit(3)


def write_file(path: str) -> int:
    with open(path, "wb") as file:  # noqa: PTH123 - as a library would
        return file.write(b"x" * 10)


def now() -> datetime:
    return datetime.now(UTC)


_KEPT: list[bytes] = []
ALL = (
    echo, is_loaded, process_id, environment, spin, burn, burn_untimed, sleep, hoard, grow, shout,
    page_error, status_error, surprise, wrong_type, exit_at_once, write_file, now,
)  # fmt: skip
