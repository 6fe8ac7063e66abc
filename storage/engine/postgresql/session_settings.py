"""Sets what holds for every session at a PostgreSQL server: time-outs, plans, durability.

It is set by a statement, and not by the words with which a connection is asked for: PgBouncer
refuses those that it does not know, or drops them without a word
(https://www.pgbouncer.org/config.html#ignore_startup_parameters), and libpq takes a session that is
asked for read-only for one at a server that takes no writes.
"""

import json
from datetime import timedelta
from typing import Any

from psycopg import AsyncConnection

from storage.engine.postgresql.connection import READERS_PLANS, PostgresqlConnection, prepare

# Making a connection, setting it up, and asking whether it works.
CONNECT_WITHIN = timedelta(seconds=10)
# As long as SQLite waits for another process; what runs longer is stopped by the server.
LOCK_WITHIN = timedelta(seconds=15)
STATEMENT_WITHIN = timedelta(seconds=60)
# A process that is frozen in the middle of a transaction holds up all others for so long.
IDLE_WITHIN = timedelta(seconds=10)

_FOR_ALL = {
    "lock_timeout": LOCK_WITHIN,
    "statement_timeout": STATEMENT_WITHIN,
    "idle_in_transaction_session_timeout": IDLE_WITHIN,
    # A lock that lasts as long as its session, and what is listened to, wait for hours.
    "idle_session_timeout": timedelta(0),
    "default_transaction_isolation": "read committed",
    "jit": "off",
    # Statements have the index they need. One that was planned by a table that was empty would
    # read it whole for each row that it adds: an hour for 100,000 chats. And words that the server
    # takes for commoner than they are it would look for in every text of the archive.
    "enable_seqscan": "off",
    # What is read is a page of rows: workers take longer to start than to find it.
    "max_parallel_workers_per_gather": 0,
    # What Telegram was told is stored must not be forgotten by a crash of the server.
    "synchronous_commit": "on",
}
_FOR_READERS = {
    "default_transaction_read_only": "on",
    "plan_cache_mode": READERS_PLANS,
}
_FOR_WRITERS = {
    "default_transaction_read_only": "off",
    "plan_cache_mode": "auto",
    # What addresses an article to 100,000 chats is sorted and checked in it, not on the disk.
    "work_mem": "32MB",
    # A list that the server expects to be larger than this it would not keep by its values, but
    # read once for each row that is looked for in it: for a million chats, hours. What is really
    # needed is what the list really holds.
    "hash_mem_multiplier": 16,
}


async def set_up(connection: AsyncConnection[Any], *, read_only: bool) -> int:
    """Set up a new session, and return its number at the server.

    What the address or `PGOPTIONS` names itself stays. The number that libpq knows is one of the
    pooler's own where there is a pooler.

    Raises:
        psycopg.Error: it can't be set up.
        DatabaseUnreachable: there was no answer in time.
    """
    prepare(connection)
    ours = _FOR_ALL | (_FOR_READERS if read_only else _FOR_WRITERS)
    known = PostgresqlConnection(connection, within=CONNECT_WITHIN)
    [row] = await known.execute_fetchall(
        """
        select pg_backend_pid() as number, count(set_config(s.name, ours.value, false))
        from jsonb_each_text(cast(? as jsonb)) as ours (name, value)
        join pg_settings s on s.name = ours.name
        where s.source <> 'client'
        -- Its other values wait for standbys, or do not, as the server's owner has chosen.
        and (s.name <> 'synchronous_commit' or s.setting = 'off')
        """,
        (json.dumps({name: _written(value) for name, value in ours.items()}),),
    )
    return int(row["number"])


def _written(value: object) -> str:
    milliseconds = timedelta(milliseconds=1)
    return str(value // milliseconds if isinstance(value, timedelta) else value)
