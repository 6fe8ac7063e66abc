"""Prints to the terminal, and tells errors as plain lines."""

import contextlib
import signal
from collections.abc import Iterator

import typer
from rich.console import Console

from bot.errors import KhabarError
from storage.errors import StorageError

screen = Console(highlight=False, soft_wrap=True)
error_console = Console(stderr=True, highlight=False, soft_wrap=True)


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a command, each after what it has begun is done.

    A terminal or a connection that is closed sends SIGHUP; under `nohup` it counts for nothing.
    """
    always = (signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return always
    return (*always, signal.SIGHUP)


@contextlib.contextmanager
def report_errors() -> Iterator[None]:
    """Print the project's own errors as plain lines, with exit status 1."""
    try:
        yield
    except (KhabarError, StorageError) as error:
        for line in str(error).splitlines():
            error_console.print(f"khabar: {line}", markup=False)
        raise typer.Exit(1) from None
