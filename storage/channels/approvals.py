"""Stores articles that await an administrator's approval; the first answer wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Connection, Database, Row
from storage.timestamps import from_optional_seconds, from_seconds, to_seconds

MAX_NAME = 128
# Decided approvals are kept as long as their posts can be told from others in the statistics.
KEEP_DECIDED = timedelta(days=8)

_COLUMNS = """
    id, article_id, chat_id, state, propose_at, due, person_id, person_name, decided,
    (
        select w.not_before
        from scheduled_posts w
        where w.chat_id = approvals.chat_id and w.article_id = approvals.article_id
        and w.manual = 1
    ) as planned
"""


class State(StrEnum):
    """Where an approval stands."""

    PENDING = "pending"
    PUBLISHED = "published"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One article for one chat; who decided is empty where nobody did in time.

    What was approved and waits still is `planned` for that time, or has waited since then for the
    bot's return.
    """

    id: int
    article_id: int
    chat_id: int
    state: State
    due: datetime
    postponed_until: datetime | None = None
    person_id: int = 0
    person_name: str = ""
    planned: datetime | None = None


def _approval(row: Row) -> Approval:
    return Approval(
        id=row["id"],
        article_id=row["article_id"],
        chat_id=row["chat_id"],
        state=State(row["state"]),
        due=from_seconds(row["due"]),
        postponed_until=from_optional_seconds(row["propose_at"]),
        person_id=row["person_id"],
        person_name=row["person_name"],
        planned=from_optional_seconds(row["planned"]),
    )


class Approvals:
    """Pending and decided approvals; nothing here checks anybody's rights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hold(self, connection: Connection, article_id: int, now: datetime) -> int:
        """Take the article's fresh rows of moderated chats out of the outbox; how many.

        It belongs into the transaction that addressed the article.
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

    async def propose(
        self,
        connection: Connection,
        article_ids: Sequence[int],
        chat_id: int,
        now: datetime,
    ) -> int:
        """Ask about articles that a moderated chat has missed; how many were never asked about.

        It works inside the caller's transaction.
        """
        cursor = await connection.executemany(
            """
            insert into approvals (article_id, chat_id, propose_at, due)
            select ?1, chat_id, ?3, ?3 + wait_minutes * 60
            from channel_settings
            where chat_id = ?2
            and not exists (
                select 1
                from outbox
                where article_id = ?1 and chat_id = ?2
                and state not in ('failed', 'dropped', 'digested')
            )
            on conflict do nothing
            """,
            [(article_id, chat_id, to_seconds(now)) for article_id in article_ids],
        )
        return max(cursor.rowcount, 0)

    async def get(self, approval_id: int) -> Approval | None:
        """The approval as it stands."""
        return await self._one(
            f"select {_COLUMNS} from approvals where id = ?",  # noqa: S608 - constants
            approval_id,
        )

    async def _one(self, sql: str, *parameters: int) -> Approval | None:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(sql, parameters)
        return next((_approval(row) for row in rows), None)

    async def to_propose(self, now: datetime, limit: int) -> list[Approval]:
        """Pending approvals that the administrators are to be asked about now.

        Those of a chat that takes no posts wait until it does.
        """
        return await self._many(
            f"""
            select {_COLUMNS}
            from approvals
            where state = 'pending' and propose_at <= ?
            and exists (select 1 from chats where chats.id = chat_id and chats.active = 1)
            order by propose_at
            limit ?
            """,  # noqa: S608 - constants
            to_seconds(now),
            limit,
        )

    async def overdue(self, now: datetime, limit: int) -> list[Approval]:
        """Pending approvals that nobody has answered in time, of which people were asked."""
        return await self._many(
            f"""
            select {_COLUMNS}
            from approvals
            where state = 'pending' and due <= ? and propose_at is null
            order by due
            limit ?
            """,  # noqa: S608 - constants
            to_seconds(now),
            limit,
        )

    async def waiting(self, chat_id: int, limit: int) -> list[Approval]:
        """What was approved for this chat and has not gone out yet."""
        return await self._many(
            f"""
            select {_COLUMNS}
            from approvals
            where chat_id = ? and state = 'published' and planned is not null
            order by decided desc
            limit ?
            """,  # noqa: S608 - constants
            chat_id,
            limit,
        )

    async def _many(self, sql: str, *parameters: int) -> list[Approval]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(sql, parameters)
        return [_approval(row) for row in rows]

    async def proposed(self, approval_id: int, due: datetime) -> None:
        """Everybody who can be asked was asked, and has until `due` to answer."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update approvals set propose_at = null, due = ? where id = ?",
                (to_seconds(due), approval_id),
            )

    async def ask_again(self, approval_id: int, at: datetime) -> None:
        """Telegram could not be asked who administers the chat: try at that time."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update approvals set propose_at = ? where id = ? and state = 'pending'",
                (to_seconds(at), approval_id),
            )

    async def postpone(self, approval_id: int, until: datetime, wait: timedelta) -> bool:
        """Ask again at that time; False where it was decided meanwhile."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update approvals
                set propose_at = ?, due = ?
                where id = ? and state = 'pending' and propose_at is null
                """,
                (to_seconds(until), to_seconds(until + wait), approval_id),
            )
        return cursor.rowcount == 1

    async def decide(
        self,
        connection: Connection,
        approval_id: int,
        state: State,
        *,
        person_id: int,
        person_name: str,
        now: datetime,
    ) -> bool:
        """Decide it, inside the caller's transaction; False where somebody else was first."""
        cursor = await connection.execute(
            """
            update approvals
            set state = ?, person_id = ?, person_name = ?, decided = ?, propose_at = null
            where id = ? and state = 'pending'
            """,
            (state, person_id, person_name[:MAX_NAME], to_seconds(now), approval_id),
        )
        return cursor.rowcount == 1

    async def drop(self, connection: Connection, article_id: int, now: datetime) -> None:
        """The article was withdrawn: nobody is asked about it any more."""
        await connection.execute(
            """
            update approvals
            set state = 'skipped', decided = ?, propose_at = null
            where article_id = ? and state = 'pending'
            """,
            (to_seconds(now), article_id),
        )

    async def sent_to(self, approval_id: int, person_id: int, message_id: int) -> None:
        """This person sees the proposal in this message."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert or replace into approval_messages (approval_id, person_id, message_id)
                values (?, ?, ?)
                """,
                (approval_id, person_id, message_id),
            )

    async def messages(self, approval_id: int) -> list[tuple[int, int]]:
        """Who sees the proposal in which message, as (person, message)."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select person_id, message_id from approval_messages where approval_id = ?",
                (approval_id,),
            )
        return [(int(row["person_id"]), int(row["message_id"])) for row in rows]

    async def shown_in(self, person_id: int, message_id: int) -> list[Approval]:
        """The approvals that this person sees in this message, old before new."""
        return await self._many(
            f"""
            select {_COLUMNS}
            from approvals
            where id in (
                select approval_id
                from approval_messages
                where person_id = ? and message_id = ?
            )
            order by id
            """,  # noqa: S608 - constants
            person_id,
            message_id,
        )

    async def prune(self, now: datetime) -> int:
        """Delete what was decided long ago."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from approvals where state != 'pending' and decided < ?",
                (to_seconds(now - KEEP_DECIDED),),
            )
        return cursor.rowcount
