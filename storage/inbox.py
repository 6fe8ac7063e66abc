"""Stores updates received from Telegram until they are handled."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from storage.engine.database import Connection, Database, Row
from storage.models import ClaimedUpdate, Claims, ReceivedUpdate, UpdateState, WaitingUpdate
from storage.timestamps import from_milliseconds, to_milliseconds

# Telegram sends an update again until it is confirmed; after that its id may come back only when
# the bot had no update for a week.
HANDLED_KEPT = timedelta(days=2)
ASIDE_KEPT = timedelta(days=14)
MOST_KEPT = 200_000
MOST_ATTEMPTS = 3
_ERASED = """
    sender = 0, chat = 0, payload = '', steps = '',
    state = case when state = 'waiting' then 'handled' else state end
    """


class Inbox:
    """One row for each update; a handled one stays without content, to be known if it comes again.

    An attempt is counted before it begins, so that an update which kills the process is noticed.
    """

    # The instance that handles what is added here; where there is one only, it has no name.
    owner = ""
    # The condition of the rows that it may write.
    _own = ""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, updates: Sequence[ReceivedUpdate], now: datetime) -> list[WaitingUpdate]:
        """Store updates in one transaction; returns those that are new.

        Raises:
            StorageError: none of them was stored.
        """
        if not updates:
            return []
        at = to_milliseconds(now)
        # One statement for all: each one is a turn of the loop.
        rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(updates))
        values = [
            value
            for one in updates
            for value in (
                *(one.update_id, one.sender, one.chat, one.kind, at, at, one.payload),
                self.owner,
            )
        ]
        async with self._database.transaction(alone=False) as connection:
            stored = await connection.execute_fetchall(
                f"""
                insert into inbox
                    (update_id, sender, chat, kind, received, not_before, payload, owner)
                values {rows}
                on conflict (update_id) do nothing
                returning update_id
                """,  # noqa: S608 - only marks of parameters
                values,
            )
        new = {row["update_id"] for row in stored}
        first = {update.update_id: update for update in reversed(updates)}
        return [
            WaitingUpdate(
                update_id=update.update_id,
                sender=update.sender,
                chat=update.chat,
                not_before=now,
            )
            for update in updates
            if update.update_id in new and first[update.update_id] is update
        ]

    async def waiting(self, limit: int) -> list[WaitingUpdate]:
        """The updates that are not handled yet, in the order of their receipt."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select update_id, sender, chat, not_before
                from inbox
                where state = 'waiting'
                order by received, update_id
                limit ?
                """,
                (limit,),
            )
        return [waiting_update(row) for row in rows]

    async def take_over(self, limit: int) -> list[WaitingUpdate]:  # noqa: ARG002 - see `SharedInbox`
        """Return up to `limit` updates of instances that live no more: here is but one."""
        return []

    async def left_behind(self, before: datetime, limit: int) -> list[WaitingUpdate]:  # noqa: ARG002 - see `SharedInbox`
        """Return what this instance has stored without learning of it: a file leaves no doubt."""
        return []

    async def claim(self, update_ids: Sequence[int]) -> Claims:
        """Count an attempt of each update, and give out what it holds.

        Those that have used up `MOST_ATTEMPTS` are set aside instead.
        """
        async with self._database.transaction() as connection:
            return await self._claim(connection, update_ids)

    async def _claim(
        self,
        connection: Connection,
        update_ids: Sequence[int],
        only: str = "",
        values: Mapping[str, object] = MappingProxyType({}),
    ) -> Claims:
        """Claim those of the updates for which the condition `only` holds, given its values."""
        # One statement for all: each one is a turn of the loop.
        rows = await connection.execute_fetchall(
            f"""
            update inbox
            set attempts = attempts + 1,
                state = case when attempts >= :most then 'aside' else state end,
                payload = case when attempts >= :most then '' else payload end,
                steps = case when attempts >= :most then '' else steps end
            where state = 'waiting'
            and update_id in (select value from each_number(:ids))
            {only}
            returning update_id, attempts, state, payload, steps
            """,  # noqa: S608 - a constant of the caller
            {"ids": json.dumps(list(update_ids)), "most": MOST_ATTEMPTS, **values},
        )
        claimed = {
            row["update_id"]: ClaimedUpdate(
                update_id=row["update_id"],
                attempt=row["attempts"],
                payload=row["payload"],
                steps=row["steps"],
            )
            for row in rows
            if row["state"] == UpdateState.WAITING
        }
        return Claims(
            claimed=tuple(claimed[one] for one in update_ids if one in claimed),
            aside=frozenset(row["update_id"] for row in rows if row["state"] == UpdateState.ASIDE),
        )

    async def finish(self, update_ids: Sequence[int]) -> None:
        """The updates were handled: nothing of their content is kept."""
        async with self._database.transaction(alone=False) as connection:
            await connection.executemany(
                f"""
                update inbox
                set state = 'handled', payload = '', steps = ''
                where update_id = :update_id {self._own}
                """,  # noqa: S608 - a constant
                [{"update_id": update_id, "owner": self.owner} for update_id in update_ids],
            )

    async def keep_steps(self, update_id: int, steps: str) -> None:
        """Keep what the attempts at an update have done so far, for a further one."""
        async with self._database.transaction(alone=False) as connection:
            await self._keep_steps(connection, update_id, steps)

    async def _keep_steps(self, connection: Connection, update_id: int, steps: str) -> None:
        await connection.execute(
            "update inbox set steps = ? where update_id = ? and state = 'waiting'",
            (steps, update_id),
        )

    async def retry(self, update_id: int, not_before: datetime, steps: str = "") -> None:
        """An attempt failed: handle the update again at that time.

        `steps` is what the attempts have done so far.
        """
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                f"""
                update inbox
                set not_before = :not_before, steps = :steps
                where update_id = :update_id and state = 'waiting' {self._own}
                """,  # noqa: S608 - a constant
                {
                    "not_before": to_milliseconds(not_before),
                    "steps": steps,
                    "update_id": update_id,
                    "owner": self.owner,
                },
            )

    async def put_back(self, steps_of: Mapping[int, str]) -> None:
        """The attempts at these updates were cut off by a stop, which is no fault of theirs.

        Beside each stands what the attempts have done so far.
        """
        async with self._database.transaction() as connection:
            await connection.executemany(
                f"""
                update inbox
                set attempts = max(0, attempts - 1), steps = :steps
                where update_id = :update_id and state = 'waiting' {self._own}
                """,  # noqa: S608 - a constant
                [
                    {"steps": steps, "update_id": update_id, "owner": self.owner}
                    for update_id, steps in steps_of.items()
                ],
            )

    async def set_aside(self, update_id: int) -> None:
        """Handle the update no more; of its content nothing is kept."""
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                f"""
                update inbox
                set state = 'aside', payload = '', steps = ''
                where update_id = :update_id {self._own}
                """,  # noqa: S608 - a constant
                {"update_id": update_id, "owner": self.owner},
            )

    async def forget(self, telegram_id: int, *, but: int | None = None) -> None:
        """Erase what came from a person or chat; of what waited nothing is handled any more.

        Args:
            telegram_id: of the person or chat.
            but: the update that is being handled. Whose it is goes with the rest, its content stays
                until `forget_update`: while it waits, its attempts can be made again.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                update inbox
                set {_ERASED}
                where (sender = ?1 or chat = ?1) and update_id <> ?2
                """,  # noqa: S608 - a constant
                (telegram_id, -1 if but is None else but),
            )
            await connection.execute(
                "update inbox set sender = 0, chat = 0 where update_id = ?", (but,)
            )

    async def forget_update(self, update_id: int) -> None:
        """Erase an update; if it waited, it counts as handled."""
        async with self._database.transaction() as connection:
            await connection.execute(
                f"update inbox set {_ERASED} where update_id = ?",  # noqa: S608 - a constant
                (update_id,),
            )

    async def prune(self, now: datetime) -> None:
        """Forget updates that were handled or set aside long ago."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                delete from inbox
                where (state = 'handled' and received < ?) or (state = 'aside' and received < ?)
                """,
                (to_milliseconds(now - HANDLED_KEPT), to_milliseconds(now - ASIDE_KEPT)),
            )
            await connection.execute(
                """
                delete from inbox where update_id in (
                    select update_id from inbox
                    where state <> 'waiting'
                    order by received desc
                    limit 1000000000 offset ?
                )
                """,
                (MOST_KEPT,),
            )


def waiting_update(row: Row) -> WaitingUpdate:
    """Read a row of the inbox."""
    return WaitingUpdate(
        update_id=row["update_id"],
        sender=row["sender"],
        chat=row["chat"],
        not_before=from_milliseconds(row["not_before"]),
    )
