"""Logs who changed a channel's settings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.engine.database import Database
from storage.timestamps import from_seconds, to_seconds

# Lines of one chat's log; the oldest beyond are deleted.
MAX_ENTRIES = 50
# Telegram's longest name: 64 letters each for first and last name.
MAX_NAME = 128
MAX_VALUE = 300


class AuditAction(StrEnum):
    """What the log names beside changes of options; the values are stored."""

    CONNECT = "connect"
    DISCONNECT = "disconnect"
    PAUSE = "pause"
    CATCH_UP = "catch up"
    PROPOSE_MISSED = "propose missed"
    SKIP_MISSED = "skip missed"
    SIGNATURE = "signature"
    TEST = "test"
    FOLLOW = "follow"
    MUTE = "mute"
    LEAVE = "leave"
    ALERT = "alert"
    MUTE_WORDS = "mute words"
    END_WORDS = "end words"
    PUBLISH = "publish"
    SKIP = "skip"
    PUBLISH_ALL = "publish all"
    SKIP_ALL = "skip all"
    POSTPONE = "later"
    HEADLINE = "headline"
    SUMMARY = "summary"
    SITES_WORDS = "site's words"
    POST = "post"
    PLAN = "plan"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    PIN = "pin"
    UNPIN = "unpin"
    PIN_FAILED = "pin failed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: who made it (Telegram's person id and name), what it was, and when.

    An `action` that is no `AuditAction` is the stored name of an option that was changed.
    """

    person_id: int
    person_name: str
    action: AuditAction | str
    value: str
    at: datetime


class AuditLog:
    """The log of each chat. Everything raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self,
        chat_id: int,
        *,
        person_id: int,
        person_name: str,
        action: StrEnum,
        value: str = "",
        now: datetime,
    ) -> None:
        """Add a line to the chat's log, and delete its oldest ones beyond `MAX_ENTRIES`.

        Args:
            chat_id: the chat's own id; an unknown one gets no line.
            person_id: Telegram's id of who made the change.
            person_name: cut at `MAX_NAME` letters.
            action: an `AuditAction`, or the option that was changed; its value is stored.
            value: what was chosen, cut at `MAX_VALUE` letters.
            now: when it was done.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into audit_log (chat_id, person_id, person_name, action, value, at)
                select id, ?, ?, ?, ?, ? from chats where id = ?
                """,
                (
                    person_id,
                    person_name[:MAX_NAME],
                    action.value,
                    value[:MAX_VALUE],
                    to_seconds(now),
                    chat_id,
                ),
            )
            await connection.execute(
                """
                delete from audit_log
                where chat_id = ?1
                and id <= (
                    select id from audit_log where chat_id = ?1 order by id desc limit 1 offset ?2
                )
                """,
                (chat_id, MAX_ENTRIES),
            )

    async def newest(self, chat_id: int, limit: int) -> list[AuditEntry]:
        """The chat's last changes, at most `limit`, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select person_id, person_name, action, value, at
                from audit_log
                where chat_id = ?
                order by id desc
                limit ?
                """,
                (chat_id, limit),
            )
        return [
            AuditEntry(
                row["person_id"],
                row["person_name"],
                _stored_action(row["action"]),
                row["value"],
                from_seconds(row["at"]),
            )
            for row in rows
        ]


def _stored_action(value: str) -> AuditAction | str:
    try:
        return AuditAction(value)
    except ValueError:
        return value
