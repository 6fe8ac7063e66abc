"""Holds many articles that are gone from the site at once, until owners decide about them."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.models import MassWithdrawal, MassWithdrawalDecision, WithdrawalEvidence
from storage.timestamps import from_seconds, to_seconds

# What comes later is another mass withdrawal, of which the owners are asked anew.
GATHERED_FOR = timedelta(hours=24)
# An owner's word that articles were withdrawn holds for others that are found gone soon after.
WITHDRAW_HOLDS_FOR = timedelta(hours=1)
# What is withdrawn within this time counts as one mass withdrawal.
COUNTED_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
_MOST_TITLES = 5


class MassWithdrawals:
    """One row for each mass withdrawal, at most one of them undecided, with its articles.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hold(self, article_id: int, now: datetime, *, by_rest: bool) -> None:
        """Add an article to the undecided mass withdrawal, or to a new one, unless it is in one.

        Args:
            article_id: the row.
            now: the present time.
            by_rest: whether REST lists it no more; else its page is gone.
        """
        async with self._database.transaction() as connection:
            held = await connection.execute_fetchall(
                "select 1 from mass_withdrawal_articles where article_id = ?", (article_id,)
            )
            if list(held):
                return
            await connection.execute(
                """
                update mass_withdrawals
                set decision = 'late', decided = ?
                where decision = '' and began <= ?
                """,
                (to_seconds(now), to_seconds(now - GATHERED_FOR)),
            )
            await connection.execute(
                "delete from mass_withdrawals where decided < ? and decision <> 'keep'",
                (to_seconds(now - KEPT_FOR),),
            )
            await connection.execute(
                """
                insert into mass_withdrawals (began)
                select ?
                where not exists (select 1 from mass_withdrawals where decision = '')
                """,
                (to_seconds(now),),
            )
            await connection.execute(
                """
                insert into mass_withdrawal_articles (
                    article_id, mass_withdrawal_id, by_rest, held
                )
                select ?, id, ?, ? from mass_withdrawals where decision = ''
                """,
                (article_id, int(by_rest), to_seconds(now)),
            )

    async def release(
        self, article_ids: Collection[int], now: datetime, *, by_rest: bool
    ) -> list[int]:
        """Let go of articles that are there again; where none is left, that is the decision.

        Args:
            article_ids: the rows; those in no mass withdrawal are left aside.
            now: the present time.
            by_rest: whether REST lists them again; else their pages are there.

        Returns:
            those that were let go.
        """
        ids = json.dumps(list(article_ids))
        held = """
            by_rest = ? and article_id in (select value from each_number(?))
            """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"select 1 from mass_withdrawal_articles where {held} limit 1",  # noqa: S608 - a constant
                (int(by_rest), ids),
            )
        if not list(rows):
            return []
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                f"delete from mass_withdrawal_articles where {held} returning article_id",  # noqa: S608 - a constant
                (int(by_rest), ids),
            )
            await _close_empty(connection, now)
        return [int(row["article_id"]) for row in rows]

    async def remove(self, connection: Connection, article_id: int, now: datetime) -> None:
        """Let go of an article that was withdrawn, inside the caller's transaction."""
        await connection.execute(
            "delete from mass_withdrawal_articles where article_id = ?", (article_id,)
        )
        await _close_empty(connection, now)

    async def evidence(self, article_id: int, now: datetime) -> WithdrawalEvidence:
        """Everything stored by which it is judged whether an article was withdrawn."""
        async with self._database.reading() as connection:
            held = await connection.execute_fetchall(
                "select held from mass_withdrawal_articles where article_id = ?", (article_id,)
            )
            kept = await connection.execute_fetchall(
                """
                select h.article_id
                from mass_withdrawals w
                join mass_withdrawal_articles h on h.mass_withdrawal_id = w.id
                where w.decision = 'keep'
                """
            )
            approved = await connection.execute_fetchall(
                "select 1 from mass_withdrawals where decision = 'withdraw' and decided > ?",
                (to_seconds(now - WITHDRAW_HOLDS_FOR),),
            )
            gone = await connection.execute_fetchall(
                """
                select id as article_id from articles
                where misses > 0 and status = 'live' and next_recheck is not null
                union
                select id from articles where withdrawn > ?
                union
                select h.article_id
                from mass_withdrawals w
                join mass_withdrawal_articles h on h.mass_withdrawal_id = w.id
                where w.decision = '' and w.began > ?
                """,
                (to_seconds(now - COUNTED_FOR), to_seconds(now - GATHERED_FOR)),
            )
        return WithdrawalEvidence(
            held_since=next((from_seconds(row["held"]) for row in held), None),
            kept=frozenset(int(row["article_id"]) for row in kept),
            approved=bool(list(approved)),
            gone=frozenset(int(row["article_id"]) for row in gone),
        )

    async def undecided(self) -> MassWithdrawal | None:
        """The undecided mass withdrawal; None where there is none."""
        async with self._database.reading() as connection:
            rows = list(
                await connection.execute_fetchall(
                    "select id, began, asked from mass_withdrawals where decision = ''"
                )
            )
            if not rows:
                return None
            titles = await connection.execute_fetchall(
                """
                select a.title
                from mass_withdrawal_articles h
                join articles a on a.id = h.article_id
                where h.mass_withdrawal_id = ?
                order by a.published desc, a.id desc
                """,
                (rows[0]["id"],),
            )
        names = [str(row["title"]) for row in titles]
        return MassWithdrawal(
            id=rows[0]["id"],
            began=from_seconds(rows[0]["began"]),
            articles=len(names),
            titles=tuple(names[:_MOST_TITLES]),
            asked=rows[0]["asked"] is not None,
        )

    async def decide(
        self, mass_withdrawal_id: int, decision: MassWithdrawalDecision, now: datetime
    ) -> bool:
        """Record an owner's decision; False if there was nothing to decide any more."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """
                update mass_withdrawals set decision = ?, decided = ?
                where id = ? and decision = ''
                """,
                (decision, to_seconds(now), mass_withdrawal_id),
            )
        return cursor.rowcount == 1

    async def approved(self, limit: int) -> list[int]:
        """Articles that are to be withdrawn because an owner has said so, at most `limit`."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select a.article_id
                from mass_withdrawals w
                join mass_withdrawal_articles a on a.mass_withdrawal_id = w.id
                where w.decision = 'withdraw'
                order by a.article_id
                limit ?
                """,
                (limit,),
            )
        return [int(row["article_id"]) for row in rows]

    async def mark_asked(self, mass_withdrawal_id: int, now: datetime) -> None:
        """Note that the owners were asked."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update mass_withdrawals set asked = ? where id = ?",
                (to_seconds(now), mass_withdrawal_id),
            )


async def _close_empty(connection: Connection, now: datetime) -> None:
    await connection.execute(
        """
        update mass_withdrawals
        set decision = 'back', decided = ?
        where decision = ''
        and not exists (
            select 1
            from mass_withdrawal_articles
            where mass_withdrawal_id = mass_withdrawals.id
        )
        """,
        (to_seconds(now),),
    )
