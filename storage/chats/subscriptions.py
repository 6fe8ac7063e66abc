"""Stores the tags that each chat follows and those that it mutes."""

from enum import StrEnum

from storage.articles.rows import tag_of
from storage.engine.database import Connection, Database
from storage.models import Tag

# Bounds the joins that find the chats of an article; no reader has asked for more.
MAX_TAGS = 200


class SubscriptionResult(StrEnum):
    """What came of the request to follow or mute."""

    DONE = "done"
    ALREADY = "already"
    UNKNOWN_TAG = "unknown tag"
    TOO_MANY = "too many"


class Subscriptions:
    """Follows and mutes by the chat's own id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, chat_id: int, tag_id: int) -> SubscriptionResult:
        """Follow the tag; it is no longer muted then."""
        return await self._add(chat_id, tag_id, "follows", instead_of="mutes")

    async def mute(self, chat_id: int, tag_id: int) -> SubscriptionResult:
        """Mute the tag; it is no longer followed then."""
        return await self._add(chat_id, tag_id, "mutes", instead_of="follows")

    async def _add(
        self, chat_id: int, tag_id: int, table: str, *, instead_of: str
    ) -> SubscriptionResult:
        async with self._database.transaction() as connection:
            change = await _add(connection, table, chat_id, tag_id)
            if change in {SubscriptionResult.DONE, SubscriptionResult.ALREADY}:
                await connection.execute(
                    f"delete from {instead_of} where chat_id = ? and tag_id = ?",  # noqa: S608 - one of two constants
                    (chat_id, tag_id),
                )
        return change

    async def unfollow(self, chat_id: int, tag_id: int) -> SubscriptionResult:
        """Leave the tag."""
        return await self._remove(
            "delete from follows where chat_id = ? and tag_id = ?", chat_id, tag_id
        )

    async def unmute(self, chat_id: int, tag_id: int) -> SubscriptionResult:
        """Hear the tag again."""
        return await self._remove(
            "delete from mutes where chat_id = ? and tag_id = ?", chat_id, tag_id
        )

    async def _remove(self, sql: str, chat_id: int, tag_id: int) -> SubscriptionResult:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(sql, (chat_id, tag_id))
        return SubscriptionResult.DONE if cursor.rowcount else SubscriptionResult.ALREADY

    async def change(
        self, chat_id: int, tag_id: int, *, mute: bool, on: bool
    ) -> SubscriptionResult:
        """Begin or end the following of a tag, or its muting."""
        if mute:
            return await (self.mute if on else self.unmute)(chat_id, tag_id)
        return await (self.follow if on else self.unfollow)(chat_id, tag_id)

    async def followed(self, chat_id: int) -> list[Tag]:
        """The tags that this chat follows, by name."""
        return await self._tags(
            """
            select tags.id, kind, name, slug, folded, common
            from follows
            join tags on tags.id = tag_id
            where chat_id = ?
            order by folded
            """,
            chat_id,
        )

    async def muted(self, chat_id: int) -> list[Tag]:
        """The tags that this chat has muted, by name."""
        return await self._tags(
            """
            select tags.id, kind, name, slug, folded, common
            from mutes
            join tags on tags.id = tag_id
            where chat_id = ?
            order by folded
            """,
            chat_id,
        )

    async def _tags(self, sql: str, chat_id: int) -> list[Tag]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(sql, (chat_id,))
        return [tag_of(row) for row in rows]


async def _add(connection: Connection, table: str, chat_id: int, tag_id: int) -> SubscriptionResult:
    known = await connection.execute_fetchall("select 1 from tags where id = ?", (tag_id,))
    if not list(known):
        return SubscriptionResult.UNKNOWN_TAG
    rows = await connection.execute_fetchall(
        f"select count(*) as tags from {table} where chat_id = ?",  # noqa: S608 - one of two constants
        (chat_id,),
    )
    if int(next(iter(rows))["tags"]) >= MAX_TAGS:
        return SubscriptionResult.TOO_MANY
    cursor = await connection.execute(
        f"insert into {table} (chat_id, tag_id) values (?, ?) on conflict do nothing",  # noqa: S608 - one of two constants
        (chat_id, tag_id),
    )
    return SubscriptionResult.DONE if cursor.rowcount == 1 else SubscriptionResult.ALREADY
