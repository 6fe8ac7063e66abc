"""Logs who changed a channel's settings, and stores prompts that await a reply."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Database
from storage.timestamps import from_seconds, to_seconds

KEPT = 50
MAX_NAME = 128
MAX_VALUE = 300
QUESTIONS_LAST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: who changed what, when."""

    person_id: int
    person_name: str
    action: str
    value: str
    at: datetime


class Purpose(StrEnum):
    """What a reply to a question of the desk is meant as."""

    SIGNATURE = "signature"
    HEADLINE = "headline"
    SUMMARY = "summary"
    LATER = "later"
    POST_HEADLINE = "post headline"
    POST_SUMMARY = "post summary"
    POST_AT = "post at"
    ALERT = "alert"
    MUTE = "mute"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class PendingPrompt:
    """A question that was put to a person.

    `key` is the approval that it is about, or for the purposes of a post its article.
    """

    chat_id: int
    purpose: Purpose
    key: int


class AuditLog:
    """The log of each chat, bounded, and the questions that wait for a reply."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self,
        chat_id: int,
        *,
        person_id: int,
        person_name: str,
        action: str,
        value: str = "",
        now: datetime,
    ) -> None:
        """Write into the chat's log; its oldest lines beyond fifty go."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                insert into audit_log (chat_id, person_id, person_name, action, value, at)
                select id, ?, ?, ?, ?, ? from chats where id = ?
                """,
                (
                    person_id,
                    person_name[:MAX_NAME],
                    action,
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
                (chat_id, KEPT),
            )

    async def newest(self, chat_id: int, limit: int) -> list[Entry]:
        """The newest changes first."""
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
            Entry(
                row["person_id"],
                row["person_name"],
                row["action"],
                row["value"],
                from_seconds(row["at"]),
            )
            for row in rows
        ]

    async def ask(
        self, person_id: int, message_id: int, question: PendingPrompt, *, now: datetime
    ) -> None:
        """Remember what a reply to this message will mean; questions of last week are forgotten."""
        seconds = to_seconds(now)
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from desk_prompts where asked < ?",
                (seconds - int(QUESTIONS_LAST.total_seconds()),),
            )
            await connection.execute(
                """
                insert or replace into desk_prompts
                    (person_id, message_id, chat_id, purpose, key, asked)
                values (?, ?, ?, ?, ?, ?)
                """,
                (
                    person_id,
                    message_id,
                    question.chat_id,
                    question.purpose,
                    question.key,
                    seconds,
                ),
            )

    async def question(self, person_id: int, message_id: int) -> PendingPrompt | None:
        """What this person was asked in this message."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select chat_id, purpose, key
                from desk_prompts
                where person_id = ? and message_id = ?
                """,
                (person_id, message_id),
            )
        for row in rows:
            return PendingPrompt(row["chat_id"], Purpose(row["purpose"]), row["key"])
        return None
