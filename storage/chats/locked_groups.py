"""Notes since when a group or channel takes no posts from the bot, which is still its member.

Administrators, or a bot of theirs, forbid everybody to write, for a night or longer. Telegram tells
bots nothing of it, nor of its end: both are found by posts that are refused and taken. Each
function works inside its caller's transaction.
"""

import json
from collections.abc import Collection
from datetime import datetime

from storage.engine.database import Connection
from storage.timestamps import to_seconds


async def lock(connection: Connection, chat_ids: Collection[int], now: datetime) -> None:
    """Note that these rows of `chats` take no posts now; one that is locked keeps its time."""
    if chat_ids:
        await connection.execute(
            """
            update chats
            set locked_since = ?
            where id in (select value from each_number(?)) and locked_since is null
            """,
            (to_seconds(now), json.dumps(sorted(chat_ids))),
        )


async def unlock(connection: Connection, chat_ids: Collection[int], now: datetime) -> int:
    """Note that these rows of `chats` take posts, and let go at once what Telegram had put off.

    Returns:
        how many had been locked.
    """
    if not chat_ids:
        return 0
    rows = await connection.execute_fetchall(
        """
        update chats
        set locked_since = null
        where id in (select value from each_number(?)) and locked_since is not null
        returning id
        """,
        (json.dumps(sorted(chat_ids)),),
    )
    unlocked = [int(row["id"]) for row in rows]
    await connection.executemany(
        """
        update outbox
        set not_before = ?
        where chat_id = ?
        and finished is null
        and state = 'ready'
        and error <> ''
        and not_before > ?
        """,
        [(to_seconds(now), one, to_seconds(now)) for one in unlocked],
    )
    return len(unlocked)


async def unlock_group(connection: Connection, telegram_id: int, now: datetime) -> int:
    """Unlock a group with all its topics; return how many of them had been locked."""
    rows = await connection.execute_fetchall(
        "select id from chats where telegram_id = ? and locked_since is not null", (telegram_id,)
    )
    return await unlock(connection, [int(row["id"]) for row in rows], now)
