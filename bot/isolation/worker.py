"""Runs jobs one by one in a worker process, and kills and replaces it when needed."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec, Protocol, Self, TypeVar

from bot.backoff import Backoff
from bot.errors import JobKilled, WorkerUnavailable
from bot.isolation.child_process import STARTS_WITHIN, kill, read_frame, start_child, write_frame
from bot.isolation.job_results import raised_error, read_reply, result_of
from bot.isolation.limits import JobLimits
from bot.isolation.protocol import ProtocolError, dump_arguments, encode_message, name_of

log = logging.getLogger(__name__)

ENDS_WITHIN = timedelta(seconds=2)
FIRST_PAUSE_SECONDS = 0.5
LAST_PAUSE_SECONDS = 30.0

P = ParamSpec("P")
R = TypeVar("R")


class Isolate(Protocol):
    """Runs a function on untrusted input."""

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function and return its result.

        Raises:
            KhabarError: the function raised it.
            IsolationError: the function was killed, failed unexpectedly, or could not be run.
        """
        ...


async def in_thread(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run the function in a thread, without isolation: for trusted files and tests."""
    return await asyncio.to_thread(function, *args, **kwargs)


def _why(error: Exception) -> str:
    """Say why a child was not ready, for whoever reads the log."""
    match error:
        case asyncio.IncompleteReadError():
            return "it ended as it began, as where memory is short"
        case TimeoutError():
            return f"it was not ready within {STARTS_WITHIN.total_seconds():.0f} s"
        case OSError(strerror=str(words)):
            return words
        case _:
            return type(error).__name__


@dataclass(frozen=True, slots=True)
class WorkerState:
    """The worker's state: whether a process is running, and how often one was replaced.

    `failing` while none can be started; `pid` is the process's id, if it runs.
    """

    running: bool
    restarts: int
    killed: int
    failing: bool = False
    pid: int | None = None


class WorkerProcess:
    """Runs functions in a child process within `limits`; an `Isolate`.

    The child is executed anew and not forked, so that it holds nothing of the bot's memory. Use it
    as a context manager; one job runs at a time, the others wait in order of arrival. What a
    function imports only when it runs it should import `untimed`.
    """

    def __init__(
        self,
        functions: Sequence[Callable[..., Any]],
        *,
        limits: JobLimits | None = None,
    ) -> None:
        self._functions = {name_of(function): function for function in functions}
        self._limits = limits or JobLimits()
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._backoff = Backoff(FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS)
        self._restarts = -1
        self._killed = 0
        self._closed = False
        self._jobs = 0

    async def __aenter__(self) -> Self:
        self._warm_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the child process, whatever it is doing."""
        self._closed = True
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.cancel()
            started = (await asyncio.gather(starting, return_exceptions=True))[0]
            if isinstance(started, asyncio.subprocess.Process):
                await kill(started)
        await self._end()

    @property
    def state(self) -> WorkerState:
        """The worker's state, for health checks."""
        running = self._process is not None and self._process.returncode is None
        pid = self._process.pid if self._process is not None and running else None
        return WorkerState(
            running, max(0, self._restarts), self._killed, failing=self._backoff.pause > 0, pid=pid
        )

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function in the child process.

        Raises:
            KhabarError: the function raised it.
            JobKilled: it exceeded its CPU time, wall time or memory.
            JobFailed: it raised an unexpected exception.
            WorkerUnavailable: no child process can be started now.
        """
        return await self._run(self._limits.processor, function, args, kwargs)

    def within(self, processor: timedelta) -> Isolate:
        """Return an `Isolate` that runs jobs in the same child, each with less processor time."""

        async def isolate(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
            return await self._run(processor, function, args, kwargs)

        return isolate

    async def _run(
        self,
        processor: timedelta,
        function: Callable[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        name = name_of(function)
        if name not in self._functions:
            raise LookupError(f"{name} was not named when the worker was made")
        call = {
            "function": name,
            "arguments": dump_arguments(function, args, kwargs),
            "processor": min(processor, self._limits.processor).total_seconds(),
        }
        message = await asyncio.to_thread(encode_message, call)
        self._jobs += 1
        try:
            async with self._turn:
                data = await self._exchange(message)
                reply = await asyncio.to_thread(read_reply, data)
                # The start of the next child takes a second, which a job that waits would lose.
                if reply.get("last") or (reply.get("grown") and self._jobs == 1):
                    await self._replace()
        finally:
            self._jobs -= 1
        if "result" in reply:
            result: R = await asyncio.to_thread(result_of, function, reply["result"])
            return result
        raise raised_error(reply)

    async def _exchange(self, message: bytes) -> bytes:
        process = await self._up()
        try:
            async with asyncio.timeout(self._limits.wall.total_seconds()):
                await write_frame(process, message)
                data = await read_frame(process, self._limits.answer_bytes)
        except TimeoutError:
            raise await self._killed_by("wall time") from None
        except (OSError, asyncio.IncompleteReadError, ProtocolError):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ENDS_WITHIN.total_seconds()):
                    await process.wait()
            limit = "processor time" if process.returncode == -signal.SIGPROF else "memory"
            raise await self._killed_by(limit) from None
        except asyncio.CancelledError:
            # Its answer would be taken for that of the next job.
            await asyncio.shield(self._replace())
            raise
        return data

    async def _killed_by(self, limit: str) -> JobKilled:
        await self._replace()
        self._killed += 1
        return JobKilled(f"parsing was stopped at its limit of {limit}")

    async def _replace(self) -> None:
        """End the child and start the next one."""
        await self._end()
        self._warm_up()

    async def _up(self) -> asyncio.subprocess.Process:
        """Return the running child, started if there is none."""
        while True:
            if self._process is not None and self._process.returncode is None:
                return self._process
            if self._process is not None:
                # As the kernel does where the machine's memory is out.
                ended = self._process.returncode
                log.warning("the worker process was ended from outside (%s); begun anew", ended)
            await self._end()
            self._warm_up()
            if self._starting is None:
                raise WorkerUnavailable("the worker process has been closed")
            starting = self._starting
            try:
                self._process = await asyncio.shield(starting)
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ProtocolError) as error:
                self._starting = None
                self._backoff.failed()
                raise WorkerUnavailable(
                    f"the worker process can't be started: {_why(error)}"
                ) from error
            self._starting = None
            self._backoff.succeeded()

    def _warm_up(self) -> None:
        """Start the next child in the background, if none is being started."""
        if not self._closed and self._starting is None:
            self._starting = asyncio.create_task(self._start(), name="worker process start")

    async def _start(self) -> asyncio.subprocess.Process:
        await asyncio.sleep(self._backoff.pause)
        process = await start_child(self._functions, self._limits)
        self._restarts += 1
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await kill(process)
