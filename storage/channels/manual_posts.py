"""Queues articles that an administrator posts by hand."""

from collections.abc import Sequence
from datetime import datetime

from storage.channels.approval_rows import ApprovalState
from storage.channels.approvals import Approvals
from storage.channels.scheduled_posts import ScheduledPosts
from storage.engine.database import Connection, Database
from storage.outbox import Outbox, PostPart
from storage.outbox.rows import ADDRESSABLE_BY_HAND


class ManualPosts:
    """Posts by hand, each one transaction over the outbox, scheduled posts and approvals."""

    def __init__(
        self,
        database: Database,
        *,
        approvals: Approvals,
        outbox: Outbox,
        scheduled_posts: ScheduledPosts,
    ) -> None:
        self._database = database
        self._approvals = approvals
        self._outbox = outbox
        self._scheduled_posts = scheduled_posts

    async def post(
        self,
        article_id: int,
        chat_id: int,
        *,
        not_before: datetime,
        now: datetime,
        person_id: int = 0,
        person_name: str = "",
    ) -> bool:
        """Queue an article for one chat, now or at a chosen time.

        Where it awaits approval there, that is the decision: it is published, at this time and at
        no other.

        Args:
            article_id: the article.
            chat_id: the chat's own id.
            not_before: when it is posted; a time after `now` schedules it.
            now: the present time.
            person_id: who posts it.
            person_name: of that person.

        Returns:
            False if the chat has the article, is to get it, or is inactive.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            queued = await self._queue(connection, article_id, chat_id, not_before, now)
            if queued:
                await self._approve(
                    connection,
                    article_id,
                    chat_id,
                    person_id=person_id,
                    person_name=person_name,
                    now=now,
                )
        return queued

    async def cancel(
        self,
        article_id: int,
        chat_id: int,
        *,
        now: datetime,
        person_id: int = 0,
        person_name: str = "",
    ) -> bool:
        """Cancel a post that was planned for a certain time; False if there is none.

        What was approved for it is skipped by this person, so that catching up does not bring it.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            cancelled = await self._scheduled_posts.cancel(connection, article_id, chat_id)
            if cancelled:
                await self._approvals.take_back(
                    connection,
                    article_id,
                    chat_id,
                    person_id=person_id,
                    person_name=person_name,
                    now=now,
                )
        return cancelled

    async def _queue(
        self,
        connection: Connection,
        article_id: int,
        chat_id: int,
        not_before: datetime,
        now: datetime,
    ) -> bool:
        if not_before > now:
            return not await _is_queued(
                connection, article_id, chat_id
            ) and await self._scheduled_posts.schedule(
                connection,
                article_id,
                chat_id,
                not_before=not_before,
                manual=True,
                now=now,
            )
        await self._scheduled_posts.drop_one(connection, article_id, chat_id)
        return await self._outbox.address_one(
            connection, article_id, chat_id, breaking=False, not_before=not_before, now=now
        )

    async def record_test_post(
        self,
        article_id: int,
        chat_id: int,
        message_id: int,
        *,
        has_photo: bool,
        parts: Sequence[PostPart],
        person_id: int = 0,
        person_name: str = "",
        now: datetime,
    ) -> None:
        """Note a test post, so that the article does not come to the chat a second time.

        Neither in the digest nor after the quiet hours that it waits for. If the article is in the
        chat, or is being sent at this moment, its post stays as it is. Where it awaits approval
        there, that is the decision.

        Args:
            article_id: the article.
            chat_id: the chat's own id.
            message_id: Telegram's id of the post.
            has_photo: whether the post is a photo with a caption.
            parts: its messages that show something.
            person_id: who sent it.
            person_name: of that person.
            now: when it was sent.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            await self._scheduled_posts.drop_one(connection, article_id, chat_id)
            await self._outbox.record_external_post(
                connection,
                article_id,
                chat_id,
                message_id,
                has_photo=has_photo,
                parts=parts,
                now=now,
            )
            await self._approve(
                connection,
                article_id,
                chat_id,
                person_id=person_id,
                person_name=person_name,
                now=now,
            )

    async def _approve(
        self,
        connection: Connection,
        article_id: int,
        chat_id: int,
        *,
        person_id: int,
        person_name: str,
        now: datetime,
    ) -> None:
        """Count a person's post as the decision on what the article awaits in the chat."""
        for approval_id in await _pending_approvals(connection, article_id, chat_id):
            await self._approvals.decide(
                connection,
                approval_id,
                ApprovalState.PUBLISHED,
                person_id=person_id,
                person_name=person_name,
                now=now,
            )

    async def has_post(self, article_id: int, chat_id: int) -> bool:
        """Whether the article stands in the chat as a post of its own, or is about to.

        In a digest it does not count.

        Raises:
            StorageError: it can't be read.
        """
        return await self._has_row(
            article_id,
            chat_id,
            "action in ('post', 'edit', 'delete')"
            " and (state = 'sending' or state != 'dropped' and message_id != 0)",
        )

    async def is_being_taken_back(self, article_id: int, chat_id: int) -> bool:
        """Whether a person has taken the article's post back from the chat, where it still stands.

        Raises:
            StorageError: it can't be read.
        """
        return await self._has_row(article_id, chat_id, "finished is null and taken_back = 1")

    async def _has_row(self, article_id: int, chat_id: int, condition: str) -> bool:
        """Whether a row of the outbox for the article in the chat meets the SQL condition."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select 1
                from outbox
                where article_id = ? and chat_id = ? and {condition}
                """,  # noqa: S608 - a condition of this class
                (article_id, chat_id),
            )
        return bool(list(rows))


async def _pending_approvals(connection: Connection, article_id: int, chat_id: int) -> list[int]:
    """The approval that the article awaits in the chat: one, or none."""
    rows = await connection.execute_fetchall(
        "select id from approvals where article_id = ? and chat_id = ? and state = 'pending'",
        (article_id, chat_id),
    )
    return [int(row["id"]) for row in rows]


async def _is_queued(connection: Connection, article_id: int, chat_id: int) -> bool:
    """Whether the chat has the article, or is to get it by the outbox."""
    rows = await connection.execute_fetchall(
        f"""
        select 1
        from outbox
        where article_id = ? and chat_id = ? and not {ADDRESSABLE_BY_HAND}
        """,  # noqa: S608 - a constant
        (article_id, chat_id),
    )
    return bool(list(rows))
