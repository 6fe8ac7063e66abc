"""Writes the log from a thread of its own, so that whoever reads it can't hold up the bot.

A terminal that is stopped by Ctrl+S, a pipe that nobody reads and a log service that hangs take no
more bytes at some moment, and a write to them waits: without an end, and with it all news.
"""

import logging
import os
import queue
import select
import threading
from typing import Final

# Of some 200 bytes each. What comes while so many wait is dropped, and counted.
MAX_WAITING: Final = 2_000
LAST_SECONDS: Final = 1.0


class BackgroundHandler(logging.Handler):
    """Hands records to a thread that writes them; never waits for it except in `close`.

    Args:
        descriptor: an open file, pipe, socket or terminal.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._waiting: queue.Queue[bytes | None] = queue.Queue(MAX_WAITING)
        self._lock = threading.Lock()
        self._dropped = 0
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record; drop it where too many wait."""
        try:
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
        except Exception:  # noqa: BLE001 - a record that can't be written must not end the work
            self.handleError(record)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
            self._thread.start()
        try:
            self._waiting.put_nowait(line)
        except queue.Full:
            with self._lock:
                self._dropped += 1

    def close(self) -> None:
        """Wait up to `LAST_SECONDS` for what is still to be written."""
        super().close()
        thread, self._thread = self._thread, None
        if thread is not None:
            try:
                self._waiting.put(None, timeout=LAST_SECONDS)
            except queue.Full:
                return  # it has been stuck for long, and is left alone
            thread.join(LAST_SECONDS)

    def _write_all(self) -> None:
        while (line := self._waiting.get()) is not None:
            with self._lock:
                dropped, self._dropped = self._dropped, 0
            if dropped:
                self._write(f"{dropped} lines of the log were dropped: nobody read them\n".encode())
            self._write(line)

    def _write(self, line: bytes) -> None:
        while line:
            try:
                line = line[os.write(self._descriptor, line) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError:
                return  # who read it has gone
