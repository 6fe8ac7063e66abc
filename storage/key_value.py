"""Stores small named values that outlive a run: progress of long work, a day's budget."""

from storage.engine.database import Connection, Database

# The Telegram id of the bot whose chats the database holds.
BOT_ID = "bot_id"
# The address that this bot has given to Telegram as its webhook; until Telegram has taken another
# one, both of them, with a space between.
OWN_WEBHOOK = "own_webhook"


class KeyValue:
    """Named texts, one row each; the names are few and chosen by the code that keeps them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str:
        """The text under a name, empty where there is none."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select value from key_value where name = ?", (name,)
            )
        return str(next(iter(rows))["value"]) if rows else ""

    async def put(self, name: str, value: str) -> None:
        """Keep a text under a name, in the place of an older one."""
        async with self._database.transaction() as connection:
            await self.write(connection, name, value)

    async def write(self, connection: Connection, name: str, value: str) -> None:
        """As `put`, inside the caller's transaction."""
        await connection.execute(
            """
            insert into key_value (name, value)
            values (?, ?)
            on conflict (name) do update
            set value = excluded.value
            """,
            (name, value),
        )

    async def drop(self, name: str) -> None:
        """Forget what stands under a name."""
        async with self._database.transaction() as connection:
            await connection.execute("delete from key_value where name = ?", (name,))

    async def spend(self, name: str, *, period: str, at_most: int) -> bool:
        """Take one from the budget of a period (a day, say); False where it is used up.

        The count begins anew whenever the period is another one than last time.
        """
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                "select value from key_value where name = ?", (name,)
            )
            last, _, count = (str(next(iter(rows))["value"]) if rows else "").partition(" ")
            spent = int(count) if last == period and count.isdigit() else 0
            if spent >= at_most:
                return False
            await self.write(connection, name, f"{period} {spent + 1}")
        return True
