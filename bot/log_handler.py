"""Writes the log from a thread of its own, so that whoever reads it can't hold up the bot.

A terminal that is stopped by Ctrl+S, a pipe that nobody reads and a log service that hangs take no
more bytes at some moment, and a write to them waits: without an end, and with it all news.
"""

import logging
import os
import queue
import select
import threading
from collections.abc import Callable
from typing import Final

# Of some 200 bytes each. What comes while about so many wait is dropped, and counted.
MAX_WAITING: Final = 2_000
LAST_SECONDS: Final = 1.0


class BackgroundHandler(logging.Handler):
    """Hands records to a thread that writes them; never waits for it except in `close`.

    A record may come out of a garbage collection in the midst of anything, from this very module:
    so nothing here takes a lock that its own thread could hold already.

    Args:
        descriptor: an open file, pipe, socket or terminal.
        make_thread: makes the thread that writes.
    """

    def __init__(
        self, descriptor: int, make_thread: Callable[..., threading.Thread] = threading.Thread
    ) -> None:
        super().__init__()
        self._make_thread = make_thread
        self._descriptor = descriptor
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        # Each counted by one side alone: who emits, and who writes.
        self._dropped = 0
        self._told = 0
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record; drop it where too many wait."""
        try:
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
        except Exception:  # noqa: BLE001 - a record that can't be written must not end the work
            self.handleError(record)
            return
        if self._waiting.qsize() >= MAX_WAITING or not self._is_written():
            self._dropped += 1
        else:
            self._waiting.put(line)

    def _is_written(self) -> bool:
        """Return whether there is a thread that writes, after a try to start it."""
        if self._thread is None:
            thread = self._make_thread(target=self._write_all, name="log", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False  # the next record may find room for a thread
            self._thread = thread
        return True

    def close(self) -> None:
        """Wait up to `LAST_SECONDS` for what is still to be written."""
        super().close()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(LAST_SECONDS)

    def _write_all(self) -> None:
        while (line := self._waiting.get()) is not None:
            self._tell_dropped()
            self._write(line)
        self._tell_dropped()

    def _tell_dropped(self) -> None:
        dropped = self._dropped
        if dropped > self._told:
            number = dropped - self._told
            self._write(f"{number} lines of the log were dropped: nobody read them\n".encode())
            self._told = dropped

    def _write(self, line: bytes) -> None:
        while line:
            try:
                line = line[os.write(self._descriptor, line) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError:
                return  # who read it has gone
