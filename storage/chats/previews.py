"""Finds the recent articles that a choice of news would have brought, before it is stored."""

from datetime import datetime

from storage.engine.database import Database
from storage.timestamps import to_seconds

# More than any newsroom writes in a day.
MAX_PREVIEWED = 500

_WANTED = """
    select a.id
    from articles a
    where a.status = 'live'
    and a.published >= :since
    and (
        :everything = 1
        or exists (
            select 1
            from article_tags t
            join follows f on f.chat_id = :chat and f.tag_id = t.tag_id
            where t.article_id = a.id
        )
        or exists (
            select 1
            from alert_matches m
            where m.article_id = a.id and m.chat_id = :chat and m.kind in ('alert', 'search')
        )
    )
    and not exists (
        select 1
        from article_tags t
        join mutes m on m.chat_id = :chat and m.tag_id = t.tag_id
        where t.article_id = a.id
    )
    and not exists (
        select 1
        from alert_matches m
        where m.article_id = a.id and m.chat_id = :chat and m.kind = 'mute'
    )
    order by a.published desc, a.id desc
    limit :limit
    """


class Previews:
    """Looks back; nothing here is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wanted(self, chat_id: int, since: datetime, *, everything: bool) -> list[int]:
        """The articles published since then that a chat's preferences let through, newest first.

        With `everything` as if it took all news, without as if it took only what it follows.
        Words count for articles that were published after they were chosen.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                _WANTED,
                {
                    "chat": chat_id,
                    "since": to_seconds(since),
                    "everything": everything,
                    "limit": MAX_PREVIEWED,
                },
            )
        return [int(row["id"]) for row in rows]

    async def under_tag(self, tag_id: int, since: datetime) -> int:
        """How many live articles were published under a tag since then."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select count(*) as articles
                from articles a
                join article_tags t on t.article_id = a.id and t.tag_id = ?
                where a.status = 'live' and a.published >= ?
                """,
                (tag_id, to_seconds(since)),
            )
        return int(next(iter(rows))["articles"])

    async def latest_under_tag(self, tag_id: int, among: int) -> list[int]:
        """Which of the newest `among` articles stand under a tag, newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select recent.id
                from (
                    select id, published
                    from articles
                    where status = 'live'
                    order by published desc, id desc
                    limit ?
                ) recent
                where exists (
                    select 1 from article_tags where article_id = recent.id and tag_id = ?
                )
                order by recent.published desc, recent.id desc
                """,
                (among, tag_id),
            )
        return [int(row["id"]) for row in rows]
