"""Stores who administered each chat when Telegram was last asked."""

import json
from collections.abc import Iterable
from typing import Protocol

from storage.engine.database import Database
from storage.models import Chat

# More than anybody administers; each costs a question to Telegram when the list is shown.
MAX_CHATS = 100
# Telegram allows fifty administrators.
MAX_ADMINISTRATORS = 50


class ReadsChats(Protocol):
    """See `storage.chats.chats.Chats`."""

    async def get(self, telegram_id: int, thread_id: int = 0) -> Chat | None: ...


class Administrators:
    """Links between people and chats; a link grants nothing by itself."""

    def __init__(self, database: Database, chats: ReadsChats) -> None:
        self._database = database
        self._chats = chats

    async def link(self, chat_id: int, people: Iterable[int]) -> None:
        """These people administer the chat, said Telegram: the ones to ask about from now on."""
        async with self._database.transaction() as connection:
            await connection.executemany(
                """
                insert into administrators (chat_id, person_id)
                select ?1, ?2
                where (select count(*) from administrators where chat_id = ?1) < ?3
                and (select count(*) from administrators where person_id = ?2) < ?4
                on conflict do nothing
                """,
                [
                    (chat_id, person, MAX_ADMINISTRATORS * 2, MAX_CHATS)
                    for person in list(people)[:MAX_ADMINISTRATORS]
                ],
            )

    async def keep_only(self, chat_id: int, people: Iterable[int]) -> None:
        """Telegram has named all who administer the chat: links with others go."""
        named = list(people)[:MAX_ADMINISTRATORS]
        async with self._database.transaction() as connection:
            await connection.execute(
                """
                delete from administrators
                where chat_id = ? and person_id not in (select value from each_number(?))
                """,
                (chat_id, json.dumps(named)),
            )
        await self.link(chat_id, named)

    async def unlink(self, chat_id: int, person_id: int) -> None:
        """This one administers the chat no more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from administrators where chat_id = ? and person_id = ?",
                (chat_id, person_id),
            )

    async def told(self, chat_id: int, person_id: int) -> bool:
        """This person knows from now on that the chat is connected; whether it was news to him."""
        return await self._tell(chat_id, person_id, known=True)

    async def not_reached(self, chat_id: int, person_id: int) -> None:
        """This person could not be told: he is when he comes."""
        await self._tell(chat_id, person_id, known=False)

    async def _tell(self, chat_id: int, person_id: int, *, known: bool) -> bool:
        async with self._database.transaction() as connection:
            changed = await connection.execute(
                "update administrators set notified = ?3 "
                "where chat_id = ?1 and person_id = ?2 and notified <> ?3",
                (chat_id, person_id, known),
            )
        return changed.rowcount > 0

    async def people(self, chat_id: int) -> list[int]:
        """Whom to ask about for this chat or topic: those linked with it or its whole forum."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select distinct a.person_id
                from chats c
                join chats every on every.telegram_id = c.telegram_id
                join administrators a on a.chat_id = every.id
                where c.id = ?
                order by a.person_id
                """,
                (chat_id,),
            )
        return [int(row["person_id"]) for row in rows]

    async def linked(self, person_id: int, *, untold: bool = False) -> list[Chat]:
        """The chats that may be this person's, with their topics, by title."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select distinct every.id, every.telegram_id, every.thread_id
                from administrators a
                join chats c on c.id = a.chat_id
                join chats every on every.telegram_id = c.telegram_id
                where a.person_id = ? and a.notified <= ?
                order by every.title, every.telegram_id, every.thread_id
                limit ?
                """,
                (person_id, 0 if untold else 1, MAX_CHATS),
            )
        found = [await self._chats.get(row["telegram_id"], row["thread_id"]) for row in rows]
        return [chat for chat in found if chat is not None]

    async def chat(self, chat_id: int) -> Chat | None:
        """The chat with this own id."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select telegram_id, thread_id from chats where id = ?", (chat_id,)
            )
        for row in rows:
            return await self._chats.get(row["telegram_id"], row["thread_id"])
        return None

    async def forget(self, person_id: int) -> None:
        """Erase what is known of a person as an administrator; the log keeps what was done."""
        async with self._database.transaction() as connection:
            for statement in (
                "delete from administrators where person_id = ?",
                "delete from desk_prompts where person_id = ?",
                "delete from approval_messages where person_id = ?",
                "update audit_log set person_id = 0, person_name = '' where person_id = ?",
                "update approvals set person_id = 0, person_name = '' where person_id = ?",
            ):
                await connection.execute(statement, (person_id,))
