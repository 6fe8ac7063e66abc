"""Keeps which instances of the bot live on a PostgreSQL database, and which of them leads.

An instance lives while its row is renewed. The one that the row of the leader names leads; when it
lives no more, or its process has ended, whoever sees it first takes the lead with the next epoch.
Only the clock of the database's server is asked for the time.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from storage.engine.address import session_name
from storage.engine.database import Connection, Database, Engine
from storage.errors import LeadLost
from storage.instances.leader_sessions import Sight, after_look
from storage.notices import Notice, notify

_NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"
# Of a row of `instances`; a moment farther ahead than any lease was written while the server's
# clock was wrong, and would keep everybody from the lead for ever.
ALIVE = f"(alive_until > {_NOW} and alive_until < {_NOW} + 600000)"
# A row of an instance that ended without a word says nothing any more.
_FORGOTTEN = timedelta(days=1)
# No lead has it.
_NO_EPOCH = -1


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads, and since which epoch; and how many instances live, the asking one too."""

    name: str
    epoch: int
    instances: int = field(default=1, compare=False)


class Instances:
    """The rows of one instance, and of all others.

    Args:
        database: connections that nobody else waits for.
        name: of this instance, which no other has or had.
        lease: for how long it counts as alive after each renewal.
    """

    def __init__(self, database: Database, name: str, lease: timedelta) -> None:
        self._database = database
        self._name = name
        self._lease = lease // timedelta(milliseconds=1)
        self._sight = Sight()

    async def renew(self) -> Leader:
        """Say that this instance lives, take the lead if nobody has it, and return who leads.

        Raises:
            StorageError: the database can't be used.
        """
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                f"""
                insert into instances (name, alive_until)
                values (:name, {_NOW} + :lease)
                on conflict (name) do update set alive_until = excluded.alive_until
                """,  # noqa: S608 - a constant
                {"name": self._name, "lease": self._lease},
            )
            [row] = await connection.execute_fetchall(
                f"""
                select l.name, l.epoch, coalesce({ALIVE}, false) as alive,
                    (select count(*) from instances where {ALIVE}) as instances,
                    exists (
                        select 1
                        from pg_stat_activity s
                        where s.datname = current_database()
                        and s.application_name = :session || ' ' || l.name
                    ) as connected,
                    {_NOW} as now,
                    -- A session of another role is seen without its age, and proves nothing then.
                    coalesce((
                        select cast(extract(epoch from s.backend_start) * 1000 as bigint)
                        from pg_stat_activity s
                        where s.pid = pg_backend_pid()
                    ), {_NOW}) as since
                from leader l
                left join instances i on i.name = l.name
                """,  # noqa: S608 - a constant
                {"session": session_name("")},
            )
        self._sight = after_look(
            self._sight,
            row["epoch"],
            # Of itself it knows; a pooler may call its sessions otherwise.
            connected=row["connected"] or row["name"] == self._name,
            now=row["now"],
            since=row["since"],
        )
        if row["alive"] and not self._sight.gone:
            return Leader(row["name"], row["epoch"], row["instances"])
        if row["name"]:
            await self._end_sessions(row["name"])
        ended = row["epoch"] if self._sight.gone else _NO_EPOCH
        return replace(await self._take(ended), instances=row["instances"])

    async def _end_sessions(self, name: str) -> None:
        """End what a dead instance has open: a transaction of a frozen one holds up everybody."""
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                """
                select pg_terminate_backend(pid)
                from pg_stat_activity
                where datname = current_database()
                and application_name = ?
                and pid <> pg_backend_pid()
                """,
                (session_name(name),),
            )

    async def _take(self, ended: int) -> Leader:
        """Take the lead if nobody alive has it, or if its epoch is one that has `ended`."""
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                update leader
                set name = :own, epoch = epoch + 1
                where epoch = :ended or not exists (
                    select 1 from instances i
                    where i.name = leader.name and {ALIVE}
                )
                """,  # noqa: S608 - a constant
                {"own": self._name, "ended": ended},
            )
            await connection.execute(
                f"delete from instances where alive_until < {_NOW} - ?",  # noqa: S608 - a constant
                (_FORGOTTEN // timedelta(milliseconds=1),),
            )
            [row] = await connection.execute_fetchall("select name, epoch from leader")
        return Leader(row["name"], row["epoch"])

    async def hand_over(self) -> str:
        """Give this instance's lead to another one that lives; return its name, if there is one.

        Raises:
            StorageError: the database can't be used.
        """
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                f"""
                update leader
                set name = other.name, epoch = epoch + 1
                from (
                    select name
                    from instances
                    where name <> :own and {ALIVE}
                    order by random()
                    limit 1
                ) other
                where leader.name = :own
                returning leader.name as name
                """,  # noqa: S608 - a constant
                {"own": self._name},
            )
        return str(rows[0]["name"]) if rows else ""

    async def leave(self) -> None:
        """Live no more: another may take over at once what this instance did, and is told so.

        Raises:
            StorageError: the database can't be used; the lease ends by itself.
        """
        async with self._database.transaction(alone=False) as connection:
            await connection.execute("delete from instances where name = ?", (self._name,))
            await notify(connection, Notice.LEFT)


async def check_epoch(connection: Connection, epoch: int) -> None:
    """Go on only while the leader of this epoch leads; what he writes then, nobody is told of.

    Raises:
        LeadLost: another has taken over.
    """
    leads = await connection.execute_fetchall(
        "select set_config('khabar.leading', '1', true) from leader where epoch = ?", (epoch,)
    )
    if not leads:
        raise LeadLost("another instance leads now")


async def any_connected(database: Database, own: str) -> bool:
    """Whether an instance is connected to the database's server, be it frozen; not for SQLite.

    Args:
        database: the database.
        own: what the caller's connections are called, which count for nothing.

    Raises:
        StorageError: the server can't be asked.
    """
    async with database.reading() as connection:
        if connection.engine is Engine.SQLITE:
            return False
        rows = await connection.execute_fetchall(
            """
            select 1
            from pg_stat_activity
            where datname = current_database()
            and application_name like ?
            and application_name <> ?
            limit 1
            """,
            (f"{session_name('')} %", session_name(own)),
        )
    return bool(rows)


async def any_alive(database: Database) -> bool:
    """Whether an instance lives on the database.

    Raises:
        StorageError: the database can't be read, or holds no tables.
    """
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            f"select 1 from instances where {ALIVE} limit 1"  # noqa: S608 - a constant
        )
    return bool(rows)
