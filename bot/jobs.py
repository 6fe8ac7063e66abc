"""Schedules the periodic jobs: polls that set their own next time, and daily pruning.

A job must outlive whatever happens in it: each is scheduled again in a `finally`, with no
misfire grace, because APScheduler drops a run that comes more than a second late.

APScheduler plans by the clock on the wall. When that is set back, what was planned would come as
much later: it is moved along. When it is set forward, a plain interval would count up all the
turns that it has missed, one by one on the loop: here the next one is counted from now.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from apscheduler.triggers.base import BaseTrigger
from telegram.ext import CallbackContext, JobQueue

from bot.clock import ClockWatch
from bot.errors import KhabarError
from bot.ingest.polling.poll import PollResult
from bot.supervised_tasks import supervise
from storage.errors import StorageError
from storage.future_time_limits import LONGEST_FEED_WAIT

log = logging.getLogger(__name__)

# After trouble of our own (a full disk, a locked database): neither a storm nor a long silence.
TROUBLE_PAUSE = timedelta(seconds=30)
# A lock may fail a poll or two; a full disk fails all.
LASTING_FAILURES = 3
LOOK_AT_CLOCK_EVERY = timedelta(seconds=1)

T = TypeVar("T")
Queue = JobQueue[Any]
Context = CallbackContext[Any, Any, Any, Any]


class Poller(Protocol):
    """Polls one feed and says when to poll again."""

    async def poll(self, url: str, *, notified: bool = False) -> PollResult: ...


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Work that is repeated at a fixed interval."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


class FixedInterval(BaseTrigger):  # type: ignore[misc]
    """A trigger a fixed time after the last run, however far the system clock was set."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when the next run is due; called by APScheduler."""
        due = (previous_fire_time or now) + self._every
        return due if now < due <= now + self._every else now + self._every


@dataclass(slots=True)
class Jobs:
    """Owns the running jobs, so that a shutdown can end and await them.

    `on_jump` is called when the clock was set, forward or back; `on_storage_failure` when polls
    have failed three times in a row because the database can't be used, and each time after that;
    `on_notified` when a notification says that there is news.
    """

    queue: Queue
    poller: Poller
    wake_delivery: Callable[[], None]
    now: Callable[[], datetime]
    on_jump: Callable[[], Awaitable[object]] | None = None
    on_storage_failure: Callable[[], None] = lambda: None
    on_notified: Callable[[], None] = lambda: None
    monotonic: Callable[[], float] = time.monotonic
    _watching: asyncio.Task[None] | None = None
    _running: set[asyncio.Task[Any]] = field(default_factory=set)
    _wanted: set[str] = field(default_factory=set)
    _notified: set[str] = field(default_factory=set)
    _stopping: bool = False
    _storage_failures: int = 0

    def start(self, feeds: Sequence[str], periodic_jobs: Sequence[PeriodicJob] = ()) -> None:
        """Start the periodic jobs and the polls, the first of each feed at once."""
        if self._watching is None:
            self._watching = supervise("clock", self._watch_clock)
        for url in feeds:
            self._poll_in(timedelta(0), url)
        for job in periodic_jobs:
            self.queue.run_custom(
                self._do,
                data=job,
                name=job.name,
                job_kwargs={
                    "trigger": FixedInterval(job.every),
                    "misfire_grace_time": None,
                    "coalesce": True,
                    "max_instances": 1,
                },
            )

    def poll_now(self, url: str) -> None:
        """Poll a feed at once, because a notification says that there is news."""
        self._notified.add(url)
        self.on_notified()
        if url not in self._wanted:
            self._wanted.add(url)
            self._poll_in(timedelta(0), url)

    async def stop(self) -> None:
        """Cancel running jobs and wait for them; the next start repeats an interrupted poll."""
        self._stopping = True
        ending = [*self._running, *([self._watching] if self._watching else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    async def _watch_clock(self) -> None:
        """Move along what was planned by a clock that was set since then."""
        clock = ClockWatch(self.now, self.monotonic)
        while True:
            await asyncio.sleep(LOOK_AT_CLOCK_EVERY.total_seconds())
            jumped = clock.jump()
            if not jumped:
                continue
            clock.settle(jumped)
            log.warning("the clock was set by %s", jumped)
            for job in self.queue.jobs():
                planned = job.next_t
                if planned is not None and jumped < timedelta(0):
                    job.job.modify(next_run_time=max(planned + jumped, self.now()))
            if self.on_jump is not None:
                try:
                    await self.on_jump()
                except StorageError as error:
                    log.error("stored times not corrected, retried at next start: %s", error)  # noqa: TRY400 - the message says it all

    def _poll_in(self, delay: timedelta, url: str) -> None:
        if self._stopping:
            return
        name = f"poll {url}"
        for waiting in self.queue.get_jobs_by_name(name):
            waiting.schedule_removal()
        self.queue.run_once(
            self._poll, when=delay, data=url, name=name, job_kwargs={"misfire_grace_time": None}
        )

    async def _poll(self, context: Context) -> None:
        url = _data(context, str)
        self._wanted.discard(url)
        notified = url in self._notified
        self._notified.discard(url)
        delay, polled = TROUBLE_PAUSE, False
        try:
            async with self._owned():
                result = await self.poller.poll(url, notified=notified)
                self._storage_failures, polled = 0, True
                delay = max(result.next_check - self.now(), timedelta(seconds=0.2))
                if delay > LONGEST_FEED_WAIT:
                    # The clock was set back after the poll had looked at it.
                    delay = TROUBLE_PAUSE
                if result.pushed:
                    self.wake_delivery()
        except asyncio.CancelledError:
            # `stop` has cut the poll; APScheduler would log that as its failure.
            if not self._stopping:
                raise
        except (StorageError, KhabarError) as error:
            log.log(_level(error), "poll of %s failed, will retry: %s", url, error)
            self._storage_failures += isinstance(error, StorageError)
            if self._storage_failures >= LASTING_FAILURES:
                self.on_storage_failure()
        except Exception:
            log.exception("poll of %s failed with an unexpected error", url)
        finally:
            if notified and not polled:
                # What the notification told of is still to be looked for.
                self._notified.add(url)
            # A request that came while this poll ran may concern articles that it has not seen: the
            # poll that it has planned is still to begin.
            if url not in self._wanted:
                self._poll_in(delay, url)

    async def _do(self, context: Context) -> None:
        job = _data(context, PeriodicJob)
        try:
            async with self._owned():
                await job.work()
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        except (StorageError, KhabarError) as error:
            log.log(_level(error), "periodic job '%s' failed, will retry: %s", job.name, error)
        except Exception:
            log.exception("periodic job '%s' failed with an unexpected error", job.name)

    @contextlib.asynccontextmanager
    async def _owned(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task is None:  # pragma: no cover - a coroutine always runs in a task
            raise RuntimeError("no task")
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)


def _level(error: Exception) -> int:
    """Tell trouble of our own, a database that fails, from others', which passes by itself."""
    return logging.ERROR if isinstance(error, StorageError) else logging.WARNING


def _data(context: Context, kind: type[T]) -> T:
    data = context.job.data if context.job else None
    if not isinstance(data, kind):
        raise TypeError(f"a job without its {kind.__name__}")
    return data
