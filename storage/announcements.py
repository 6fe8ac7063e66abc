"""Stores the messages that owners write to all subscribers: drafts, approved ones, taken back.

draft ──> approved (queued in the outbox in the same transaction) ──> withdrawn
  └─────> dropped
"""

from datetime import datetime, timedelta

from storage.engine.database import Database, Row
from storage.models import (
    Announcement,
    AnnouncementContent,
    AnnouncementState,
    TelegramFile,
    TelegramFileKind,
)
from storage.outbox import Outbox
from storage.timestamps import from_optional_seconds, from_seconds, to_seconds

# A draft is approved by buttons that stay in the chat: those of long ago no longer work.
DRAFT_LIFETIME = timedelta(days=1)
# https://core.telegram.org/bots/api#deletemessage
TAKEN_BACK_WITHIN = timedelta(hours=48)
KEPT_FOR = timedelta(days=30)


class Announcements:
    """One row for each message. Everything raises `StorageError` where the database fails."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def add(self, owner_id: int, content: AnnouncementContent, now: datetime) -> int:
        """Store a draft; return its id."""
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                """
                insert into announcements
                    (owner_id, html, file_kind, file_id, preview_url, preview_above, drafted)
                values (?, ?, ?, ?, ?, ?, ?)
                returning id
                """,
                (
                    owner_id,
                    content.html,
                    content.file.kind if content.file else "",
                    content.file.file_id if content.file else "",
                    content.preview_url,
                    int(content.preview_above),
                    to_seconds(now),
                ),
            )
        return int(rows[0]["id"])

    async def get(self, announcement_id: int) -> Announcement | None:
        """The message; None where there is none."""
        return (await self.by_id([announcement_id])).get(announcement_id)

    async def by_id(self, announcement_ids: list[int]) -> dict[int, Announcement]:
        """Those messages that there are, by their ids."""
        found: list[Row] = []
        async with self._database.reading() as connection:
            for one in announcement_ids:
                rows = await connection.execute_fetchall(
                    "select * from announcements where id = ?", (one,)
                )
                found += rows
        return {int(row["id"]): _announcement(row) for row in found}

    async def set_everywhere(self, announcement_id: int, *, everywhere: bool) -> bool:
        """Choose whether a draft goes to groups and channels; False where it is no draft."""
        return await self._change(
            "update announcements set everywhere = ? where id = ? and state = 'draft'",
            int(everywhere),
            announcement_id,
        )

    async def drop(self, announcement_id: int) -> bool:
        """Let nobody get a draft; False where it is none."""
        return await self._change(
            "update announcements set state = 'dropped' where id = ? and state = 'draft'",
            announcement_id,
        )

    async def approve(self, announcement_id: int, now: datetime) -> int | None:
        """Promise a draft to everybody whom it is for, in one transaction.

        Returns:
            to how many chats; None where it is no draft of the last day.
        """
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                """
                update announcements
                set state = 'approved', approved = ?
                where id = ? and state = 'draft' and drafted > ?
                returning everywhere
                """,
                (to_seconds(now), announcement_id, to_seconds(now - DRAFT_LIFETIME)),
            )
            if not rows:
                return None
            return await self._outbox.address_announcement(
                connection, announcement_id, everywhere=bool(rows[0]["everywhere"]), now=now
            )

    async def withdraw(self, announcement_id: int, now: datetime) -> bool:
        """Take a message back everywhere; False where it is not approved, or for too long.

        From here on it is sent to nobody; of where it stands `go_on_withdrawing` does the rest.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update announcements
                set state = 'withdrawn', reported = null
                where id = ? and state = 'approved' and approved > ?
                """,
                (announcement_id, to_seconds(now - TAKEN_BACK_WITHIN)),
            )
            if not cursor.rowcount:
                return False
            await self._outbox.withdraw_announcement(connection, announcement_id, now)
        return True

    async def go_on_withdrawing(self, announcement_id: int, now: datetime) -> None:
        """Have a message that was taken back deleted wherever it stands, in pieces.

        Repeating it does nothing more; what a killed process has left is done by the next one.
        """
        reached: int | None = 0
        while reached is not None:
            async with self._database.transaction() as connection:
                reached = await self._outbox.withdraw_announcement(
                    connection, announcement_id, now, after=reached
                )

    async def retry(self, announcement_id: int, now: datetime) -> int:
        """Queue what has failed again, so that it is reported anew; return for how many chats.

        Of a message that was taken back nothing is sent any more.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "update announcements set reported = null where id = ? and state = 'approved'",
                (announcement_id,),
            )
            if not cursor.rowcount:
                return 0
            return await self._outbox.retry_announcement(connection, announcement_id, now)

    async def unreported(self) -> list[Announcement]:
        """The messages of which their authors were not told what became of them.

        Among them those that have failed somewhere since they were told, after quiet hours, say.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select *
                from announcements
                where state in ('approved', 'withdrawn') and reported is null
                union
                select *
                from announcements
                where state in ('approved', 'withdrawn')
                and id in (
                    select o.announcement_id
                    from outbox o
                    join announcements n on n.id = o.announcement_id
                    where o.state = 'failed' and o.finished > n.reported
                )
                order by id
                """
            )
        return [_announcement(row) for row in rows]

    async def mark_reported(self, announcement_id: int, now: datetime) -> None:
        """Note that the author was told how a message stood at `now`, or a moment later."""
        await self._change(
            "update announcements set reported = ? where id = ?", to_seconds(now), announcement_id
        )

    async def prune(self, now: datetime) -> None:
        """Delete what is older than `KEPT_FOR`; the newest stays, so that no id comes again."""
        await self._change(
            """
            delete from announcements
            where drafted < ? and id < (select max(id) from announcements)
            """,
            to_seconds(now - KEPT_FOR),
        )

    async def forget(self, telegram_id: int) -> None:
        """Erase a person as an author; what was sent to all stays the newsroom's."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                update announcements
                set state = 'dropped', html = '', file_kind = '', file_id = '', preview_url = ''
                where owner_id = ? and state in ('draft', 'dropped')
                """,
                (telegram_id,),
            )
            await connection.execute(
                "update announcements set owner_id = 0 where owner_id = ?", (telegram_id,)
            )

    async def _change(self, sql: str, *values: int) -> bool:
        async with self._database.transaction() as connection:
            return (await connection.execute(sql, values)).rowcount > 0


def _announcement(row: Row) -> Announcement:
    kind = row["file_kind"]
    return Announcement(
        id=row["id"],
        owner_id=row["owner_id"],
        content=AnnouncementContent(
            html=row["html"],
            file=TelegramFile(TelegramFileKind(kind), row["file_id"]) if kind else None,
            preview_url=row["preview_url"],
            preview_above=bool(row["preview_above"]),
        ),
        everywhere=bool(row["everywhere"]),
        state=AnnouncementState(row["state"]),
        drafted=from_seconds(row["drafted"]),
        approved=from_optional_seconds(row["approved"]),
    )
