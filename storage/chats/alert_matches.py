"""Finds which alerts, followed searches and muted words an article matches."""

import json
from collections.abc import Collection

from storage.chats.alerts import Alert, alert_of
from storage.chats.search_conditions import Conditions
from storage.engine.database import Connection, Database

# Articles whose matches are kept: more than any edit window holds.
KEPT_ARTICLES = 2_000


class AlertMatches:
    """Matches of articles with the words that chats watch or mute."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def match(
        self,
        connection: Connection,
        article_id: int,
        terms: Collection[str],
        *,
        text: str = "",
        tags: Collection[str] = (),
    ) -> int:
        """Store which alerts of active chats a new article matches; return how many.

        Call it in the transaction that stores the article, before it is addressed.

        Args:
            connection: a transaction.
            article_id: the article; matches of those `KEPT_ARTICLES` before it are deleted.
            terms: the article's stems.
            text: its folded words in order, joined by spaces, for the phrases of searches.
            tags: the folded names of its tags.
        """
        await connection.execute(
            "delete from alert_matches where article_id <= ?", (article_id - KEPT_ARTICLES,)
        )
        # An article that is matched again keeps what has brought it.
        before = {
            row["alert_id"]
            for row in await connection.execute_fetchall(
                "select alert_id from alert_matches where article_id = ?", (article_id,)
            )
        }
        cursor = await connection.execute(
            """
            insert into alert_matches (article_id, chat_id, alert_id, kind)
            select ?, alerts.chat_id, alerts.id, alerts.kind
            from (
                select alert_id, count(*) as met
                from each_text(?) one
                cross join alert_terms on alert_terms.term = one.value
                group by alert_id
            ) meeting
            join alerts on alerts.id = alert_id and alerts.term_count <= met
            join chats on chats.id = alerts.chat_id and chats.active = 1
            where true
            on conflict do nothing
            """,
            (article_id, json.dumps(sorted(set(terms)), ensure_ascii=False)),
        )
        met = cursor.rowcount
        rows = await connection.execute_fetchall(
            """
            select alert_id, alert_matches.chat_id, conditions
            from alert_matches
            join alerts on alerts.id = alert_id and conditions <> ''
            where article_id = ?
            """,
            (article_id,),
        )
        asking = [row for row in rows if row["alert_id"] not in before]
        stems = frozenset(terms)
        # Many chats follow the same search.
        answered = {
            written: Conditions.from_json(written).met_by(text=text, stems=stems, tags=tags)
            for written in {str(row["conditions"]) for row in asking}
        }
        unanswered = [
            (article_id, row["chat_id"], row["alert_id"])
            for row in asking
            if not answered[row["conditions"]]
        ]
        await connection.executemany(
            "delete from alert_matches where article_id = ? and chat_id = ? and alert_id = ?",
            unanswered,
        )
        return met - len(unanswered)

    async def match_again(
        self,
        connection: Connection,
        article_id: int,
        terms: Collection[str],
        *,
        text: str,
        tags: Collection[str],
    ) -> None:
        """Match an article that was corrected or is public again; the arguments are `match`'s.

        A mute counts as long as the article holds its words. Alerts and searches that it has met
        stay, because its posts came by them.
        """
        await connection.execute(
            "delete from alert_matches where article_id = ? and kind = 'mute'", (article_id,)
        )
        await self.match(connection, article_id, terms, text=text, tags=tags)

    async def of_article(self, article_id: int, chat_id: int) -> list[Alert]:
        """The chat's alerts, searches and mutes that an article has matched.

        Raises:
            StorageError: they can't be read.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select alerts.id, alerts.kind, words, conditions
                from alert_matches
                join alerts on alerts.id = alert_id
                where article_id = ? and alert_matches.chat_id = ?
                order by alerts.kind = 'mute', alerts.kind, words
                """,
                (article_id, chat_id),
            )
        return [alert_of(row) for row in rows]
