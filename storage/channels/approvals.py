"""Stores articles that await an administrator's approval for one chat, and the decisions.

How administrators are asked is kept in `storage.channels.proposals`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.channels.approval_rows import (
    APPROVAL_COLUMNS,
    CHAT_GETS_POSTS,
    MAX_NAME,
    Approval,
    ApprovalState,
    approval_of,
)
from storage.engine.database import Connection, Database
from storage.outbox.rows import ADDRESSABLE_ANEW
from storage.timestamps import to_seconds

# Decided approvals are kept as long as their posts can be told from others in the statistics.
KEEP_DECIDED = timedelta(days=8)


class Approvals:
    """Pending and decided approvals; the caller checks who may decide.

    What takes a connection works inside its caller's transaction. Everything raises
    `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hold(self, connection: Connection, article_id: int, now: datetime) -> int:
        """Replace the new outbox rows of moderated chats by approvals; return how many.

        Call it in the transaction that addressed the article, with the same `now`.
        """
        await connection.execute(
            """
            insert into approvals (article_id, chat_id, propose_at, due)
            select o.article_id, o.chat_id, o.not_before, o.not_before + s.wait_minutes * 60
            from channel_settings s
            join outbox o on o.article_id = ? and o.chat_id = s.chat_id
            where s.moderated = 1 and o.finished is null and o.addressed = ?
            on conflict do nothing
            """,
            (article_id, to_seconds(now)),
        )
        cursor = await connection.execute(
            """
            delete from outbox
            where article_id = ?1
            and finished is null
            and state in ('ready', 'waiting')
            and chat_id in (
                select chat_id from approvals where article_id = ?1 and state = 'pending'
            )
            """,
            (article_id,),
        )
        return cursor.rowcount

    async def add_missed(
        self,
        connection: Connection,
        article_ids: Sequence[int],
        chat_id: int,
        now: datetime,
    ) -> int:
        """Add approvals for articles that a moderated chat has missed; return how many are new.

        Articles that the chat has or is to get, and those that were decided before, are left out.
        """
        cursor = await connection.executemany(
            f"""
            insert into approvals (article_id, chat_id, propose_at, due)
            select ?1, chat_id, ?3, ?3 + wait_minutes * 60
            from channel_settings
            where chat_id = ?2
            and not exists (
                select 1
                from outbox
                where article_id = ?1 and chat_id = ?2
                and not {ADDRESSABLE_ANEW}
            )
            on conflict do nothing
            """,  # noqa: S608 - a constant
            [(article_id, chat_id, to_seconds(now)) for article_id in article_ids],
        )
        return max(cursor.rowcount, 0)

    async def get(self, approval_id: int) -> Approval | None:
        """The approval with this id; None if it was pruned or never existed."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"select {APPROVAL_COLUMNS} from approvals where id = ?",  # noqa: S608 - constants
                (approval_id,),
            )
        return next((approval_of(row) for row in rows), None)

    async def of_article(self, article_id: int, chat_id: int) -> Approval | None:
        """The approval of an article for a chat; None if there is none."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {APPROVAL_COLUMNS}
                from approvals
                where article_id = ? and chat_id = ?
                """,  # noqa: S608 - constants
                (article_id, chat_id),
            )
        return next((approval_of(row) for row in rows), None)

    async def overdue(self, now: datetime, limit: int) -> list[Approval]:
        """Pending approvals of which people were asked and nobody answered in time.

        Those of a chat that is inactive or paused are left out: they are proposed again after that.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {APPROVAL_COLUMNS}
                from approvals
                where state = 'pending' and due <= :now and propose_at is null
                and {CHAT_GETS_POSTS}
                order by due
                limit :limit
                """,  # noqa: S608 - constants
                {"now": to_seconds(now), "limit": limit},
            )
        return [approval_of(row) for row in rows]

    async def approved_unsent(self, chat_id: int, limit: int) -> list[Approval]:
        """The chat's approved articles that have not gone out yet, the last approved first.

        Among them what has waited for the bot's return, and is on its way by now.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select *
                from (
                    select {APPROVAL_COLUMNS}
                    from approvals
                    where chat_id = ? and state = 'published'
                ) approved
                where planned is not null
                or exists (
                    select 1
                    from outbox o
                    left join outbox head on head.id = o.digest_id
                    where o.article_id = approved.article_id and o.chat_id = approved.chat_id
                    and case when head.id is null then o.finished else head.finished end is null
                    and coalesce(head.message_id, o.message_id) = 0
                )
                order by decided desc
                limit ?
                """,  # noqa: S608 - constants
                (chat_id, limit),
            )
        return [approval_of(row) for row in rows]

    async def decide(
        self,
        connection: Connection,
        approval_id: int,
        state: ApprovalState,
        *,
        person_id: int,
        person_name: str,
        now: datetime,
    ) -> bool:
        """Record a decision; False if somebody else decided first.

        Args:
            connection: a transaction.
            approval_id: the row.
            state: `PUBLISHED` or `SKIPPED`.
            person_id: who decided; 0 if nobody did in time.
            person_name: cut at `MAX_NAME` letters.
            now: when it was decided.
        """
        cursor = await connection.execute(
            """
            update approvals
            set state = ?, person_id = ?, person_name = ?, decided = ?, propose_at = null
            where id = ? and state = 'pending'
            """,
            (state, person_id, person_name[:MAX_NAME], to_seconds(now), approval_id),
        )
        return cursor.rowcount == 1

    async def take_back(
        self,
        connection: Connection,
        article_id: int,
        chat_id: int,
        *,
        person_id: int,
        person_name: str,
        now: datetime,
    ) -> None:
        """Skip what was approved after all, unless the chat has got it, alone or in a digest.

        `person_id` and the rest are as in `decide`.
        """
        await connection.execute(
            """
            update approvals
            set state = 'skipped', person_id = ?, person_name = ?, decided = ?
            where article_id = ? and chat_id = ? and state = 'published'
            and not exists (
                select 1
                from outbox o
                left join outbox head on head.id = o.digest_id
                where o.article_id = approvals.article_id and o.chat_id = approvals.chat_id
                and coalesce(head.state, o.state) = 'sent'
            )
            """,
            (person_id, person_name[:MAX_NAME], to_seconds(now), article_id, chat_id),
        )

    async def skip_withdrawn(self, connection: Connection, article_id: int, now: datetime) -> None:
        """Skip the pending approvals of an article that the newsroom has withdrawn."""
        await connection.execute(
            """
            update approvals
            set state = 'skipped', decided = ?, propose_at = null
            where article_id = ? and state = 'pending'
            """,
            (to_seconds(now), article_id),
        )

    async def propose_again(
        self, connection: Connection, article_id: int, withdrawn: datetime, now: datetime
    ) -> None:
        """Ask again about an article that is public again, where its withdrawal was the answer.

        Call it in the transaction that restores the article; `withdrawn` is the `now` with which
        `skip_withdrawn` was called.
        """
        await connection.execute(
            """
            update approvals
            set state = 'pending', decided = null, propose_at = :now,
                due = :now + 60 * coalesce(
                    (
                        select wait_minutes
                        from channel_settings s
                        where s.chat_id = approvals.chat_id
                    ),
                    30
                )
            where article_id = :article
            and state = 'skipped' and person_id = 0 and decided = :withdrawn
            """,
            {
                "article": article_id,
                "withdrawn": to_seconds(withdrawn),
                "now": to_seconds(now),
            },
        )

    async def prune(self, now: datetime) -> int:
        """Delete approvals decided more than `KEEP_DECIDED` ago; return how many.

        Those of posts that wait for the bot's return to their chat are kept, or they would be
        proposed again.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                delete from approvals
                where state != 'pending' and decided < ?
                and not exists (
                    select 1
                    from scheduled_posts w
                    where w.chat_id = approvals.chat_id and w.article_id = approvals.article_id
                )
                """,
                (to_seconds(now - KEEP_DECIDED),),
            )
        return cursor.rowcount
