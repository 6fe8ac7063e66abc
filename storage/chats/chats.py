"""Stores chats: join, leave, erase, and the settings that every chat has."""

from collections.abc import Sequence
from datetime import datetime

from storage.chats.lifecycle import deactivate, erase, queue_owed_changes
from storage.chats.locked_groups import unlock_group
from storage.chats.rows import CHAT_COLUMNS, chat_of
from storage.engine.database import Database
from storage.models import Chat, ChatKind, InactiveReason, PostFormat
from storage.timestamps import to_seconds

MAX_TITLE = 256


class Chats:
    """The destinations of posts by their Telegram ids, and their settings by their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, telegram_id: int, thread_id: int = 0) -> Chat | None:
        """The chat, or the topic of a forum, if anything is known of it."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"select {CHAT_COLUMNS} from chats where telegram_id = ? and thread_id = ?",  # noqa: S608 - constants
                (telegram_id, thread_id),
            )
        return next((chat_of(row) for row in rows), None)

    async def known(self, telegram_id: int) -> Chat | None:
        """The chat, or where only topics of it are stored the oldest of them."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {CHAT_COLUMNS}
                from chats
                where telegram_id = ?
                order by thread_id
                limit 1
                """,  # noqa: S608 - constants
                (telegram_id,),
            )
        return next((chat_of(row) for row in rows), None)

    async def by_id(self, chat_id: int) -> Chat | None:
        """The chat with this own id, the row of `chats`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"select {CHAT_COLUMNS} from chats where id = ?",  # noqa: S608 - constants
                (chat_id,),
            )
        return next((chat_of(row) for row in rows), None)

    async def first_active(self, telegram_id: int) -> Chat | None:
        """Of a group's own row and its topics the first that gets posts; None if none does."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select {CHAT_COLUMNS}
                from chats
                where telegram_id = ? and active = 1
                order by case thread_id when 0 then 0 else 1 end, id
                limit 1
                """,  # noqa: S608 - constants
                (telegram_id,),
            )
        return next((chat_of(row) for row in rows), None)

    async def add(
        self,
        telegram_id: int,
        *,
        kind: ChatKind,
        title: str,
        language: str,
        zone_name: str,
        now: datetime,
        thread_id: int = 0,
        subscribe: bool = True,
        only_followed: bool = False,
    ) -> Chat:
        """Subscribe a chat, or with `subscribe` off give an unknown one a row for its settings.

        A chat that is known keeps its settings, and takes the new title and kind only when it
        subscribes. Without a subscription it is left as it is.

        Args:
            telegram_id: negative for groups and channels.
            kind: what Telegram calls the chat.
            title: cut at `MAX_TITLE` letters.
            language: of what the bot says to a new chat, `ar` or `en`.
            zone_name: the time zone of a new chat's hours, as `Europe/Berlin`.
            now: when it joined; for one that had settings only, when it subscribes.
            thread_id: of a topic in a forum, else 0.
            subscribe: whether it gets posts from now on.
            only_followed: whether a chat that subscribes gets only what it follows, whatever it
                had chosen; none of all news may come in between.

        Raises:
            StorageError: nothing was written.
        """
        if not subscribe and (known := await self.get(telegram_id, thread_id)) is not None:
            return known
        seconds = to_seconds(now)
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                f"""
                insert into chats (
                    telegram_id, thread_id, kind, title, language, zone, active,
                    inactive_reason, inactive_since, joined, everything
                )
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (telegram_id, thread_id) do update
                set kind = excluded.kind,
                    title = excluded.title,
                    active = max(chats.active, excluded.active),
                    joined = case
                        when excluded.active = 1 and chats.inactive_reason = ?
                            and chats.inactive_since = chats.joined
                            then excluded.joined
                        else chats.joined
                    end,
                    everything = min(chats.everything, excluded.everything),
                    inactive_reason = case
                        when excluded.active = 1 then ''
                        else chats.inactive_reason
                    end,
                    inactive_since = case when excluded.active = 0 then chats.inactive_since end
                returning {CHAT_COLUMNS}
                """,  # noqa: S608 - constants
                (
                    telegram_id,
                    thread_id,
                    kind,
                    title[:MAX_TITLE],
                    language,
                    zone_name,
                    subscribe,
                    "" if subscribe else InactiveReason.NEVER_STARTED,
                    None if subscribe else seconds,
                    seconds,
                    not only_followed,
                    InactiveReason.NEVER_STARTED,
                ),
            )
            (chat,) = [chat_of(row) for row in rows]
            if chat.active:
                await queue_owed_changes(connection, chat.id)
        return chat

    async def deactivate(self, telegram_id: int, *, reason: InactiveReason, now: datetime) -> int:
        """Post no more to the chat with all its topics; how many of them had been active."""
        async with self._database.transaction() as connection:
            rows = list(
                await connection.execute_fetchall(
                    "select id from chats where telegram_id = ? and active = 1 limit 1",
                    (telegram_id,),
                )
            )
            return len(await deactivate(connection, rows[0]["id"], reason, now)) if rows else 0

    async def unlock(self, telegram_id: int, now: datetime) -> int:
        """Try a group again that has let the bot write nothing; how many of its topics wait."""
        async with self._database.transaction() as connection:
            return await unlock_group(connection, telegram_id, now)

    async def deactivate_topic(
        self, chat_id: int, *, reason: InactiveReason, now: datetime
    ) -> None:
        """Post no more to this one topic, by the row's own id."""
        async with self._database.transaction() as connection:
            await deactivate(connection, chat_id, reason, now, whole_chat=False)

    async def forget(self, telegram_id: int) -> int:
        """Erase the chat with all that hangs on it; how many rows there were."""
        async with self._database.transaction() as connection:
            return await erase(connection, telegram_id)

    async def set_language(self, chat_id: int, language: str) -> None:
        """The language of what the bot says to this chat."""
        await self._set("update chats set language = ? where id = ?", language, chat_id)

    async def set_format(self, chat_id: int, post_format: PostFormat) -> None:
        """How much of an article this chat wants in one post."""
        await self._set("update chats set format = ? where id = ?", post_format, chat_id)

    async def set_album(self, chat_id: int, photos: int) -> None:
        """How many photos of a gallery come in one post, 1 to `MAX_ALBUM`."""
        await self._set("update chats set album = ? where id = ?", photos, chat_id)

    async def set_silent(self, chat_id: int, *, silent: bool) -> None:
        """Whether posts come without sound."""
        await self._set("update chats set silent = ? where id = ?", silent, chat_id)

    async def set_everything(self, chat_id: int, *, everything: bool) -> None:
        """Whether this chat gets every article, or only what it follows."""
        await self._set("update chats set everything = ? where id = ?", everything, chat_id)

    async def set_zone(self, chat_id: int, zone_name: str) -> None:
        """The time zone in which this chat's hours are meant."""
        await self._set("update chats set zone = ? where id = ?", zone_name, chat_id)

    async def set_quiet(self, chat_id: int, *, quiet_from: int, quiet_until: int) -> None:
        """Between these minutes of the day posts come without sound; equal ones mean never."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update chats set quiet_from = ?, quiet_until = ? where id = ?",
                (quiet_from, quiet_until, chat_id),
            )

    async def set_quiet_holds(self, chat_id: int, *, holds: bool) -> None:
        """Whether posts wait until quiet hours are over, or come without sound in them."""
        await self._set("update chats set quiet_holds = ? where id = ?", holds, chat_id)

    async def set_digest(self, chat_id: int, hours: Sequence[int]) -> None:
        """The hours (0 to 23) at which news comes gathered; none: each article at once."""
        written = ",".join(str(hour) for hour in sorted(set(hours)))
        await self._set("update chats set digest_hours = ? where id = ?", written, chat_id)

    async def _set(self, sql: str, value: str | int, chat_id: int) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(sql, (value, chat_id))

    async def count_active(self) -> int:
        """How many chats get posts."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select count(*) as chats from chats where active = 1"
            )
        return int(next(iter(rows))["chats"])
