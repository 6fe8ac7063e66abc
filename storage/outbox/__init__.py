"""The outbox: one row for each post to each chat, from the moment that it was promised.

    address ──> ready / waiting ──> claim: sending ──> record: sent, ready again, failed, dropped
                                                          │
                address_edit / withdraw: ready again  <───┘  (sent rows, within the window)

What is promised is promised in the transaction that stores the article; what is claimed is
marked before the request is begun. So a crash at any instant leaves each row either untouched,
or marked and therefore in doubt, or recorded.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import aiosqlite

from storage.engine.database import Database
from storage.outbox import (
    addressing,
    catch_up,
    claiming,
    digests,
    editorial,
    recording,
    still_wanted,
    upkeep,
)
from storage.outbox.rows import (
    Action,
    Delivery,
    Done,
    Failed,
    FailedRow,
    Gone,
    Moved,
    OutboxStatistics,
    PutBack,
    Result,
    RowPriority,
    Sent,
    Undeletable,
)

__all__ = [
    "Action",
    "Delivery",
    "Done",
    "Failed",
    "FailedRow",
    "Gone",
    "Moved",
    "Outbox",
    "OutboxStatistics",
    "PutBack",
    "Result",
    "RowPriority",
    "Sent",
    "Undeletable",
]

DIGEST_AT_LEAST = 3
KEEP_FAILED = timedelta(days=30)
PRUNE_BATCH = 5000


class Outbox:
    """Every operation on the outbox; each raises `StorageError` where SQLite fails.

    Those with a `connection` work inside their caller's transaction, the others in their own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def address(
        self,
        connection: aiosqlite.Connection,
        article_id: int,
        *,
        breaking: bool,
        not_before: datetime,
        now: datetime,
    ) -> int:
        """Promise an article to each chat that wants it; repeating it adds nothing.

        A chat wants it when it is active, and takes everything or follows one of the article's
        tags, and mutes none of them.

        Returns:
            how many rows were added.
        """
        added = await addressing.address(
            connection, article_id, breaking=breaking, not_before=not_before, now=now
        )
        if added and not breaking:
            await digests.exempt_alerts(connection, article_id)
            await digests.defer_to_digest(connection, article_id, not_before, now)
        return added

    async def address_edit(
        self,
        connection: aiosqlite.Connection,
        article_id: int,
        *,
        sent_since: datetime,
        not_before: datetime,
    ) -> int:
        """Bring the posts sent since then up to date, once, after `not_before`."""
        return await addressing.address_change(
            connection, article_id, Action.EDIT, sent_since=sent_since, not_before=not_before
        )

    async def withdraw(
        self,
        connection: aiosqlite.Connection,
        article_id: int,
        *,
        action: Action | None,
        sent_since: datetime,
        now: datetime,
    ) -> int:
        """Send a withdrawn article to nobody else; edit or delete its posts, or keep them (None).

        Returns:
            how many rows were touched.
        """
        touched = await addressing.drop_waiting(connection, article_id, now)
        if action is not None:
            touched += await addressing.address_change(
                connection, article_id, action, sent_since=sent_since, not_before=now
            )
        return touched

    async def address_one(
        self,
        connection: aiosqlite.Connection,
        article_id: int,
        chat_id: int,
        *,
        breaking: bool,
        not_before: datetime,
        now: datetime,
    ) -> bool:
        """Promise an article to one chat by hand; False where it has it, or takes no posts."""
        return await editorial.address_one(
            connection, article_id, chat_id, breaking=breaking, not_before=not_before, now=now
        )

    async def stands(
        self,
        connection: aiosqlite.Connection,
        article_id: int,
        chat_id: int,
        message_id: int,
        *,
        has_photo: bool,
        now: datetime,
    ) -> None:
        """The article was posted there past the outbox; see `by_hand.stands`."""
        await editorial.stands(
            connection, article_id, chat_id, message_id, has_photo=has_photo, now=now
        )

    async def address_digest(
        self,
        connection: aiosqlite.Connection,
        article_ids: Sequence[int],
        chat_id: int,
        *,
        now: datetime,
    ) -> int:
        """Promise articles to one chat as a digest; how many of them it had not got."""
        return await editorial.address_digest(connection, article_ids, chat_id, now=now)

    async def withdraw_one(self, article_id: int, chat_id: int, *, now: datetime) -> bool:
        """Take a post back from one chat; False where there is none that could be."""
        async with self._database.transaction() as connection:
            return await editorial.withdraw_one(connection, article_id, chat_id, now=now)

    async def edit_one(self, article_id: int, chat_id: int, *, now: datetime) -> bool:
        """Bring one chat's post up to date, also where no corrections are wanted."""
        async with self._database.transaction() as connection:
            return await editorial.edit_one(connection, article_id, chat_id, now=now)

    async def reschedule(self, chat_id: int, now: datetime) -> int:
        """The chat's hours or its pause have changed: what waits for the old ones is put right."""
        async with self._database.transaction() as connection:
            return await digests.reschedule(connection, chat_id, now)

    async def collapse(
        self,
        connection: aiosqlite.Connection,
        now: datetime,
        *,
        waiting_since: datetime | None = None,
        at_least: int = DIGEST_AT_LEAST,
    ) -> int:
        """Turn the waiting posts of each crowded chat into one digest; return how many digests.

        Without `waiting_since` every chat with `at_least` waiting posts is meant (the bot was
        away and has just read what it missed), with it those whose oldest row is older.
        """
        return await catch_up.collapse(
            connection, now, waiting_since=waiting_since, at_least=at_least
        )

    async def catch_up(self, now: datetime, waiting_since: datetime) -> int:
        """`collapse` in a transaction of its own."""
        async with self._database.transaction() as connection:
            return await self.collapse(connection, now, waiting_since=waiting_since)

    async def claim(self, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
        """Mark up to `limit` due rows as being sent: breaking news first, then by kind of chat.

        At most one row of each chat and priority is out at a time, the oldest. A row that was
        not recorded when its lease ends is claimable again.
        """
        async with self._database.transaction() as connection:
            return await claiming.claim(connection, limit, now, lease)

    async def reconsider(self, deliveries: Sequence[Delivery], now: datetime) -> set[int]:
        """The claimed rows that are not to be sent as they were claimed, asked before sending.

        Meanwhile the chat may have stopped, paused or muted, or the article have changed. To put
        such a row back is right for all of them: the next claim knows what to do with it.
        """
        async with self._database.reading() as connection:
            return await still_wanted.still_wanted(connection, deliveries, now)

    async def record(self, results: Sequence[Result], now: datetime) -> list[int]:
        """Write what became of claimed rows, in one transaction.

        Returns:
            the chats (rows of `chats`) that were deactivated by it.
        """
        if not results:
            return []
        async with self._database.transaction() as connection:
            return await recording.record(connection, results, now)

    async def release(self, ids: Iterable[int]) -> None:
        """Hand back rows that were claimed but not begun: they are not in doubt."""
        async with self._database.transaction() as connection:
            await claiming.take_back(connection, ids)

    async def recover(self, now: datetime) -> int:
        """After a start: rows in doubt become claimable; return how many, as `in_doubt` counts.

        Call it before anything is claimed: every marked row is taken for one of a dead process.
        """
        async with self._database.transaction() as connection:
            return await upkeep.recover(connection, now)

    async def shift(self, since: datetime, by: timedelta) -> int:
        """The clock has jumped by `by`: move the waits that end after `since` along with it."""
        async with self._database.transaction() as connection:
            return await upkeep.shift(connection, since, by)

    async def next_due(self) -> datetime | None:
        """When the next row becomes claimable; may lie in the past."""
        async with self._database.reading() as connection:
            return await upkeep.next_due(connection)

    async def pending_count(self) -> int:
        """How many rows are still to be sent or changed."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select count(*) from outbox where finished is null"
            )
        return next(int(row[0]) for row in rows)

    async def failed(self, limit: int) -> list[FailedRow]:
        """What has failed for good, newest first, with the reason."""
        async with self._database.reading() as connection:
            return await upkeep.failed(connection, limit)

    async def retry_failed(self, row_id: int, now: datetime) -> bool:
        """Send a failed row again; False where it is no failed row, or its chat has gone."""
        async with self._database.transaction() as connection:
            return await upkeep.retry_failed(connection, row_id, now)

    async def prune(self, now: datetime, window: timedelta) -> int:
        """Delete what was finished before the edit window, a batch in each transaction."""
        deleted = 0
        while True:
            async with self._database.transaction() as connection:
                batch = await upkeep.prune(
                    connection, now - window, now - max(window, KEEP_FAILED), PRUNE_BATCH
                )
            deleted += batch
            if batch < PRUNE_BATCH:
                return deleted

    async def statistics(self) -> OutboxStatistics:
        """Rows by state, totals since the beginning, the oldest pending row."""
        async with self._database.reading() as connection:
            return await upkeep.statistics(connection)
