"""Words that chats watch or have muted, and the articles that meet them."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import aiosqlite

from storage.database import Database

# Bounds the join of every article with every chat's words.
MAX_ALERTS = 50
MAX_WORDS = 100
# Articles for which it is kept what they met: more than any edit window holds.
KEPT_ARTICLES = 2_000


class AlertKind(StrEnum):
    """Whether an article with these words is wanted whatever else is, or not at all."""

    ALERT = "alert"
    MUTE = "mute"


class Added(StrEnum):
    """What came of a wish to watch or mute words."""

    DONE = "done"
    ALREADY = "already"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Alert:
    """Words of one chat; an article meets them when it holds them all, in any form."""

    id: int
    kind: AlertKind
    words: str


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(row["id"], AlertKind(row["kind"]), row["words"])


class Alerts:
    """Watched and muted words by the chat's own id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, chat_id: int, kind: AlertKind, words: str, terms: Collection[str], *, now: datetime
    ) -> Added:
        """Watch or mute these words, given with their stems.

        Raises:
            ValueError: there are no stems; every article would meet them.
        """
        stems = sorted(set(terms))
        if not stems:
            raise ValueError("an alert needs at least one stem")
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                "select count(*) as alerts from alerts where chat_id = ?", (chat_id,)
            )
            if int(next(iter(rows))["alerts"]) >= MAX_ALERTS:
                return Added.TOO_MANY
            cursor = await connection.execute(
                """
                insert into alerts (chat_id, kind, words, terms, created)
                values (?, ?, ?, ?, ?)
                on conflict do nothing
                """,
                (chat_id, kind, words[:MAX_WORDS], len(stems), int(now.timestamp())),
            )
            if cursor.rowcount != 1:
                return Added.ALREADY
            await connection.executemany(
                "insert into alert_terms (term, alert_id) values (?, ?)",
                [(stem, cursor.lastrowid) for stem in stems],
            )
        return Added.DONE

    async def remove(self, chat_id: int, alert_id: int) -> bool:
        """End one of this chat's; False where it has none such."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from alerts where id = ? and chat_id = ?", (alert_id, chat_id)
            )
        return cursor.rowcount == 1

    async def of_chat(self, chat_id: int) -> list[Alert]:
        """All of this chat's, watched words before muted ones."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select id, kind, words from alerts where chat_id = ? order by kind, words",
                (chat_id,),
            )
        return [_alert(row) for row in rows]

    async def match(
        self, connection: aiosqlite.Connection, article_id: int, terms: Collection[str]
    ) -> int:
        """Note which alerts of active chats an article with these stems meets; how many.

        Works inside its caller's transaction, before the article is addressed.
        """
        await connection.execute(
            "delete from article_alerts where article_id <= ?", (article_id - KEPT_ARTICLES,)
        )
        cursor = await connection.execute(
            """
            insert or ignore into article_alerts (article_id, chat_id, alert_id, kind)
            select ?, alerts.chat_id, alerts.id, alerts.kind
            from (
                select alert_id, count(*) as met
                from json_each(?)
                cross join alert_terms on alert_terms.term = json_each.value
                group by alert_id
            )
            join alerts on alerts.id = alert_id and alerts.terms = met
            join chats on chats.id = alerts.chat_id and chats.active = 1
            """,
            (article_id, json.dumps(sorted(set(terms)), ensure_ascii=False)),
        )
        return cursor.rowcount

    async def met(self, article_id: int, chat_id: int) -> list[Alert]:
        """The chat's words that this article has met."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select alerts.id, alerts.kind, words
                from article_alerts
                join alerts on alerts.id = alert_id
                where article_id = ? and article_alerts.chat_id = ?
                order by alerts.kind, words
                """,
                (article_id, chat_id),
            )
        return [_alert(row) for row in rows]
