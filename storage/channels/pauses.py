"""Begins and ends the pauses of chats: until a moment, or at the desk until it goes on.

`chats.paused_until` says until when nothing is addressed, `channel_settings.paused_since` since
when the desk has paused the chat; it is null in a pause that ends at its moment. Apart from the
repair after a wrong clock (`storage.future_time_limits`), only this module writes them, both in one
transaction, so that no pause begins or ends by half. What awaits approval is proposed anew when a
pause is over, with its whole time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.chats.lost_chats import propose_again
from storage.engine.database import Connection, Database
from storage.outbox.digests import reschedule
from storage.timestamps import from_optional_seconds, to_seconds

# A pause of the desk ends by hand.
INDEFINITELY = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class EndedPause:
    """A pause that has just been ended; `since` is when the desk began it, None for another."""

    since: datetime | None


class Pauses:
    """Pauses by the chat's own id; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, chat_id: int, now: datetime) -> bool:
        """Pause the chat from now on until the desk goes on.

        Returns:
            False if the desk has paused it already, which changes nothing: what it is to catch up
            on begins with the first press.
        """
        async with self._database.transaction() as connection:
            moment = to_seconds(now)
            cursor = await connection.execute(
                """
                insert into channel_settings (chat_id, paused_since)
                select id, :now from chats where id = :chat
                on conflict (chat_id) do update
                set paused_since = excluded.paused_since
                where channel_settings.paused_since is null
                or exists (
                    select 1
                    from chats c
                    where c.id = channel_settings.chat_id and c.paused_until <= :now
                )
                """,
                {"chat": chat_id, "now": moment},
            )
            if cursor.rowcount < 1:
                return False
            await _set_until(connection, chat_id, to_seconds(now + INDEFINITELY))
            await propose_again(connection, [chat_id], now)
        return True

    async def begin_until(self, chat_id: int, until: datetime, now: datetime) -> None:
        """Pause the chat until a moment, in place of any other pause.

        What waits for an hour waits for the first one after it.
        """
        async with self._database.transaction() as connection:
            await _set_until(connection, chat_id, to_seconds(until))
            await _forget_since(connection, chat_id)
            await reschedule(connection, chat_id, now)
            await propose_again(connection, [chat_id], now)

    async def end(self, chat_id: int, now: datetime) -> None:
        """Go on at once, whoever has paused the chat; what was missed is not caught up on."""
        async with self._database.transaction() as connection:
            await end_pause(connection, chat_id, now)


async def end_pause(
    connection: Connection, chat_id: int, now: datetime, *, while_inactive: bool = True
) -> EndedPause | None:
    """End the chat's pause inside the caller's transaction; None if it is not paused.

    What waits for an hour waits for the chat's next one.

    Args:
        connection: a transaction.
        chat_id: the chat's own id.
        now: the present time.
        while_inactive: whether the pause also ends of a chat that gets no posts; else it goes on,
            and keeps its beginning.
    """
    ended = await connection.execute(
        """
        update chats
        set paused_until = 0
        where id = ? and paused_until > ? and (active = 1 or ? = 1)
        """,
        (chat_id, to_seconds(now), int(while_inactive)),
    )
    if not ended.rowcount and not while_inactive:
        return None
    rows = list(
        await connection.execute_fetchall(
            "select paused_since from channel_settings where chat_id = ?", (chat_id,)
        )
    )
    await _forget_since(connection, chat_id)
    if not ended.rowcount:
        return None
    await reschedule(connection, chat_id, now)
    await propose_again(connection, [chat_id], now)
    return EndedPause(from_optional_seconds(rows[0]["paused_since"]) if rows else None)


async def _set_until(connection: Connection, chat_id: int, seconds: int) -> None:
    await connection.execute("update chats set paused_until = ? where id = ?", (seconds, chat_id))


async def _forget_since(connection: Connection, chat_id: int) -> None:
    await connection.execute(
        "update channel_settings set paused_since = null where chat_id = ?", (chat_id,)
    )
