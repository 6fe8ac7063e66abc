"""Stores the questions that the bot has asked in words, and what their answers are for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Database
from storage.timestamps import to_seconds

# An older question is forgotten when the next is added; a reply to it is no answer.
PROMPT_LIFETIME = timedelta(days=2)
# For so long the next message of the person who was asked is the answer, without a reply.
OPEN_FOR = timedelta(minutes=10)


class PromptPurpose(StrEnum):
    """What the answer to a question is meant as; the `OWN` ones are a reader's.

    `ANNOUNCEMENT` asks an owner for a message to all.
    """

    SIGNATURE = "signature"
    HEADLINE = "headline"
    SUMMARY = "summary"
    LATER = "later"
    POST_HEADLINE = "post headline"
    POST_SUMMARY = "post summary"
    POST_AT = "post at"
    POST_WORDS = "post words"
    ALERT = "alert"
    MUTE = "mute"
    TAG = "tag"
    OWN_ALERT = "own alert"
    OWN_MUTE = "own mute"
    SEARCH = "search"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class PendingPrompt:
    """A question that waits for an answer.

    `chat_id` is the chat that it is about; `key` the approval that it is about, for
    the purposes of a post its article, else 0; `message_id` the message that asks; `thread_id`
    the first message of the thread of answers in which that stands, 0 for none.
    """

    chat_id: int
    purpose: PromptPurpose
    key: int
    message_id: int = 0
    thread_id: int = 0


class Prompts:
    """Questions by person and chat. Everything raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, person_id: int, asked_in: int, prompt: PendingPrompt, *, now: datetime
    ) -> None:
        """Store a question that was just asked, the only open one of the person in that chat.

        Questions past `PROMPT_LIFETIME` are deleted.

        Args:
            person_id: who was asked.
            asked_in: the Telegram id of the chat in which the question stands.
            prompt: the question, with its message.
            now: the present.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from prompts where asked < ?",
                (to_seconds(now - PROMPT_LIFETIME),),
            )
            await connection.execute(
                "update prompts set is_open = 0 where person_id = ? and asked_in = ?",
                (person_id, asked_in),
            )
            await connection.execute(
                """
                insert into prompts
                    (
                        person_id, asked_in, message_id, chat_id, purpose, key, thread_id, asked,
                        is_open
                    )
                values (?, ?, ?, ?, ?, ?, ?, ?, 1)
                on conflict (person_id, asked_in, message_id) do update set
                    chat_id = excluded.chat_id,
                    purpose = excluded.purpose,
                    key = excluded.key,
                    thread_id = excluded.thread_id,
                    asked = excluded.asked,
                    is_open = 1
                """,
                (
                    person_id,
                    asked_in,
                    prompt.message_id,
                    prompt.chat_id,
                    prompt.purpose,
                    prompt.key,
                    prompt.thread_id,
                    to_seconds(now),
                ),
            )

    async def get(self, person_id: int, asked_in: int, message_id: int) -> PendingPrompt | None:
        """The question that stands in this message for this person; None if it is none."""
        return await self._one(
            "message_id = ?",
            (person_id, asked_in, message_id),
        )

    async def open(self, person_id: int, asked_in: int, now: datetime) -> PendingPrompt | None:
        """The question that the next message of this person in this chat answers; None if none."""
        return await self._one(
            "is_open = 1 and asked > ?",
            (person_id, asked_in, to_seconds(now - OPEN_FOR)),
        )

    async def close(self, person_id: int, asked_in: int, message_id: int = 0) -> None:
        """End the open question of this person in this chat; with `message_id` only that one."""
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                update prompts
                set is_open = 0
                where person_id = ? and asked_in = ? and is_open = 1
                and (message_id = ? or ? = 0)
                """,
                (person_id, asked_in, message_id, message_id),
            )

    async def _one(self, condition: str, values: tuple[int, ...]) -> PendingPrompt | None:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select chat_id, purpose, key, message_id, thread_id
                from prompts
                where person_id = ? and asked_in = ? and {condition}
                """,  # noqa: S608 - one of the constants above
                values,
            )
        for row in rows:
            return PendingPrompt(
                chat_id=row["chat_id"],
                purpose=PromptPurpose(row["purpose"]),
                key=row["key"],
                message_id=row["message_id"],
                thread_id=row["thread_id"],
            )
        return None
