"""Stores alerts, followed searches and muted words, and matches them with articles."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.engine.database import Connection, Database, Row
from storage.timestamps import to_seconds

# Bounds the join of every article with every chat's words.
MAX_ALERTS = 50
MAX_WORDS = 100


class AlertKind(StrEnum):
    """What is wished of articles with these words: at once, with the other news, or not at all."""

    ALERT = "alert"
    SEARCH = "search"
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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Words that want the contrary: the same ones (`same`), or such that meet the same news.

    Where they are not the same, muting leaves none of what is watched, or takes a part (`part`).
    """

    alert: Alert
    same: bool
    part: bool = False


def alert_of(row: Row) -> Alert:
    """The alert of a row with the columns `id`, `kind` and `words`."""
    return Alert(row["id"], AlertKind(row["kind"]), row["words"])


class Alerts:
    """Watched and muted words by the chat's own id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        chat_id: int,
        kind: AlertKind,
        words: str,
        terms: Collection[str],
        *,
        now: datetime,
        conditions: str = "",
        met: Collection[int] = (),
    ) -> Added:
        """Watch, follow or mute these words, given with their stems.

        Words that are followed already can be watched, and the other way round; the same words
        are no longer muted then, and muted they are no longer watched. `conditions` is
        what a search asks for beside its words (`Conditions.to_json`); `met` are articles known
        to hold them, so that a digest that waits leaves out what was muted.

        Raises:
            ValueError: there are no stems; every article would meet them.
        """
        stems = sorted(set(terms))
        if not stems:
            raise ValueError("an alert needs at least one stem")
        async with self._database.transaction() as connection:
            contrary = await _contrary(connection, chat_id, kind, stems)
            await connection.executemany(
                "delete from alerts where id = ?",
                [(one.alert.id,) for one in contrary if one.same],
            )
            rows = await connection.execute_fetchall(
                "select count(*) as alerts from alerts where chat_id = ?", (chat_id,)
            )
            if int(next(iter(rows))["alerts"]) >= MAX_ALERTS:
                return Added.TOO_MANY
            added = await connection.execute_fetchall(
                """
                insert into alerts (chat_id, kind, words, term_count, created, conditions)
                values (?, ?, ?, ?, ?, ?)
                on conflict (chat_id, words, (kind = 'mute')) do update
                set kind = excluded.kind,
                    conditions = excluded.conditions
                where alerts.kind <> excluded.kind
                returning id
                """,
                (
                    chat_id,
                    kind,
                    words[:MAX_WORDS],
                    len(stems),
                    to_seconds(now),
                    conditions,
                ),
            )
            ids = [int(row["id"]) for row in added]
            await connection.executemany(
                "insert into alert_terms (term, alert_id) values (?, ?) on conflict do nothing",
                [(stem, alert_id) for alert_id in ids for stem in stems],
            )
            await connection.executemany(
                """
                insert into alert_matches (article_id, chat_id, alert_id, kind)
                select id, ?, ?, ? from articles where id = ?
                on conflict do nothing
                """,
                [(chat_id, alert_id, kind, one) for alert_id in ids for one in met],
            )
        return Added.DONE if ids else Added.ALREADY

    async def contradicting(
        self, chat_id: int, kind: AlertKind, terms: Collection[str]
    ) -> list[Contradiction]:
        """What the chat has chosen that contradicts a wish for words with these stems.

        Muting wins. Watched words that hold all the muted ones bring nothing any more; muted words
        that hold all the watched ones, and others beside them, take a part.
        """
        async with self._database.reading() as connection:
            return await _contrary(connection, chat_id, kind, sorted(set(terms)))

    async def remove(self, chat_id: int, alert_id: int) -> bool:
        """End one of this chat's; False where it has none such."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from alerts where id = ? and chat_id = ?", (alert_id, chat_id)
            )
        return cursor.rowcount == 1

    async def of_chat(self, chat_id: int) -> list[Alert]:
        """All of this chat's: watched words, followed searches, muted words."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select id, kind, words
                from alerts
                where chat_id = ?
                order by kind = 'mute', kind, words
                """,
                (chat_id,),
            )
        return [alert_of(row) for row in rows]


async def _contrary(
    connection: Connection, chat_id: int, kind: AlertKind, stems: Sequence[str]
) -> list[Contradiction]:
    rows = await connection.execute_fetchall(
        """
        select id, kind, words, term_count = :asked and met = :asked as same,
            met < case when :muting = 1 then :asked else term_count end as part
        from (
            select id, kind, words, term_count,
                (
                    select count(*)
                    from alert_terms t
                    where t.alert_id = own.id and t.term in (select value from each_text(:stems))
                ) as met
            from alerts own
            where chat_id = :chat and (kind = 'mute') <> (:muting = 1)
        ) chosen
        where met > 0 and (met = :asked or met = term_count)
        order by words
        """,
        {
            "stems": json.dumps(list(stems), ensure_ascii=False),
            "asked": len(stems),
            "chat": chat_id,
            "muting": kind is AlertKind.MUTE,
        },
    )
    return [Contradiction(alert_of(row), bool(row["same"]), bool(row["part"])) for row in rows]
