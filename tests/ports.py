"""Ports that a test names before a server listens there."""

import contextlib
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """A port of 127.0.0.1 for a server of the test's; until that listens, nobody answers there.

    One that is looked up and let go may be another process's a moment later, as the port of a
    server or of a connection. The kernel gives out none to which a socket is bound, and lets a
    server listen there whose socket has SO_REUSEADDR, too, as long as this one does not listen.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
