"""Stores which documents stopped the worker process, and until when they are not parsed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.timestamps import from_seconds, to_seconds

FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
MOST_KEPT = 5_000
_MAX_URL = 2_000
_MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class ParserKill:
    """A document that stopped the worker: where it was found, why it was stopped, how often."""

    url: str
    reason: str
    kills: int


@dataclass(frozen=True, slots=True)
class KillHistory:
    """How often a document has stopped the worker, and until when it is not parsed, if at all."""

    kills: int = 0
    blocked_until: datetime | None = None


class ParserKills:
    """One row for each content and each URL that stopped the worker, at most `MOST_KEPT`.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, content: str, url: str, *, now: datetime, by_url: bool) -> KillHistory:
        """What a document has done before.

        Args:
            content: a hash of the document.
            url: where it was found.
            now: the present time.
            by_url: whether a kill by another content of the same URL counts, too.

        A moment that lies farther ahead than the longest pause was written by a clock that was
        wrong, and counts for nothing.
        """
        keys = (f"content {content}", f"url {url[:_MAX_URL]}" if by_url and url else "")
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select coalesce(max(kills), 0) as kills,
                       max(case when retry_at <= ? then retry_at end) as retry_at
                from parser_kills
                where key in (?, ?)
                """,
                (to_seconds(now + LONGEST_PAUSE), *keys),
            )
        row = next(iter(rows))
        blocked = row["retry_at"] is not None and row["retry_at"] > now.timestamp()
        return KillHistory(row["kills"], from_seconds(row["retry_at"]) if blocked else None)

    async def record(self, content: str, url: str, reason: str, *, now: datetime) -> None:
        """Note that a document stopped the worker; the pause of its content and URL grows.

        The pause is `FIRST_PAUSE`, four times as long with each further kill, at most
        `LONGEST_PAUSE`. Documents unseen for `KEPT_FOR` are forgotten.

        Args:
            content: a hash of the document.
            url: where it was found, cut at 2,000 letters; empty for none.
            reason: why the worker was stopped, cut at 300 letters.
            now: when it was.
        """
        keys = [f"content {content}", *([f"url {url[:_MAX_URL]}"] if url else [])]
        async with self._database.transaction() as connection:
            for key in keys:
                await connection.execute(
                    """
                    insert into parser_kills (key, url, reason, kills, last, retry_at, notified)
                    values (:key, :url, :reason, 1, :now, :now + :first, 0)
                    on conflict (key) do update set
                        reason = excluded.reason,
                        kills = min(parser_kills.kills + 1, 20),
                        last = excluded.last,
                        retry_at = :now + min(
                            :longest, :first << cast(2 * min(parser_kills.kills, 10) as integer)
                        )
                    """,
                    {
                        "key": key,
                        "url": url[:_MAX_URL],
                        "reason": reason[:_MAX_REASON],
                        "now": to_seconds(now),
                        "first": FIRST_PAUSE // timedelta(seconds=1),
                        "longest": LONGEST_PAUSE // timedelta(seconds=1),
                    },
                )
            await connection.execute(
                "delete from parser_kills where last < ?", (to_seconds(now - KEPT_FOR),)
            )
            await connection.execute(
                """
                delete from parser_kills where key in (
                    select key from parser_kills order by last desc limit 1000000000 offset ?
                )
                """,
                (MOST_KEPT,),
            )

    async def unreported(self, limit: int = 10) -> list[ParserKill]:
        """The documents of which no owner was told, at most `limit`, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select url, max(reason) as reason, max(kills) as kills
                from parser_kills
                where notified = 0
                group by url
                order by max(last) desc
                limit ?
                """,
                (limit,),
            )
        return [ParserKill(row["url"], row["reason"], row["kills"]) for row in rows]

    async def mark_reported(self) -> None:
        """Note that the owners were told of all documents by now."""
        async with self._database.transaction() as connection:
            await connection.execute("update parser_kills set notified = 1 where notified = 0")
