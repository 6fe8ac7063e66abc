"""Opens the archive for commands that work on it beside a running bot, and ends them on Ctrl+C."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

import typer

from bot import event_loop
from bot.cli.resources import sandbox_database
from bot.cli.terminal import ending_signals, error_console
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress
from storage.engine.database import Database
from storage.engine.running import running_on
from storage.engine.upgrade import open_migrated
from storage.errors import AlreadyRunning, CopyStopped

T = TypeVar("T")

INTERRUPTED = 130


@contextlib.asynccontextmanager
async def open_archive(address: DatabaseAddress, *, purpose: str) -> AsyncIterator[Database]:
    """Open the database beside a running bot, for one such command at a time.

    Raises:
        ConfigError: the same command is running on this database already.
        StorageError: the database can't be used.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(running_on(address, purpose=purpose))
        except AlreadyRunning:
            raise ConfigError(f"another {purpose} is running on {address}") from None
        database = await open_migrated(address)
        stack.push_async_callback(database.close)
        yield database


def run_interruptible(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end; Ctrl+C, SIGTERM or SIGHUP cancels it, with exit status 130."""

    async def _run() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for name in ending_signals():
            loop.add_signal_handler(name, task.cancel)
        await task

    try:
        event_loop.run(_run())
    except asyncio.CancelledError:
        error_console.print("khabar: stopped; the same command goes on from here")
        raise typer.Exit(INTERRUPTED) from None


def run_stoppable(work: Callable[[threading.Event], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine whose work is done in a thread, which can't be cancelled, to its end.

    Ctrl+C, SIGTERM or SIGHUP sets the event. Where the work heeds it, the exit status is 130; where
    that came too late for it, all is as without the signal, so that what was done is told.
    """

    async def _run() -> T:
        stopped = threading.Event()
        loop = asyncio.get_running_loop()
        for name in ending_signals():
            loop.add_signal_handler(name, stopped.set)
        return await work(stopped)

    try:
        return event_loop.run(_run())
    except CopyStopped:
        error_console.print("khabar: stopped; nothing was changed")
        raise typer.Exit(INTERRUPTED) from None


def name_database(settings: Settings) -> None:
    """Say which archive is meant where there are two: a sandbox has one of its own."""
    if running := sandbox_database(settings):
        error_console.print(
            f"khabar: this works on {settings.database}, not on the archive of the running "
            f"sandbox; for that one: DATABASE={running}",
            markup=False,
        )
