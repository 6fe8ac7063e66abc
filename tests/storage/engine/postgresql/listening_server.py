"""A PostgreSQL that listens on a port of this machine, for what only TCP and passwords show."""

import contextlib
from collections.abc import Iterator

from tests import postgresql
from tests.ports import held_port


def at_port(port: int) -> dict[str, str]:
    return {"listen_addresses": "127.0.0.1", "port": str(port)}


@contextlib.contextmanager
def listening_server() -> Iterator[tuple[postgresql.Server, int]]:
    """A server that listens on a port of this machine, too."""
    binaries = postgresql.programs()
    assert binaries is not None
    with held_port() as port, postgresql.running_server(binaries, **at_port(port)) as started:
        yield started, port
