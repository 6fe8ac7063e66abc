"""What stands between the instances of other tests and their servers behaves as a network does."""

import asyncio
import contextlib
import socket
import threading

from tests.end_to_end.line import line_to


def _echo(listening: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection, _ = listening.accept()
        with connection:
            while data := connection.recv(100):
                connection.sendall(data)


async def test_a_line_passes_on_while_the_loop_of_its_test_stands_still() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_echo, args=(listening,), daemon=True).start()
        port = listening.getsockname()[1]
        async with line_to(lambda: asyncio.open_connection("127.0.0.1", port)) as line:
            with socket.create_connection(("127.0.0.1", line.port), timeout=10) as program:
                program.sendall(b"hello")
                assert program.recv(100) == b"hello"
