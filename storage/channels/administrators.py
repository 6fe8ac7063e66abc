"""Stores who administered each chat when Telegram was last asked."""

import json
from collections.abc import Iterable

from storage.chats.rows import CHAT_COLUMNS, chat_of
from storage.engine.database import Database
from storage.models import Chat

# More than anybody administers; each costs a question to Telegram when the list is shown.
MAX_CHATS = 100
# Telegram allows fifty administrators.
MAX_ADMINISTRATORS = 50


class Administrators:
    """Links between people and chats, by the chat's own id and Telegram's id of the person.

    A link grants nothing: it says whom to ask Telegram about. Everything raises `StorageError`
    where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def link(self, chat_id: int, people: Iterable[int]) -> None:
        """Add links with people whom Telegram named as administrators of the chat.

        Links beyond twice `MAX_ADMINISTRATORS` for a chat or `MAX_CHATS` for a person are left out.
        """
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

    async def replace(self, chat_id: int, people: Iterable[int]) -> None:
        """Link the chat with exactly these people, of whom at most `MAX_ADMINISTRATORS` count."""
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
        """Remove the link of a person who is no longer an administrator of the chat."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from administrators where chat_id = ? and person_id = ?",
                (chat_id, person_id),
            )

    async def mark_notified(self, chat_id: int, person_id: int) -> bool:
        """Note that a person was told that the chat is connected; False if noted before."""
        return await self._set_notified(chat_id, person_id, notified=True)

    async def mark_not_notified(self, chat_id: int, person_id: int) -> None:
        """Note that a person could not be told: that is made up for when the person writes."""
        await self._set_notified(chat_id, person_id, notified=False)

    async def _set_notified(self, chat_id: int, person_id: int, *, notified: bool) -> bool:
        async with self._database.transaction() as connection:
            changed = await connection.execute(
                "update administrators set notified = ?3 "
                "where chat_id = ?1 and person_id = ?2 and notified <> ?3",
                (chat_id, person_id, notified),
            )
        return changed.rowcount > 0

    async def set_unreachable(self, person_id: int, *, unreachable: bool) -> None:
        """Note that a person can't be written to before pressing START, or that they pressed it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update administrators set unreachable = ?2 "
                "where person_id = ?1 and unreachable <> ?2",
                (person_id, int(unreachable)),
            )

    async def unreachable(self, people: Iterable[int]) -> set[int]:
        """Those of these people who have not pressed START since Telegram refused to write them."""
        named = set(people)
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select distinct person_id from administrators where unreachable = 1"
            )
        return named & {int(row["person_id"]) for row in rows}

    async def people_of(self, chat_id: int) -> list[int]:
        """The people linked with this chat, or with any topic of the same forum."""
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

    async def chats_of(self, person_id: int, *, not_notified: bool = False) -> list[Chat]:
        """The chats linked with a person, with all topics of a forum, at most `MAX_CHATS` by title.

        With `not_notified` only those of whose connection the person was not told.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {CHAT_COLUMNS}
                from chats
                where telegram_id in (
                    select c.telegram_id
                    from administrators a
                    join chats c on c.id = a.chat_id
                    where a.person_id = ? and a.notified <= ?
                )
                order by title, telegram_id, thread_id
                limit ?
                """,  # noqa: S608 - a constant
                (person_id, 0 if not_notified else 1, MAX_CHATS),
            )
        return [chat_of(row) for row in rows]

    async def forget(self, person_id: int) -> None:
        """Erase a person as an administrator; the audit log and decided approvals stay nameless."""
        async with self._database.transaction() as connection:
            for statement in (
                "delete from administrators where person_id = ?",
                "delete from prompts where person_id = ?",
                "delete from approval_messages where person_id = ?",
                "delete from loss_notices where person_id = ?",
                "update audit_log set person_id = 0, person_name = '' where person_id = ?",
                "update approvals set person_id = 0, person_name = '' where person_id = ?",
            ):
                await connection.execute(statement, (person_id,))
