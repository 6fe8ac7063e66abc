"""Reads the figures of monitoring that are not counted as they happen: queues, ages, sizes."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from bot.isolation.limits import resident_bytes
from bot.isolation.worker import WorkerState
from bot.vital_signs import Contact
from storage.engine.sqlite.backup_files import newest_copy
from storage.store import Store

# However often somebody asks, the database is asked no more often than this.
KEPT_SECONDS: Final = 2.0
_TICK: Final = os.sysconf("SC_CLK_TCK")
# Of the fields behind the name of a process in its `stat` (proc(5)), those of user and system time.
_TIMES: Final = slice(11, 13)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found at one moment; -1 stands for what never happened."""

    values: Mapping[str, float]
    memory_bytes: Mapping[str, int]
    processor_seconds: Mapping[str, float]
    worker_restarts: int

    WORDS: ClassVar[Mapping[str, str]] = {
        "backlog_posts": "Posts and changes that could be sent now.",
        "later_posts": "Posts and changes that wait for their hour.",
        "oldest_post_seconds": "Time since the oldest post that waits could have been sent.",
        "doubtful_posts": "Waiting posts that may have been sent already.",
        "failed_posts": "Posts that failed for good and are kept for the owners.",
        "subscribers": "Chats that get the news.",
        "articles": "Articles stored.",
        "waiting_updates": "Updates that are not handled yet.",
        "copy_age_seconds": "Age of the newest copy in the folder of copies beside the database.",
        "feed_age_seconds": "Time since the feed that was not read for longest was read.",
        "telegram_age_seconds": "Time since Telegram last answered the call for updates.",
    }


@dataclass(slots=True)
class FigureSource:
    """Looks the figures up, at most every two seconds.

    Args:
        store: holds queues and chats.
        feed_urls: the feeds that are polled.
        waiting_updates: tells how many updates wait.
        worker: tells the state of the process that parses.
        telegram: tells when Telegram last answered.
        copies: the folder of copies; None where there can't be one.
        now: gives the current time, aware UTC.
        clock: gives monotonic seconds.
    """

    store: Store
    feed_urls: Sequence[str]
    waiting_updates: Callable[[], int]
    worker: Callable[[], WorkerState]
    telegram: Contact
    copies: Path | None
    now: Callable[[], datetime]
    clock: Callable[[], float] = time.monotonic
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _found: Figures | None = None
    _found_at: float = 0.0

    async def __call__(self) -> Figures:
        """Return figures that are at most two seconds old.

        Raises:
            StorageError: the database can't be read.
        """
        async with self._turn:
            if self._found is None or self.clock() - self._found_at >= KEPT_SECONDS:
                self._found = await self._look()
                self._found_at = self.clock()
            return self._found

    async def _look(self) -> Figures:
        now, state = self.now(), self.worker()
        backlog = await self.store.outbox.backlog(now)
        read = [feed.last_success for feed in await self.store.feeds.all(self.feed_urls)]
        # One that was never read was not read for longest.
        known = [one for one in read if one is not None]
        oldest = min(known) if known and len(known) == len(read) else None
        telegram = self.telegram.health.age_seconds
        copied = await self._newest_copy(now)
        processes = {"bot": os.getpid(), "worker": state.pid}
        running = {name: pid for name, pid in processes.items() if pid is not None}
        return Figures(
            {
                "backlog_posts": backlog.due,
                "later_posts": backlog.later,
                "oldest_post_seconds": _age(backlog.oldest_due, now) or 0.0,
                "doubtful_posts": backlog.in_doubt,
                "failed_posts": backlog.failed,
                "subscribers": await self.store.chats.count_active(),
                "articles": await self.store.articles.count(),
                "waiting_updates": self.waiting_updates(),
                "copy_age_seconds": -1 if copied is None else _age(copied, now) or 0.0,
                "feed_age_seconds": -1 if oldest is None else _age(oldest, now) or 0.0,
                "telegram_age_seconds": -1 if telegram is None else telegram,
            },
            {
                name: size
                for name, pid in running.items()
                if (size := resident_bytes(pid)) is not None
            },
            {
                name: seconds
                for name, pid in running.items()
                if (seconds := processor_seconds(pid)) is not None
            },
            state.restarts,
        )

    async def _newest_copy(self, now: datetime) -> datetime | None:
        if self.copies is None:
            return None
        return await asyncio.to_thread(newest_copy, self.copies, now)


def _age(then: datetime | None, now: datetime) -> float | None:
    return None if then is None else max(0.0, (now - then).total_seconds())


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process (proc(5)); None where the system does not tell.

    The library's own figure needs the boot time, which a unit with `ProcSubset=pid` hides.
    """
    try:
        # The name in brackets may hold spaces and brackets.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[_TIMES]) / _TICK
    except (OSError, ValueError):
        return None
