"""Stores which administrators still have to get a proposal after a network failure."""

from dataclasses import dataclass
from datetime import datetime

from storage.channels.approval_rows import CHAT_GETS_POSTS
from storage.engine.database import Database
from storage.timestamps import to_seconds


@dataclass(frozen=True, slots=True)
class MissedProposal:
    """A pending approval that this person has not been asked about, as others have."""

    approval_id: int
    chat_id: int
    person_id: int


class MissedProposals:
    """One row for each approval and person, until that person was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, approval_id: int, person_id: int) -> None:
        """Remember that the person is still to be asked."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into missed_proposals (approval_id, person_id) values (?, ?)
                on conflict do nothing
                """,
                (approval_id, person_id),
            )

    async def pending(self, now: datetime, limit: int) -> list[MissedProposal]:
        """Return what people are still to be asked about, at most `limit`, old before new.

        What was decided meanwhile is left out, and so are chats that are inactive or paused; that
        of a chat and person stands together.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select m.approval_id, approvals.chat_id, m.person_id
                from missed_proposals m
                join approvals on approvals.id = m.approval_id
                where approvals.state = 'pending' and {CHAT_GETS_POSTS}
                order by approvals.chat_id, m.person_id, m.approval_id
                limit :limit
                """,  # noqa: S608 - constants
                {"now": to_seconds(now), "limit": limit},
            )
        return [
            MissedProposal(
                approval_id=row["approval_id"], chat_id=row["chat_id"], person_id=row["person_id"]
            )
            for row in rows
        ]

    async def settled(self, approval_id: int, person_id: int) -> None:
        """Forget it: the person was asked, or can't be."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from missed_proposals where approval_id = ? and person_id = ?",
                (approval_id, person_id),
            )
