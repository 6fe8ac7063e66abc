"""Finds proposals whose article was posted, or was withdrawn before anybody decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.timestamps import to_seconds

# A post that was sent longer ago than that has its link, or gets none.
LINKED_WITHIN = timedelta(minutes=10)
BATCH = 20


@dataclass(frozen=True, slots=True)
class SettledProposal:
    """A proposal that administrators still see with its buttons, or without a link to the post.

    `message_id` is the post that stands in the chat; 0 where the article was withdrawn.
    """

    approval_id: int
    message_id: int = 0


class SettledProposals:
    """Raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def withdrawn(self) -> list[SettledProposal]:
        """Proposals of withdrawn articles that nobody has decided on, at most `BATCH`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select p.id
                from articles a
                join approvals p on p.article_id = a.id
                where a.status = 'withdrawn' and p.state = 'skipped' and p.person_id = 0
                and exists (select 1 from approval_messages m where m.approval_id = p.id)
                order by p.id
                limit ?
                """,
                (BATCH,),
            )
        return [SettledProposal(row["id"]) for row in rows]

    async def posted(self, now: datetime) -> list[SettledProposal]:
        """Proposals whose article went out within `LINKED_WITHIN`, at most `BATCH`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select distinct p.id, o.message_id
                from channel_posts n
                join approvals p on p.article_id = n.article_id and p.chat_id = n.chat_id
                join outbox o on o.article_id = n.article_id and o.chat_id = n.chat_id
                where n.at > ? and n.event = 'post' and p.state = 'published'
                and o.state = 'sent' and o.action = 'post' and o.message_id != 0
                and o.posted_in is null
                and exists (select 1 from approval_messages m where m.approval_id = p.id)
                order by p.id
                limit ?
                """,
                (to_seconds(now - LINKED_WITHIN), BATCH),
            )
        return [SettledProposal(row["id"], row["message_id"]) for row in rows]

    async def forget(self, approval_id: int) -> None:
        """Forget in which messages a proposal is seen: they say all that there is to say."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from approval_messages where approval_id = ?", (approval_id,)
            )
