"""Keeps which instances of the bot live on a PostgreSQL database, and which of them leads.

An instance lives while its row is renewed. The one that the row of the leader names leads; when it
lives no more, or its process has ended, whoever sees it first takes the lead with a new epoch.
Only the clock of the database's server is asked for the time. Where that was set back, or a server
with another clock was promoted, rows lie ahead of it: so a leader whose row does not change counts
as dead, too, after two leases by the clock of whoever looks.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from storage.engine.address import session_name
from storage.engine.database import Connection, Database, Engine, Row
from storage.engine.migrations import newest_schema
from storage.engine.postgresql.announced_schema import update_waits
from storage.engine.postgresql.instance_liveness import ALIVE, FARTHEST, NEXT_EPOCH, NOW
from storage.errors import LeadLost, StorageError, UpdateWaits
from storage.instances.leader_sessions import Sight, after_look
from storage.instances.peer_signals import PeerSignal, signal_on_commit

log = logging.getLogger(__name__)

# A row of an instance that ended without a word says nothing any more.
_FORGOTTEN = timedelta(days=1)
# No lead has it.
_NO_EPOCH = -1
ENDS_FOR_UPDATE = (
    "a newer version of Khabar waits to bring the database up to date, and this instance has ended "
    "for that: run the newer version here, too"
)


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads, and since which epoch; and how many instances live, the asking one too.

    `update_waits` says that a newer version waits until all of them have ended; `now` is what the
    server's clock showed, in milliseconds since 1970.
    """

    name: str
    epoch: int
    instances: int = field(default=1, compare=False)
    update_waits: bool = field(default=False, compare=False)
    now: int = field(default=0, compare=False)


class Instances:
    """The rows of one instance, and of all others.

    Args:
        database: connections that nobody else waits for.
        name: of this instance, which no other has or had.
        lease: for how long it counts as alive after each renewal.
        schema: the newest that this version knows; None for that of its migrations.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        lease: timedelta,
        *,
        schema: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._name = name
        self._lease = lease // timedelta(milliseconds=1)
        self._schema = newest_schema(Engine.POSTGRESQL) if schema is None else schema
        self._lives = False
        self._sight = Sight()
        self._clock = clock
        # What the leader last wrote, and when this was first seen by the clock.
        self._leader_wrote = (_NO_EPOCH, 0)
        self._seen_at = 0.0

    async def renew(self) -> Leader:
        """Say that this instance lives, take the lead if nobody has it, and return who leads.

        While a newer version waits to bring the database up to date, no instance begins to live,
        and nobody takes the lead.

        Raises:
            DatabaseFromFuture: that has happened.
            UpdateWaits: it waits, and this instance has not begun to live.
            StorageError: the database can't be used.
        """
        async with self._database.transaction(alone=False) as connection:
            ending = await update_waits(connection, self._schema)
            if ending and not self._lives:
                raise UpdateWaits(ENDS_FOR_UPDATE)
            await connection.execute(
                f"""
                insert into instances (name, alive_until)
                values (:name, {NOW} + :lease)
                on conflict (name) do update set alive_until = excluded.alive_until
                """,  # noqa: S608 - a constant
                {"name": self._name, "lease": self._lease},
            )
            [row] = await connection.execute_fetchall(
                f"""
                select l.name, l.epoch, coalesce({ALIVE}, false) as alive,
                    coalesce(i.alive_until, 0) as alive_until,
                    (select count(*) from instances where {ALIVE}) as instances,
                    exists (
                        select 1
                        from pg_stat_activity s
                        where s.datname = current_database()
                        and s.application_name = :session || ' ' || l.name
                    ) as connected,
                    {NOW} as now,
                    -- A session of another role is seen without its age, and proves nothing then.
                    coalesce((
                        select cast(extract(epoch from s.backend_start) * 1000 as bigint)
                        from pg_stat_activity s
                        where s.pid = pg_backend_pid()
                    ), {NOW}) as since
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
        self._lives = True
        gone = self._sight.gone or self._is_silent(row)
        if ending or (row["alive"] and not gone):
            return Leader(row["name"], row["epoch"], row["instances"], ending, row["now"])
        if row["name"]:
            await self._end_sessions(row["name"])
        ended = row["epoch"] if gone else _NO_EPOCH
        return replace(await self._take(ended), instances=row["instances"], now=row["now"])

    def _is_silent(self, row: Row) -> bool:
        """Whether the leader has written nothing for two leases, whatever the server's clock is."""
        wrote, now = (int(row["epoch"]), int(row["alive_until"])), self._clock()
        if wrote != self._leader_wrote:
            self._leader_wrote, self._seen_at = wrote, now
        return now - self._seen_at > 2 * self._lease / 1000

    async def _end_sessions(self, name: str) -> None:
        """End what a dead instance has open: a transaction of a frozen one holds up everybody."""
        try:
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
        except StorageError as error:
            # It may be another role's. Its transaction is ended by the server in a while.
            log.warning("the sessions of %s could not be ended: %s", name, error)

    async def _take(self, ended: int) -> Leader:
        """Take the lead if nobody alive has it, or if its epoch is one that has `ended`."""
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                update leader
                set name = :own, epoch = {NEXT_EPOCH}
                where epoch = :ended or not exists (
                    select 1 from instances i
                    where i.name = leader.name and {ALIVE}
                )
                """,  # noqa: S608 - a constant
                {"own": self._name, "ended": ended},
            )
            # One that counts for nothing must not come to life as its moment comes nearer.
            await connection.execute(
                f"""
                delete from instances
                where alive_until < {NOW} - ? or alive_until >= {NOW} + {FARTHEST}
                """,  # noqa: S608 - a constant
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
                set name = other.name, epoch = {NEXT_EPOCH}
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
            await signal_on_commit(connection, PeerSignal.LEFT)


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
