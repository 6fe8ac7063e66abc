"""Connects to a PostgreSQL server, with the time-outs that every connection has."""

from datetime import timedelta
from typing import Any

import psycopg
from psycopg import AsyncConnection, conninfo

from storage.engine.address import session_name
from storage.engine.postgresql.connection import prepare
from storage.engine.postgresql.errors import not_connected
from storage.errors import StorageError

OLDEST = 15
CONNECT_WITHIN = timedelta(seconds=10)
# As long as SQLite waits for another process; what runs longer is stopped by the server.
LOCK_WITHIN = timedelta(seconds=15)
STATEMENT_WITHIN = timedelta(seconds=60)
# A process that is frozen in the middle of a transaction holds up all others for so long.
IDLE_WITHIN = timedelta(seconds=10)
# By then the server has ended a statement itself, and has told so if anything comes through.
ANSWERED_WITHIN = STATEMENT_WITHIN + LOCK_WITHIN

ServerConnection = AsyncConnection[Any]


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)


def complete_address(address: str, *, read_only: bool, instance: str = "") -> str:
    """Add the time-outs of every connection to the address; what it names itself goes first."""
    settings: dict[str, Any] = {
        "lock_timeout": _milliseconds(LOCK_WITHIN),
        "statement_timeout": _milliseconds(STATEMENT_WITHIN),
        "idle_in_transaction_session_timeout": _milliseconds(IDLE_WITHIN),
        # A lock that lasts as long as its session, and what is listened to, wait for hours.
        "idle_session_timeout": 0,
        # A plan that fits every value fits the rare words of a search badly.
        "plan_cache_mode": "force_custom_plan" if read_only else "auto",
        "default_transaction_read_only": "on" if read_only else "off",
        "default_transaction_isolation": "read\\ committed",
        "jit": "off",
        # Statements have the index they need. One that was planned by a table that was empty would
        # read it whole for each row that it adds: an hour for 100,000 chats. And words that the
        # server takes for commoner than they are it would look for in every text of the archive.
        "enable_seqscan": "off",
        # What is read is a page of rows: workers take longer to start than to find it.
        "max_parallel_workers_per_gather": 0,
        "client_encoding": "utf8",
    }
    if not read_only:
        # What addresses an article to 100,000 chats is sorted and checked in it, not on the disk.
        settings["work_mem"] = "32MB"
        # A list that the server expects to be larger than this it would not keep by its values, but
        # read once for each row that is looked for in it: for a million chats, hours. What is
        # really needed is what the list really holds.
        settings["hash_mem_multiplier"] = 16
    given = conninfo.conninfo_to_dict(address)
    ours: dict[str, Any] = {
        "connect_timeout": CONNECT_WITHIN // timedelta(seconds=1),
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": _milliseconds(LOCK_WITHIN),
    }
    options = " ".join(
        [*(f"-c {name}={value}" for name, value in settings.items()), str(given.get("options", ""))]
    )
    named = {"application_name": session_name(instance), "options": options.strip()}
    return conninfo.make_conninfo("", **(ours | given | named))


async def connect(address: str, *, read_only: bool = False, instance: str = "") -> ServerConnection:
    """Make one connection outside of any pool; whoever asked for it closes it.

    It bears the name of the instance, if one is given.

    Raises:
        StorageError: why it can't be made, in one sentence.
    """
    try:
        connection: ServerConnection = await AsyncConnection.connect(
            complete_address(address, read_only=read_only, instance=instance), autocommit=True
        )
    except psycopg.Error as error:
        raise not_connected(error) from None
    prepare(connection)
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
