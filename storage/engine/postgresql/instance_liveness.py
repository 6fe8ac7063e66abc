"""Which instances live on a database, by the clock of its server, and the end of a lead there."""

from storage.engine.database import Connection

# Only the clock of the database's server counts, in milliseconds since 1970.
NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"
# Of the table `leader`: a standby that is promoted may have forgotten the last leads, and must not
# give their epochs to others.
NEXT_EPOCH = f"greatest(epoch + 1, {NOW})"
# In milliseconds: a lease that ends farther ahead was written while the server's clock was wrong,
# and says nothing.
FARTHEST = 60_000
# Of a row of `instances`.
ALIVE = f"(alive_until > {NOW} and alive_until < {NOW} + {FARTHEST})"


async def any_alive(connection: Connection) -> bool:
    """Whether an instance lives on the database."""
    rows = await connection.execute_fetchall(
        f"select 1 from instances where {ALIVE} limit 1"  # noqa: S608 - a constant
    )
    return bool(rows)


async def end_lead(connection: Connection) -> None:
    """Have nobody lead: whoever did, and does not know it yet, writes nothing more."""
    await connection.execute(f"update leader set name = '', epoch = {NEXT_EPOCH}")  # noqa: S608 - a constant
