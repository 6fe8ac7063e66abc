"""Stores updates received from Telegram until they are handled."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.timestamps import from_milliseconds, to_milliseconds

# Telegram sends an update again until it is confirmed; after that its id may come back only when
# the bot had no update for a week.
HANDLED_KEPT = timedelta(days=2)
ASIDE_KEPT = timedelta(days=14)
MOST_KEPT = 200_000
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedUpdate:
    """An update as it came.

    `sender` is the person, or the chat in whose name an anonymous administrator or a channel
    writes; `chat` is 0 where the update has none. `payload` is the update's JSON.
    """

    update_id: int
    sender: int
    chat: int
    kind: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingUpdate:
    """An update in the inbox, without its content.

    `not_before` is when it may be handled; later than its receipt after an attempt that failed.
    """

    update_id: int
    sender: int
    chat: int
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedUpdate:
    """An update that is being handled; `attempt` counts from 1."""

    update_id: int
    attempt: int
    payload: str


class Inbox:
    """One row for each update; a handled one stays without content, to be known if it comes again.

    An attempt is counted before it begins, so that an update which kills the process is noticed.
    """

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
        rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(updates))
        values = [
            value
            for one in updates
            for value in (one.update_id, one.sender, one.chat, one.kind, at, at, one.payload)
        ]
        async with self._database.transaction(alone=False) as connection:
            stored = await connection.execute_fetchall(
                f"""
                insert into inbox (update_id, sender, chat, kind, received, not_before, payload)
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
        return [
            WaitingUpdate(
                update_id=row["update_id"],
                sender=row["sender"],
                chat=row["chat"],
                not_before=from_milliseconds(row["not_before"]),
            )
            for row in rows
        ]

    async def claim(self, update_ids: Sequence[int]) -> list[ClaimedUpdate]:
        """Count an attempt of each update, and give out what it holds.

        Those that have used up `MOST_ATTEMPTS` are set aside instead and not returned.
        """
        # One statement for all: each one is a turn of the loop.
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                """
                update inbox
                set attempts = attempts + 1,
                    state = case when attempts >= :most then 'aside' else state end,
                    payload = case when attempts >= :most then '' else payload end
                where state = 'waiting'
                and update_id in (select value from each_number(:ids))
                returning update_id, attempts, state, payload
                """,
                {"ids": json.dumps(list(update_ids)), "most": MOST_ATTEMPTS},
            )
        claimed = {
            row["update_id"]: ClaimedUpdate(
                update_id=row["update_id"], attempt=row["attempts"], payload=row["payload"]
            )
            for row in rows
            if row["state"] == "waiting"
        }
        return [claimed[one] for one in update_ids if one in claimed]

    async def finish(self, update_ids: Sequence[int]) -> None:
        """The updates were handled: nothing of their content is kept."""
        async with self._database.transaction(alone=False) as connection:
            await connection.executemany(
                "update inbox set state = 'handled', payload = '' where update_id = ?",
                [(update_id,) for update_id in update_ids],
            )

    async def retry(self, update_id: int, not_before: datetime) -> None:
        """An attempt failed: handle the update again at that time."""
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                "update inbox set not_before = ? where update_id = ?",
                (to_milliseconds(not_before), update_id),
            )

    async def put_back(self, update_ids: Sequence[int]) -> None:
        """The attempts were cut off by a stop, which is no fault of the updates."""
        async with self._database.transaction() as connection:
            await connection.executemany(
                "update inbox set attempts = max(0, attempts - 1) where update_id = ?",
                [(update_id,) for update_id in update_ids],
            )

    async def set_aside(self, update_id: int) -> None:
        """Handle the update no more; of its content nothing is kept."""
        async with self._database.transaction(alone=False) as connection:
            await connection.execute(
                "update inbox set state = 'aside', payload = '' where update_id = ?",
                (update_id,),
            )

    async def forget(self, telegram_id: int) -> None:
        """Erase what came from a person or chat; of what waited nothing is handled any more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                update inbox
                set sender = 0, chat = 0, payload = '',
                    state = case when state = 'waiting' then 'handled' else state end
                where sender = ?1 or chat = ?1
                """,
                (telegram_id,),
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
