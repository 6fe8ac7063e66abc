"""Tells systemd that the bot is ready, alive and what it does (sd_notify(3))."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Mapping

_MICROSECONDS = 1_000_000
_KIND = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC


class ServiceManager:
    """Sends notes to the socket that the service manager has named; without one, does nothing.

    Args:
        environ: the environment, in which `NOTIFY_SOCKET` and `WATCHDOG_USEC` stand.
        pid: this process, for `WATCHDOG_PID`.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        pid: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # A name that begins with @ is one of the kernel's, not of the file system.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watchdog = _watchdog(environ, os.getpid() if pid is None else pid)
        self._clock = clock
        self._told = float("-inf")

    @property
    def listens(self) -> bool:
        """Whether anybody is told."""
        return bool(self._address)

    def ready(self) -> None:
        """The bot has started."""
        self._send("READY=1")

    def alive(self) -> None:
        """The event loop turns; called however often, told as often as the watchdog needs it."""
        if self._watchdog is not None and self._clock() - self._told >= self._watchdog:
            self._told = self._clock()
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The bot ends."""
        self._send("STOPPING=1")

    def status(self, words: str) -> None:
        """Say in a line what the bot does, for `systemctl status`."""
        self._send(f"STATUS={' '.join(words.split())}")

    def _send(self, note: str) -> None:
        if not self._address:
            return
        # A manager that does not listen is no reason to stop the news.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, _KIND) as sock:
            sock.setblocking(False)
            sock.sendto(note.encode(), self._address)


def _watchdog(environ: Mapping[str, str], pid: int) -> float | None:
    """Return a third of the watchdog's seconds, if it watches this process.

    sd_watchdog_enabled(3) wants a note in each half at the latest.
    """
    watched = environ.get("WATCHDOG_PID", "")
    microseconds = environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or int(microseconds) == 0 or watched not in {"", str(pid)}:
        return None
    return int(microseconds) / _MICROSECONDS / 3
