"""Tells the sessions of Khabar at a PostgreSQL server by what they are called and hold."""

from typing import Final

from storage.engine.address import session_name

# The first half of the locks that a session holds for as long as it lives.
SESSION: Final = 0x4B686272
# Conditions of a row of `pg_stat_activity`: a session is an instance's, a command's or a move's;
# and it holds the lock of a command, and does nothing else.
OURS: Final = (
    f"(application_name = '{session_name('')}' or application_name like '{session_name('')} %')"
)
HOLDS_LOCK: Final = f"""
    exists (
        select 1
        from pg_locks l
        where l.pid = pg_stat_activity.pid
        and l.locktype = 'advisory'
        and l.granted
        -- Whoever only looks whether it is held takes it shared.
        and l.mode = 'ExclusiveLock'
        and l.objsubid = 2
        and cast(l.classid as bigint) = {SESSION}
    )
    """  # noqa: S608 - a constant
