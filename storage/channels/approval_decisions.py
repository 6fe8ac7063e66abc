"""Publishes or skips articles that awaited approval."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.channels.approval_rows import ApprovalState
from storage.channels.approvals import Approvals
from storage.channels.scheduled_posts import ScheduledPosts
from storage.engine.database import Connection, Database
from storage.outbox import DIGEST_AT_LEAST, Outbox
from storage.outbox.delivery_hours import DeliveryHours


class ApprovalDecisions:
    """Decides approvals and queues what was approved, in one transaction."""

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

    async def decide(
        self,
        approval_ids: Sequence[int],
        *,
        publish: bool,
        person_id: int = 0,
        person_name: str = "",
        not_before: datetime | None = None,
        now: datetime,
    ) -> list[int]:
        """Publish or skip articles of one chat; `DIGEST_AT_LEAST` or more come as one digest.

        Args:
            approval_ids: rows of one chat.
            publish: whether they are published, else skipped.
            person_id: who decided; 0 if the time for an answer is over, and then the chat's hourly
                limit, its quiet hours and what it mutes count, too.
            person_name: of that person.
            not_before: the time that the person chose for the posts; None: now.
            now: when it was decided.

        Returns:
            the approvals that nobody had decided before.

        Raises:
            StorageError: nothing of it was written.
        """
        state = ApprovalState.PUBLISHED if publish else ApprovalState.SKIPPED
        async with self._database.transaction() as connection:
            decided = [
                approval_id
                for approval_id in approval_ids
                if await self._approvals.decide(
                    connection,
                    approval_id,
                    state,
                    person_id=person_id,
                    person_name=person_name,
                    now=now,
                )
            ]
            if decided and publish:
                await self._send(
                    connection, decided, by_clock=not person_id, moment=not_before or now, now=now
                )
        return decided

    async def _send(
        self,
        connection: Connection,
        decided: Sequence[int],
        *,
        by_clock: bool,
        moment: datetime,
        now: datetime,
    ) -> None:
        rows = list(
            await connection.execute_fetchall(
                """
                select
                    p.article_id, p.chat_id, a.breaking,
                    c.zone, c.digest_hours, c.quiet_from, c.quiet_until, c.quiet_holds
                from each_number(?) one
                join approvals p on p.id = one.value
                join chats c on c.id = p.chat_id
                join articles a on a.id = p.article_id and a.status = 'live'
                order by p.article_id
                """,
                (json.dumps(list(decided)),),
            )
        )
        if by_clock and rows:
            moment = DeliveryHours.of(rows[0]).waking(moment)
        if len(rows) >= DIGEST_AT_LEAST:
            articles = [int(row["article_id"]) for row in rows]
            await self._outbox.address_digest(
                connection,
                articles,
                rows[0]["chat_id"],
                not_before=moment,
                now=now,
                manual=not by_clock,
            )
            return
        for row in rows:
            article_id, chat_id = int(row["article_id"]), int(row["chat_id"])
            breaking = bool(row["breaking"])
            crowded = (
                by_clock
                and not breaking
                and await self._scheduled_posts.has_hourly_limit(connection, chat_id)
            )
            if crowded or (moment > now and not by_clock):
                await self._scheduled_posts.schedule(
                    connection,
                    article_id,
                    chat_id,
                    not_before=moment,
                    manual=not crowded,
                    now=now,
                )
                continue
            await self._outbox.address_one(
                connection,
                article_id,
                chat_id,
                breaking=breaking,
                not_before=moment,
                now=now,
                manual=not by_clock,
            )
