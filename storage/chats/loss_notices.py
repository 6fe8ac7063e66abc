"""Stores which administrators are still to be told that a chat was lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Connection, Database
from storage.models import InactiveReason
from storage.timestamps import to_seconds


@dataclass(frozen=True, slots=True)
class LossNotice:
    """What one administrator is to be told: a chat takes no posts, or has no topics any more."""

    chat_id: int
    person_id: int
    reason: InactiveReason


async def note_losses(
    connection: Connection, losses: Sequence[tuple[int, InactiveReason]], now: datetime
) -> None:
    """Note for all administrators of these chats, or of any topic of theirs, that they be told.

    A person who ends the news knows it.

    Args:
        connection: the transaction in which the chats were deactivated.
        losses: rows of `chats`, and why; with `TOPICS_OFF` any topic of the forum.
        now: when it was found.
    """
    await connection.executemany(
        """
        insert into loss_notices (chat_id, person_id, reason, at)
        select distinct c.id, a.person_id, ?, ?
        from chats c
        join chats every on every.telegram_id = c.telegram_id
        join administrators a on a.chat_id = every.id
        where c.id = ? and c.kind != 'private'
        on conflict (chat_id, person_id) do update
        set reason = excluded.reason, at = excluded.at
        """,
        [(reason, to_seconds(now), chat_id) for chat_id, reason in losses],
    )


class LossNotices:
    """Raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self, limit: int) -> list[LossNotice]:
        """What is still to be told, the oldest loss first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select chat_id, person_id, reason
                from loss_notices
                order by at, chat_id, person_id
                limit ?
                """,
                (limit,),
            )
        return [
            LossNotice(row["chat_id"], row["person_id"], InactiveReason(row["reason"]))
            for row in rows
        ]

    async def settle(self, notice: LossNotice) -> None:
        """Forget what was told, or need not be told any more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from loss_notices where chat_id = ? and person_id = ? and reason = ?",
                (notice.chat_id, notice.person_id, notice.reason),
            )
