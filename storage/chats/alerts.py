"""Stores alerts, followed searches and muted words, and finds those that conflict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from storage.chats.search_conditions import Conditions, looked_up
from storage.engine.database import Connection, Database, Row
from storage.timestamps import to_seconds

# Bounds the join of every article with every chat's words.
MAX_ALERTS = 50
# As long as a search: cut shorter, other words would be kept than were searched for.
MAX_ALERT_LETTERS = 200


class AlertKind(StrEnum):
    """What becomes of articles with these words: at once, with the other news, or not at all."""

    ALERT = "alert"
    SEARCH = "search"
    MUTE = "mute"


class AlertResult(StrEnum):
    """What came of the request to watch or mute words."""

    DONE = "done"
    ALREADY = "already"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Alert:
    """Words of one chat; an article meets them when it holds them all, in any form.

    `searched`: they were read as a search reads them, also where they bring news at once.
    """

    id: int
    kind: AlertKind
    words: str
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Words that ask for the opposite: the same ones (`same`), or such that meet the same news.

    Where they are not the same, muting leaves none of what is watched, or takes a part (`part`).
    """

    alert: Alert
    same: bool
    part: bool = False


async def write_terms(connection: Connection, alert_id: int, terms: Collection[str]) -> None:
    """Have articles find an alert by these terms, and by no others."""
    await connection.execute("delete from alert_terms where alert_id = ?", (alert_id,))
    await connection.executemany(
        "insert into alert_terms (term, alert_id) values (?, ?)",
        [(term, alert_id) for term in sorted(terms)],
    )


def alert_of(row: Row) -> Alert:
    """The alert of a row with the columns `id`, `kind`, `words` and `conditions`."""
    searched = bool(row["conditions"]) and Conditions.from_json(row["conditions"]).searched
    return Alert(row["id"], AlertKind(row["kind"]), row["words"], searched)


class Alerts:
    """Watched and muted words by the chat's own id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        chat_id: int,
        kind: AlertKind,
        words: str,
        asked: Conditions,
        *,
        now: datetime,
        met: Collection[int] = (),
    ) -> AlertResult:
        """Watch, follow or mute these words, given with all that they ask of an article.

        Words that are followed already can be watched, and the other way round, and then ask for
        what was asked last; the same words are no longer muted then, and muted ones no longer
        watched. `met` are articles known to meet it, so that a digest that waits leaves out what
        was muted.

        Raises:
            ValueError: no word is asked for; every article would meet it.
        """
        terms, needed = looked_up(asked.words)
        if not terms:
            raise ValueError("an alert needs at least one stem")
        label = words[:MAX_ALERT_LETTERS]
        async with self._database.transaction() as connection:
            kept = await _kept(connection, chat_id)
            ended = {one.alert.id for one in _conflicts(kept, kind, asked) if one.same}
            await connection.executemany(
                "delete from alerts where id = ?", [(number,) for number in ended]
            )
            own = next(
                (one for one in kept if one.alert.words == label and one.is_mute == _mutes(kind)),
                None,
            )
            if own is None and len(kept) - len(ended) >= MAX_ALERTS:
                return AlertResult.TOO_MANY
            if own is not None and own.alert.kind is kind and own.asked == asked:
                return AlertResult.ALREADY
            rows = await connection.execute_fetchall(
                """
                insert into alerts (chat_id, kind, words, term_count, created, conditions)
                values (?, ?, ?, ?, ?, ?)
                on conflict (chat_id, words, (kind = 'mute')) do update
                set kind = excluded.kind,
                    term_count = excluded.term_count,
                    conditions = excluded.conditions
                returning id
                """,
                (
                    chat_id,
                    kind,
                    label,
                    needed,
                    to_seconds(now),
                    "" if asked.stems_alone else asked.to_json(),
                ),
            )
            alert_id = int(next(iter(rows))["id"])
            await write_terms(connection, alert_id, terms)
            await connection.executemany(
                """
                insert into alert_matches (article_id, chat_id, alert_id, kind)
                select id, ?, ?, ? from articles where id = ?
                on conflict do nothing
                """,
                [(chat_id, alert_id, kind, one) for one in met],
            )
        return AlertResult.DONE

    async def conflicting(self, chat_id: int, kind: AlertKind, asked: Conditions) -> list[Conflict]:
        """What the chat has chosen that conflicts with what is asked.

        Muting wins. Watched words that hold all the muted ones bring nothing any more; muted words
        that hold all the watched ones, and others beside them, take a part.
        """
        async with self._database.reading() as connection:
            return _conflicts(await _kept(connection, chat_id), kind, asked)

    async def same(self, chat_id: int, kind: AlertKind, asked: Conditions) -> Alert | None:
        """The chat's own of this kind that asks for the same, however it is written."""
        async with self._database.reading() as connection:
            kept = await _kept(connection, chat_id)
        return next(
            (
                one.alert
                for one in kept
                if one.alert.kind is kind and one.asked.within(asked) and asked.within(one.asked)
            ),
            None,
        )

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
                select id, kind, words, conditions
                from alerts
                where chat_id = ?
                order by kind = 'mute', kind, words
                """,
                (chat_id,),
            )
        return [alert_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A stored alert with all that it asks of an article."""

    alert: Alert
    asked: Conditions

    @property
    def is_mute(self) -> bool:
        return _mutes(self.alert.kind)


def _mutes(kind: AlertKind) -> bool:
    return kind is AlertKind.MUTE


async def _kept(connection: Connection, chat_id: int) -> list[_Kept]:
    terms: dict[int, list[str]] = {}
    for row in await connection.execute_fetchall(
        """
        select alert_id, term
        from alerts
        join alert_terms on alert_id = id
        where chat_id = ?
        """,
        (chat_id,),
    ):
        terms.setdefault(int(row["alert_id"]), []).append(row["term"])
    rows = await connection.execute_fetchall(
        "select id, kind, words, conditions from alerts where chat_id = ? order by words, id",
        (chat_id,),
    )
    kept = []
    for row in rows:
        asked = Conditions.from_json(row["conditions"])
        if not asked.words:
            asked = replace(asked, words=Conditions.of_terms(terms.get(row["id"], ())).words)
        kept.append(_Kept(alert_of(row), asked))
    return kept


def _conflicts(kept: Sequence[_Kept], kind: AlertKind, asked: Conditions) -> list[Conflict]:
    found = []
    for one in kept:
        if one.is_mute == _mutes(kind):
            continue
        watched, muted = (one.asked, asked) if _mutes(kind) else (asked, one.asked)
        nothing_is_left, a_part_is_taken = watched.within(muted), muted.within(watched)
        if nothing_is_left or a_part_is_taken:
            found.append(
                Conflict(
                    one.alert,
                    same=nothing_is_left and a_part_is_taken,
                    part=not nothing_is_left,
                )
            )
    return found
