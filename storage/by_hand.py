"""What administrators put into the outbox: approved, posted by hand, caught up after a pause."""

from datetime import datetime

from storage.approvals import Approvals, State
from storage.database import Database
from storage.desk import Desk
from storage.outbox import Outbox


class ByHand:
    """Each operation is one transaction over approvals, settings and the outbox."""

    def __init__(
        self, database: Database, *, approvals: Approvals, desk: Desk, outbox: Outbox
    ) -> None:
        self._database = database
        self._approvals = approvals
        self._desk = desk
        self._outbox = outbox

    async def decide(
        self,
        approval_id: int,
        *,
        publish: bool,
        person_id: int = 0,
        person_name: str = "",
        now: datetime,
    ) -> bool:
        """Publish or skip what waits for approval; False where somebody else was first.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            decided = await self._approvals.decide(
                connection,
                approval_id,
                State.PUBLISHED if publish else State.SKIPPED,
                person_id=person_id,
                person_name=person_name,
                now=now,
            )
            if not decided or not publish:
                return decided
            rows = await connection.execute_fetchall(
                """
                select p.article_id, p.chat_id, a.breaking
                from approvals p
                join articles a on a.id = p.article_id and a.status = 'live'
                where p.id = ?
                """,
                (approval_id,),
            )
            for row in rows:
                await self._outbox.address_one(
                    connection,
                    row["article_id"],
                    row["chat_id"],
                    breaking=bool(row["breaking"]),
                    not_before=now,
                    now=now,
                )
        return True

    async def post(
        self, article_id: int, chat_id: int, *, not_before: datetime, now: datetime
    ) -> bool:
        """Promise an article to one chat; False where it has it already, or takes no posts.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            return await self._outbox.address_one(
                connection, article_id, chat_id, breaking=False, not_before=not_before, now=now
            )

    async def catch_up(self, chat_id: int, since: datetime, now: datetime) -> int:
        """Promise the chat what it would have got since then, as one digest; how many articles.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            missed = await self._desk.missed(connection, chat_id, since)
            return await self._outbox.address_digest(connection, missed, chat_id, now=now)
