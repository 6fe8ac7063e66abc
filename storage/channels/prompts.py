"""Stores which messages of the desk are prompts, and what a reply to each means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Database
from storage.timestamps import to_seconds

# An older prompt is forgotten when the next is added; a reply to it is no answer.
PROMPT_LIFETIME = timedelta(days=2)


class PromptPurpose(StrEnum):
    """What a reply to a prompt is meant as."""

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
    """A prompt that waits for a reply.

    `key` is the approval that it is about, for the purposes of a post its article, else 0.
    """

    chat_id: int
    purpose: PromptPurpose
    key: int


class Prompts:
    """Prompts by person and message. Everything raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, person_id: int, message_id: int, prompt: PendingPrompt, *, now: datetime
    ) -> None:
        """Store what a reply to this message means, and delete prompts past `PROMPT_LIFETIME`."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from desk_prompts where asked < ?",
                (to_seconds(now - PROMPT_LIFETIME),),
            )
            await connection.execute(
                """
                insert into desk_prompts
                    (person_id, message_id, chat_id, purpose, key, asked)
                values (?, ?, ?, ?, ?, ?)
                on conflict (person_id, message_id) do update
                set chat_id = excluded.chat_id,
                    purpose = excluded.purpose,
                    key = excluded.key,
                    asked = excluded.asked
                """,
                (
                    person_id,
                    message_id,
                    prompt.chat_id,
                    prompt.purpose,
                    prompt.key,
                    to_seconds(now),
                ),
            )

    async def get(self, person_id: int, message_id: int) -> PendingPrompt | None:
        """The prompt that stands in this person's message; None if it is none, or too old."""
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
            return PendingPrompt(row["chat_id"], PromptPurpose(row["purpose"]), row["key"])
        return None
