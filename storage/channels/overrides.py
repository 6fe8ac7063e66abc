"""Stores headlines and summaries that administrators wrote for one chat."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Database

MAX_HEADLINE = 300
MAX_SUMMARY = 700


@dataclass(frozen=True, slots=True)
class Override:
    """A headline and a summary that replace the article's in one chat; empty for the article's."""

    headline: str = ""
    summary: str = ""


class Overrides:
    """Overrides by article and chat; the caller checks who may write them.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, article_id: int, chat_id: int) -> Override:
        """The override of an article in a chat; an empty one if there is none."""
        return (await self.get_many([(article_id, chat_id)])).get((article_id, chat_id), Override())

    async def get_many(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Override]:
        """The overrides for pairs of article id and chat id, without the pairs that have none."""
        articles = sorted({article for article, _ in wanted})
        chats = sorted({chat for _, chat in wanted})
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select article_id, chat_id, headline, summary
                from post_overrides
                where article_id in (select value from each_number(?))
                and chat_id in (select value from each_number(?))
                """,
                (json.dumps(articles), json.dumps(chats)),
            )
        found = {
            (row["article_id"], row["chat_id"]): Override(row["headline"], row["summary"])
            for row in rows
        }
        return {pair: found[pair] for pair in wanted if pair in found}

    async def set_headline(self, article_id: int, chat_id: int, headline: str) -> None:
        """Replace the article's headline in one chat; cut at `MAX_HEADLINE` letters."""
        await self._set(article_id, chat_id, "headline", headline[:MAX_HEADLINE])

    async def set_summary(self, article_id: int, chat_id: int, summary: str) -> None:
        """Replace the article's summary in one chat; cut at `MAX_SUMMARY` letters."""
        await self._set(article_id, chat_id, "summary", summary[:MAX_SUMMARY])

    async def _set(self, article_id: int, chat_id: int, column: str, text: str) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                insert into post_overrides (article_id, chat_id, {column})
                select articles.id, chats.id, ?
                from articles, chats
                where articles.id = ? and chats.id = ?
                on conflict (article_id, chat_id) do update set {column} = excluded.{column}
                """,  # noqa: S608 - one of two names of this module
                (text, article_id, chat_id),
            )

    async def drop(self, article_id: int, chat_id: int) -> bool:
        """Delete an override; False if there is none."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from post_overrides where article_id = ? and chat_id = ?",
                (article_id, chat_id),
            )
        return cursor.rowcount == 1

    async def prune(self) -> int:
        """Delete overrides without an outbox row, approval or scheduled post; return how many."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                delete from post_overrides
                where not exists (
                    select 1
                    from outbox o
                    where o.article_id = post_overrides.article_id
                    and o.chat_id = post_overrides.chat_id
                )
                and not exists (
                    select 1
                    from approvals p
                    where p.article_id = post_overrides.article_id
                    and p.chat_id = post_overrides.chat_id
                )
                and not exists (
                    select 1
                    from scheduled_posts w
                    where w.chat_id = post_overrides.chat_id
                    and w.article_id = post_overrides.article_id
                )
                """
            )
        return cursor.rowcount
