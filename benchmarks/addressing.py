"""Addressing one article among chats with many follows, mutes and alerts."""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from storage.chats.alert_matches import AlertMatches
from storage.engine.database import Connection
from storage.engine.opening import open_database
from storage.outbox import Outbox

CHATS = 100_000
TAGS = 2_000
FOLLOWS, MUTES, ALERTS = 20, 5, 3
WORDS = 20_000
ARTICLE_TAGS, ARTICLE_STEMS = 6, 300
ROUNDS = 5
GOAL_MS = 300.0


async def _fill(connection: Connection, chance: random.Random) -> None:
    await connection.executemany(
        "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
        [(number, str(number), str(number)) for number in range(1, TAGS + 1)],
    )
    await connection.executemany(
        """
        insert into chats (id, telegram_id, kind, everything, joined)
        values (?, ?, 'private', 0, 0)
        """,
        [(number, number) for number in range(1, CHATS + 1)],
    )
    follows, mutes, alerts, terms = [], [], [], []
    for chat in range(1, CHATS + 1):
        chosen = chance.sample(range(1, TAGS + 1), FOLLOWS + MUTES)
        follows += [(chat, tag) for tag in chosen[:FOLLOWS]]
        mutes += [(chat, tag) for tag in chosen[FOLLOWS:]]
        for number in range(ALERTS):
            alert = chat * ALERTS + number
            alerts.append((alert, chat, str(number)))
            terms += [(f"w{word}", alert) for word in chance.sample(range(WORDS), 2)]
    await connection.executemany("insert into follows values (?, ?)", follows)
    await connection.executemany("insert into mutes values (?, ?)", mutes)
    await connection.executemany(
        """
        insert into alerts (id, chat_id, kind, words, term_count, created)
        values (?, ?, 'alert', ?, 2, 0)
        """,
        alerts,
    )
    await connection.executemany("insert into alert_terms values (?, ?)", sorted(terms))


async def _article(connection: Connection, number: int, chance: random.Random) -> None:
    await connection.execute(
        """
        insert into articles (
            id, site_id, url, title, paragraphs, excerpt, author, language, summary, published,
            modified, first_seen, content_hash
        )
        values (?, ?, '', '', '[]', '', '', 'ar', '[]', 0, 0, 0, '')
        """,
        (number, str(number)),
    )
    await connection.executemany(
        "insert into article_tags (article_id, tag_id, position) values (?, ?, 0)",
        [(number, tag) for tag in chance.sample(range(1, TAGS + 1), ARTICLE_TAGS)],
    )


async def measure() -> list[Figure]:
    """Median time to note the alerts met and to address one article."""
    chance = random.Random(7)
    now = datetime(2026, 3, 14, 12, tzinfo=UTC)
    took: list[float] = []
    addressed = 0
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder) / "khabar.db")
        try:
            await database.migrate()
            async with database.transaction() as connection:
                await _fill(connection, chance)
            async with database.transaction() as connection:
                await connection.execute("analyze")
            alerts, outbox = AlertMatches(database), Outbox(database)
            for number in range(1, ROUNDS + 1):
                stems = [f"w{word}" for word in chance.sample(range(WORDS), ARTICLE_STEMS)]
                async with database.transaction() as connection:
                    await _article(connection, number, chance)
                    begun = time.perf_counter()
                    await alerts.match(connection, number, stems)
                    addressed = await outbox.address(
                        connection,
                        number,
                        breaking=False,
                        not_before=now + timedelta(minutes=2),
                        now=now,
                    )
                    took.append((time.perf_counter() - begun) * 1000)
        finally:
            await database.close()
    median = statistics.median(took)
    return [
        Figure(
            f"address one article among {CHATS} chats of {FOLLOWS} follows, {MUTES} mutes, "
            f"{ALERTS} alerts ({addressed} want it)",
            median,
            "ms",
            f"< {GOAL_MS:.0f}",
            median < GOAL_MS,
        )
    ]
