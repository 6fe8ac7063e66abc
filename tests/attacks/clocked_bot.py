"""The watched bot by a clock that a test sets: `python -m tests.attacks.clocked_bot FILE`.

`clock` beside the file holds the seconds by which the clock on the wall is wrong at the moment. It
is read at each look at the clock, by the bot's own modules and by the scheduler's; monotonic time
goes on as ever, as it does where a clock is set.
"""

import asyncio
import os
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.date
import telegram.ext._jobqueue as telegram_jobs

from bot.allocator import return_freed_memory
from handlers import composition_root
from tests.attacks.watched_bot import run

CLOCK = Path(sys.argv[1]).with_name("clock")


class _AnyDatetime(type):
    """Lets whatever is a datetime pass for one of this process's own."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


class SetClock(datetime, metaclass=_AnyDatetime):
    """A datetime whose `now` is wrong by as many seconds as the file says."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        """The time on the wall, aware where a zone is given."""
        wrong = int(CLOCK.read_text() or 0) if CLOCK.exists() else 0
        return datetime.now(tz) + timedelta(seconds=wrong)


class _Module:
    """The module `datetime` with that class in it."""

    datetime = SetClock

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.modules["datetime"], name)


def set_clock() -> None:
    """Have everything that plans by the clock on the wall ask this one."""
    modules: list[Any] = [
        composition_root,
        apscheduler.executors.base,
        apscheduler.schedulers.base,
        apscheduler.triggers.date,
    ]
    for module in modules:
        module.datetime = SetClock
    any_module: Any = telegram_jobs
    any_module.dtm = _Module()


if __name__ == "__main__":
    os.umask(0o077)
    set_clock()
    return_freed_memory()
    asyncio.run(run(Path(sys.argv[1])))
