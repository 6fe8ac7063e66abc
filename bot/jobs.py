"""What APScheduler runs, and when: polls that set their own next time, and daily pruning.

A job must outlive whatever happens in it: each is scheduled again in a `finally`, with no
misfire grace, because APScheduler drops a run that comes more than a second late.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from telegram.ext import CallbackContext, JobQueue

from bot.errors import KhabarError
from bot.ingest.poll import PollResult
from storage.errors import StorageError

log = logging.getLogger(__name__)

# After trouble of our own (a full disk, a locked database): neither a storm nor a long silence.
TROUBLE_PAUSE = timedelta(seconds=30)

T = TypeVar("T")
Queue = JobQueue[Any]
Context = CallbackContext[Any, Any, Any, Any]


class Poller(Protocol):
    """Polls one feed and says when to come back."""

    async def poll(self, url: str) -> PollResult: ...


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Work that comes round at a fixed interval."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Jobs:
    """Owns the running jobs, so that shutting down can end and await them."""

    queue: Queue
    poller: Poller
    wake_delivery: Callable[[], None]
    now: Callable[[], datetime]
    _running: set[asyncio.Task[Any]] = field(default_factory=set)
    _wanted: set[str] = field(default_factory=set)
    _stopping: bool = False

    def start(self, feeds: Sequence[str], chores: Sequence[PeriodicJob] = ()) -> None:
        """Poll every feed at once, and from then on when each poll says."""
        for url in feeds:
            self._poll_in(timedelta(0), url)
        for chore in chores:
            self.queue.run_repeating(
                self._do,
                interval=chore.every,
                data=chore,
                name=chore.name,
                job_kwargs={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            )

    def poll_now(self, url: str) -> None:
        """Bring the next poll of a feed forward: somebody said that there is news."""
        if url not in self._wanted:
            self._wanted.add(url)
            self._poll_in(timedelta(0), url)

    async def stop(self) -> None:
        """End the jobs that run and wait for them; a poll that was cut is polled again."""
        self._stopping = True
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

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
        delay = TROUBLE_PAUSE
        try:
            async with self._owned():
                result = await self.poller.poll(url)
                delay = max(result.next_check - self.now(), timedelta(seconds=0.2))
                if result.pushed:
                    self.wake_delivery()
        except asyncio.CancelledError:
            # `stop` has cut the poll; APScheduler would log that as its failure.
            if not self._stopping:
                raise
        except (StorageError, KhabarError) as error:
            log.error("poll of %s failed, will retry: %s", url, error)  # noqa: TRY400 - the cause is in the message, a trace would only be noise
        except Exception:
            log.exception("poll of %s failed with an unexpected error", url)
        finally:
            # A wish that came while this poll ran may be for what it has not seen any more.
            self._poll_in(timedelta(0) if url in self._wanted else delay, url)

    async def _do(self, context: Context) -> None:
        chore = _data(context, PeriodicJob)
        try:
            async with self._owned():
                await chore.work()
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        except (StorageError, KhabarError) as error:
            log.error("periodic job '%s' failed, will retry: %s", chore.name, error)  # noqa: TRY400 - as above
        except Exception:
            log.exception("periodic job '%s' failed with an unexpected error", chore.name)

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


def _data(context: Context, kind: type[T]) -> T:
    data = context.job.data if context.job else None
    if not isinstance(data, kind):
        raise TypeError(f"a job without its {kind.__name__}")
    return data
