"""Shares the inbox among several instances on PostgreSQL: each handles what it has received.

What an instance that lives no more has left goes to the others.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.engine.database import Database
from storage.engine.postgresql.instance_liveness import ALIVE
from storage.errors import UpdateTakenOver
from storage.inbox import Inbox, waiting_update
from storage.models import Claims, WaitingUpdate
from storage.timestamps import from_milliseconds, to_milliseconds

# One person's updates are handled in their order, whichever instance each has come to: one that has
# failed and is to be tried again, too, is settled before a later one.
_EARLIER = """
    from inbox earlier
    where earlier.state = 'waiting'
    and earlier.sender = inbox.sender
    and earlier.chat = inbox.chat
    and earlier.update_id < inbox.update_id
    and earlier.owner <> :owner
    """
_IN_ORDER = f"and owner = :owner and not exists (select 1 {_EARLIER})"


class SharedInbox(Inbox):
    """The inbox of one instance of several.

    Args:
        database: holds the rows.
        owner: the name of this instance.
    """

    # Who was frozen, and whose updates others have taken over, writes nothing over what they do.
    _own = "and owner = :owner"

    def __init__(self, database: Database, owner: str) -> None:
        super().__init__(database)
        self.owner = owner

    async def waiting(self, limit: int) -> list[WaitingUpdate]:
        """What this instance begins with: the updates of instances that have left.

        Whoever died without a word may as well live, and could not say so while the database was
        away: that is known later (`take_over`).
        """
        return await self._take_over(limit, spared="true")

    async def take_over(self, limit: int) -> list[WaitingUpdate]:
        """Make the waiting updates of instances that live no more this one's, and return them.

        Several instances that do so at once share them out.
        """
        return await self._take_over(limit, spared=ALIVE)

    async def _take_over(self, limit: int, *, spared: str) -> list[WaitingUpdate]:
        """Take over from all but those instances of whose row the SQL condition holds."""
        async with self._database.transaction(alone=False) as connection:
            rows = await connection.execute_fetchall(
                f"""
                update inbox
                set owner = :owner
                where update_id in (
                    select update_id
                    from inbox
                    where state = 'waiting'
                    and owner <> :owner
                    and owner not in (
                        select name
                        from instances
                        where {spared}
                    )
                    order by received, update_id
                    limit :limit
                    for update skip locked
                )
                returning update_id, sender, chat, not_before
                """,  # noqa: S608 - a constant
                {"owner": self.owner, "limit": limit},
            )
        return [waiting_update(row) for row in sorted(rows, key=lambda row: int(row["update_id"]))]

    async def left_behind(self, before: datetime, limit: int) -> list[WaitingUpdate]:
        """Return the waiting updates of this instance that were received before a moment.

        Most of them it knows. One that it does not know was stored by a transaction whose answer
        was lost with the connection; Telegram may not send it again.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select update_id, sender, chat, not_before
                from inbox
                where state = 'waiting'
                and owner = ?
                and received < ?
                order by received, update_id
                limit ?
                """,
                (self.owner, to_milliseconds(before), limit),
            )
        return [waiting_update(row) for row in rows]

    async def claim(self, update_ids: Sequence[int]) -> Claims:
        """Claim those updates that are this instance's, and before whose turn no other comes."""
        async with self._database.transaction() as connection:
            claims = await self._claim(connection, update_ids, _IN_ORDER, {"owner": self.owner})
            settled = {*(one.update_id for one in claims.claimed), *claims.aside}
            if len(settled) == len(update_ids):
                return claims
            rows = await connection.execute_fetchall(
                f"""
                select update_id, (select max(earlier.not_before) {_EARLIER}) as settled_after
                from inbox
                where update_id in (select value from each_number(:ids))
                and owner = :owner
                and state = 'waiting'
                """,  # noqa: S608 - a constant
                {
                    "ids": json.dumps([one for one in update_ids if one not in settled]),
                    "owner": self.owner,
                },
            )
        return replace(
            claims,
            behind={
                int(row["update_id"]): from_milliseconds(row["settled_after"] or 0) for row in rows
            },
        )

    async def keep_steps(self, update_id: int, steps: str) -> None:
        """Keep what the attempts at an update have done so far, for a further one.

        Raises:
            UpdateTakenOver: another instance does it again; nothing was kept.
        """
        async with self._database.transaction(alone=False) as connection:
            rows = await connection.execute_fetchall(
                "select owner from inbox where update_id = ? for update", (update_id,)
            )
            if rows and rows[0]["owner"] != self.owner:
                raise UpdateTakenOver("another instance has taken the update over")
            await self._keep_steps(connection, update_id, steps)
