"""Lists what is planned for a chat and what awaits approval there, in the order of time."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine.database import Database
from storage.timestamps import from_seconds


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An article that is to be posted at a time, or is proposed until then.

    `approval_id` is 0 for what is planned; `postponed` says that the proposal comes again then.
    """

    article_id: int
    title: str
    at: datetime
    approval_id: int = 0
    postponed: bool = False


class WeekPlan:
    """What is to come in a chat; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_chat(self, chat_id: int, limit: int) -> list[PlannedItem]:
        """The planned posts and pending proposals of a chat, the earliest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select w.article_id, a.title, w.not_before as at, 0 as approval_id, 0 as postponed
                from scheduled_posts w
                join articles a on a.id = w.article_id
                where w.chat_id = ? and w.manual = 1
                union all
                select
                    p.article_id, a.title, coalesce(p.propose_at, p.due) as at, p.id,
                    case when p.propose_at is null then 0 else 1 end
                from approvals p
                join articles a on a.id = p.article_id
                where p.chat_id = ? and p.state = 'pending' and p.decided is null
                order by at, article_id
                limit ?
                """,
                (chat_id, chat_id, limit),
            )
        return [
            PlannedItem(
                row["article_id"],
                row["title"],
                from_seconds(row["at"]),
                row["approval_id"],
                bool(row["postponed"]),
            )
            for row in rows
        ]
