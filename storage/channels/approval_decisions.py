"""Publishes or skips articles that awaited approval."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.channels.approval_rows import CHAT_GETS_POSTS, ApprovalState
from storage.channels.approvals import Approvals
from storage.channels.scheduled_posts import ScheduledPosts
from storage.engine.database import Connection, Database
from storage.outbox import DIGEST_AT_LEAST, Outbox
from storage.outbox.delivery_hours import DeliveryHours
from storage.outbox.send_conditions import OF_MUTED_ARTICLE
from storage.timestamps import to_seconds


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

        Breaking news is no part of it, unless a person has decided.

        Args:
            approval_ids: rows of one chat.
            publish: whether they are published, else skipped.
            person_id: who decided; 0 if the time for an answer is over, and then the chat's hourly
                limit and quiet hours count, too, what it mutes by now is skipped, and what was put
                off, or whose chat gets no posts, since the rows were read is left as it is.
            person_name: of that person.
            not_before: the time that the person chose for the posts; None: now.
            now: when it was decided.

        Returns:
            the approvals that nobody had decided before.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not person_id:
                approval_ids = await _left_to_the_clock(connection, approval_ids, now)
            skipped = set() if publish else set(approval_ids)
            if not person_id:
                skipped |= await _muted(connection, approval_ids)
            decided = [
                approval_id
                for approval_id in approval_ids
                if await self._approvals.decide(
                    connection,
                    approval_id,
                    ApprovalState.SKIPPED if approval_id in skipped else ApprovalState.PUBLISHED,
                    person_id=person_id,
                    person_name=person_name,
                    now=now,
                )
            ]
            published = [one for one in decided if one not in skipped]
            if published:
                await self._send(
                    connection, published, by_clock=not person_id, moment=not_before or now, now=now
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
        # Breaking news comes by itself, unless a person wants one digest of them all.
        together = [row for row in rows if not (by_clock and row["breaking"])]
        alone = [row for row in rows if by_clock and row["breaking"]]
        if len(together) >= DIGEST_AT_LEAST:
            await self._outbox.address_digest(
                connection,
                [int(row["article_id"]) for row in together],
                together[0]["chat_id"],
                not_before=moment,
                now=now,
                manual=not by_clock,
            )
            together = []
        for row in (*alone, *together):
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


async def _left_to_the_clock(
    connection: Connection, approval_ids: Sequence[int], now: datetime
) -> list[int]:
    """The approvals among these that nobody has put off, of chats that get posts."""
    rows = await connection.execute_fetchall(
        f"""
        select id
        from approvals
        where id in (select value from each_number(:ids))
        and coalesce(propose_at, 0) <= :now
        and {CHAT_GETS_POSTS}
        """,  # noqa: S608 - a constant
        {"ids": json.dumps(list(approval_ids)), "now": to_seconds(now)},
    )
    left = {int(row["id"]) for row in rows}
    return [one for one in approval_ids if one in left]


async def _muted(connection: Connection, approval_ids: Sequence[int]) -> set[int]:
    """The approvals among these whose chat mutes the article by now."""
    rows = await connection.execute_fetchall(
        f"""
        select o.id
        from approvals o
        where o.id in (select value from each_number(?)) and {OF_MUTED_ARTICLE}
        """,  # noqa: S608 - a constant
        (json.dumps(list(approval_ids)),),
    )
    return {int(row["id"]) for row in rows}
