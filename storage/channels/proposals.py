"""Stores when and in which messages administrators are asked to approve an article."""

from datetime import datetime, timedelta

from storage.channels.approval_rows import (
    APPROVAL_COLUMNS,
    CHAT_GETS_POSTS,
    Approval,
    approval_of,
)
from storage.engine.database import Database
from storage.timestamps import to_seconds


class Proposals:
    """The messages that ask for approvals; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[Approval]:
        """Pending approvals about which administrators are to be asked by now, oldest first.

        Those of a chat that is inactive or paused wait until it gets posts again.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {APPROVAL_COLUMNS}
                from approvals
                where state = 'pending' and propose_at <= :now and {CHAT_GETS_POSTS}
                order by propose_at
                limit :limit
                """,  # noqa: S608 - constants
                {"now": to_seconds(now), "limit": limit},
            )
        return [approval_of(row) for row in rows]

    async def mark_asked(self, approval: Approval, due: datetime) -> None:
        """Note that all who can be asked were asked, and have until `due` to answer.

        Sending takes its time: what somebody who had the proposal before the others has decided or
        put off since `approval` was read stays so.
        """
        await self._set_times(approval, None, due)

    async def ask_at(self, approval: Approval, at: datetime) -> None:
        """Ask later, because Telegram could not be asked or nobody reached.

        As `mark_asked`, it leaves what has changed since `approval` was read.
        """
        await self._set_times(approval, at, approval.due)

    async def _set_times(self, read: Approval, at: datetime | None, due: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                update approvals
                set propose_at = ?, due = ?
                where id = ? and state = 'pending' and coalesce(propose_at, 0) = ?
                """,
                (to_seconds(at), to_seconds(due), read.id, to_seconds(read.postponed_until) or 0),
            )

    async def postpone(
        self,
        approval_id: int,
        until: datetime,
        wait: timedelta,
        now: datetime,
        *,
        anew: bool = False,
    ) -> bool:
        """Ask again at a time that an administrator chose, also while others are still being asked.

        Args:
            approval_id: the row.
            until: when.
            wait: how long people then have to answer.
            now: the present time.
            anew: whether it replaces a time that was chosen before.

        Returns:
            False if it was decided meanwhile or, without `anew`, put off.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update approvals
                set propose_at = ?, due = ?
                where id = ? and state = 'pending' and (coalesce(propose_at, 0) <= ? or ? = 1)
                """,
                (
                    to_seconds(until),
                    to_seconds(until + wait),
                    approval_id,
                    to_seconds(now),
                    int(anew),
                ),
            )
        return cursor.rowcount == 1

    async def add_message(self, approval_id: int, person_id: int, message_id: int) -> None:
        """Note the message in which a person sees the proposal, in place of an earlier one."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into approval_messages (approval_id, person_id, message_id)
                values (?, ?, ?)
                on conflict (approval_id, person_id) do update
                set message_id = excluded.message_id
                """,
                (approval_id, person_id, message_id),
            )

    async def messages(self, approval_id: int) -> list[tuple[int, int]]:
        """Who sees the proposal in which message: pairs of Telegram's person and message ids."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select person_id, message_id from approval_messages where approval_id = ?",
                (approval_id,),
            )
        return [(int(row["person_id"]), int(row["message_id"])) for row in rows]

    async def in_message(self, person_id: int, message_id: int) -> list[Approval]:
        """The approvals that a person sees in one message, the oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {APPROVAL_COLUMNS}
                from approvals
                where id in (
                    select approval_id
                    from approval_messages
                    where person_id = ? and message_id = ?
                )
                order by id
                """,  # noqa: S608 - constants
                (person_id, message_id),
            )
        return [approval_of(row) for row in rows]
