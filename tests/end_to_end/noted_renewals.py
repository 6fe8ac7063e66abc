"""Notes when instances renew their lives and take the lead, by the clock of their server."""

import asyncio
from dataclasses import dataclass

from storage.engine.address import PostgresqlAddress
from tests.databases import as_if, look
from tests.end_to_end.conftest import PATIENCE_SECONDS
from tests.end_to_end.running_instances import Instance

_NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"
_NOTE = f"""
    create table noted (at bigint, name text, alive_until bigint);
    create function note_renewal() returns trigger language plpgsql as $$
    begin
        insert into noted values ({_NOW}, new.name, new.alive_until);
        return null;
    end $$;
    create function note_lead() returns trigger language plpgsql as $$
    begin
        insert into noted values ({_NOW}, new.name, null);
        return null;
    end $$;
    create trigger noted after insert or update on instances
    for each row execute function note_renewal();
    create trigger noted after update on leader
    for each row execute function note_lead();
"""


@dataclass(frozen=True)
class Renewals:
    """What is noted in a database from now on; moments in milliseconds."""

    address: PostgresqlAddress

    async def begin(self) -> None:
        """Note from now on."""
        await as_if(self.address, _NOTE)

    def now(self) -> int:
        """The moment by the server's clock."""
        return int(look(self.address, f"select {_NOW}")[0][0])

    async def sessions_gone(self, one: Instance) -> int:
        """Wait until the server has ended what an instance had open; the moment, or a later one."""
        theirs = f"""
            select 1
            from pg_stat_activity
            where datname = current_database()
            and application_name like 'khabar %:{one.process.pid}:%'
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while look(self.address, theirs):  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.05)
        return self.now()

    def alive_until(self, one: Instance) -> int:
        """The end of the last life that an instance was given."""
        found = look(
            self.address, f"select max(alive_until) from noted where name like '{_of(one)}'"
        )
        return int(found[0][0])

    def taken_at(self, one: Instance) -> int:
        """When an instance took the lead first."""
        found = look(
            self.address,
            f"select min(at) from noted where alive_until is null and name like '{_of(one)}'",
        )
        return int(found[0][0])

    def looks(self, one: Instance, after: int, until: int) -> int:
        """How often an instance has renewed its life, and looked who leads, between two moments."""
        found = look(
            self.address,
            f"""
            select count(*)
            from noted
            where alive_until is not null and name like '{_of(one)}'
            and at > {after} and at <= {until}
            """,
        )
        return int(found[0][0])


def _of(one: Instance) -> str:
    return f"%:{one.process.pid}:%"
