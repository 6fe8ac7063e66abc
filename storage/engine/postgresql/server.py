"""Connects to a PostgreSQL server that takes writes, each time with a bound."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import AsyncConnection, conninfo

from storage.engine.address import session_name
from storage.engine.database import to_its_end
from storage.engine.postgresql.errors import not_connected, translated
from storage.engine.postgresql.session_settings import (
    CONNECT_WITHIN,
    LOCK_WITHIN,
    STATEMENT_WITHIN,
    set_up,
)
from storage.errors import StorageError

OLDEST = 15
# By then the server has ended a statement itself, and has told so if anything comes through.
ANSWERED_WITHIN = STATEMENT_WITHIN + LOCK_WITHIN
# One of a cluster whose machine is gone must leave time for the others; libpq takes no less.
_LEAST_FOR_A_HOST = timedelta(seconds=2)

ServerConnection = AsyncConnection[Any]


def complete_address(address: str, *, instance: str = "") -> str:
    """Add to an address how every connection is made; what it names itself goes first.

    Of several hosts the one that leads the cluster is taken: the others take no writes.
    """
    given = conninfo.conninfo_to_dict(address)
    hosts = str(given.get("hostaddr") or given.get("host") or "").count(",") + 1
    ours: dict[str, Any] = {
        "client_encoding": "utf8",
        "connect_timeout": _seconds(max(CONNECT_WITHIN / hosts, _LEAST_FOR_A_HOST)),
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "target_session_attrs": "primary",
        "tcp_user_timeout": LOCK_WITHIN // timedelta(milliseconds=1),
    }
    named = {"application_name": session_name(instance)}
    return conninfo.make_conninfo("", **(ours | given | named))


def _seconds(duration: timedelta) -> int:
    return duration // timedelta(seconds=1)


async def connect(address: str, *, read_only: bool = False, instance: str = "") -> ServerConnection:
    """Make one connection outside of any pool; whoever asked for it closes it.

    It bears the name of the instance, if one is given.

    Raises:
        StorageError: why it can't be made, in one sentence.
    """
    try:
        connection: ServerConnection = await AsyncConnection.connect(
            complete_address(address, instance=instance), autocommit=True
        )
    except psycopg.Error as error:
        raise not_connected(error) from None
    try:
        await set_up(connection, read_only=read_only)
    except BaseException as error:
        await to_its_end(connection.close())
        if isinstance(error, psycopg.Error):
            raise translated(error) from error
        raise
    return connection


def check_server(version: int, encoding: str) -> None:
    """Refuse a server that is too old, or a database that can't hold Arabic.

    Args:
        version: as libpq gives it: 150004 for 15.4.
        encoding: of the database.

    Raises:
        StorageError: the server or the database is not fit for Khabar.
    """
    if version // 10_000 < OLDEST:
        raise StorageError(
            f"the database's server is PostgreSQL {version // 10_000}, and Khabar needs "
            f"{OLDEST} or newer"
        )
    if encoding != "UTF8":
        raise StorageError(
            f"the database is encoded in {encoding}, and Khabar needs one in UTF8: "
            "createdb --encoding UTF8 --template template0"
        )


def check_sessions(numbers: Iterable[int]) -> None:
    """Refuse a pooler that gives a session at the server away after each transaction.

    What holds for a session would hold for whoever gets it next: its locks, its time-outs, that it
    takes no writes.

    Args:
        numbers: of the sessions at the server, of connections that are open at this moment.

    Raises:
        StorageError: two connections share one.
    """
    known = list(numbers)
    if len(set(known)) < len(known):
        raise StorageError(
            "a pooler stands before the database, and is not in session mode: set pool_mode = "
            "session there, or name the server's own port in DATABASE"
        )
