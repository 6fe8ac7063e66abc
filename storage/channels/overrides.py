"""Stores headlines and summaries that administrators wrote for one chat."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Database

MAX_HEADLINE = 300
MAX_SUMMARY = 700


@dataclass(frozen=True, slots=True)
class Words:
    """A headline and a summary of a chat's own; empty where the article's stand."""

    headline: str = ""
    summary: str = ""


class Overrides:
    """Own words by article and chat; nothing here checks anybody's rights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, article_id: int, chat_id: int) -> Words:
        """What the chat has of its own for this article."""
        return (await self.of([(article_id, chat_id)])).get((article_id, chat_id), Words())

    async def of(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Words]:
        """By (article, chat), without the pairs that have nothing of their own."""
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
            (row["article_id"], row["chat_id"]): Words(row["headline"], row["summary"])
            for row in rows
        }
        return {pair: found[pair] for pair in wanted if pair in found}

    async def set_headline(self, article_id: int, chat_id: int, headline: str) -> None:
        """Give the article a headline of its own there; longer ones are cut at the bound."""
        await self._set(article_id, chat_id, "headline", headline[:MAX_HEADLINE])

    async def set_summary(self, article_id: int, chat_id: int, summary: str) -> None:
        """Give the article a summary of its own there; longer ones are cut at the bound."""
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
        """Let the article's own words stand there again; False where they did already."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from post_overrides where article_id = ? and chat_id = ?",
                (article_id, chat_id),
            )
        return cursor.rowcount == 1

    async def prune(self) -> int:
        """Delete what no post and no approval needs any more."""
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
