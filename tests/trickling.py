"""A server whose answers do not end. Its threads are not slowed down by a busy event loop."""

import asyncio
import socket
import socketserver
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# No write takes so long where somebody reads.
PATIENCE_SECONDS = 30.0


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 64

    def __init__(
        self, first: bytes, again: bytes, pause: float, asked: threading.Event | None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.first, self.again, self.pause, self.asked = first, again, pause, asked
        self.ended = threading.Event()

    def end(self) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()


class _Connection(socketserver.BaseRequestHandler):
    server: _Server
    request: socket.socket

    def handle(self) -> None:
        self.request.settimeout(PATIENCE_SECONDS)
        try:
            self._talk()
        except OSError:
            return

    def _talk(self) -> None:
        if self.request.recv(1) and self.server.asked is not None:
            self.server.asked.set()
        self.request.sendall(self.server.first)
        while self.server.again and not self.server.ended.wait(self.server.pause):
            self.request.sendall(self.server.again)
        while self.request.recv(65_536):
            pass


@asynccontextmanager
async def trickling(
    first: bytes, again: bytes, pause: float = 0.0, *, asked: threading.Event | None = None
) -> AsyncIterator[str]:
    """Serve `first` to who has asked for anything, and then `again` until they go; yield the host.

    Args:
        first: what comes at once.
        again: what comes after each pause; with nothing here it is silent.
        pause: seconds.
        asked: set by the first byte of a request.
    """
    server = _Server(first, again, pause, asked)
    running = threading.Thread(target=server.serve_forever, args=(0.02,))
    running.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        await asyncio.to_thread(server.end)
        running.join()
