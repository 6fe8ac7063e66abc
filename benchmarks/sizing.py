"""How large the database becomes, by articles, chats and posts: the tables of docs/operations.md.

The texts of a thousand invented articles come again and again under other numbers, so that filling
takes no longer than writing. `BENCH_FULL=1` takes 200,000 articles in the place of 20,000.
"""

import os
import random
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from benchmarks.indexing import articles
from bot.ingest.publications import build_publication
from storage.archive import Archive
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.models import Photo, Publication, Tag
from storage.outbox import Outbox

FULL = bool(os.environ.get("BENCH_FULL"))
ARTICLES = 200_000 if FULL else 20_000
CHATS = 100_000
TEXTS = 1_000
BATCH = 500
TAGS = 3_000
TAGS_OF_AN_ARTICLE = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def publications() -> list[Publication]:
    """Invented articles of the usual length, with what is found out about one when it is read."""
    chance = random.Random(23)
    return [
        build_publication(
            replace(
                article,
                photo=Photo(
                    f"https://news.example/wp-content/uploads/2026/01/photo-{article.site_id}.jpg",
                    article.title,
                    "عدسة الحي",
                ),
                tags=tuple(
                    Tag(f"وسم {number}")
                    for number in chance.sample(range(TAGS), TAGS_OF_AN_ARTICLE)
                ),
            )
        )
        for article in articles(TEXTS)
    ]


async def fill(database: Database, texts: list[Publication], first: int, last: int) -> None:
    """Store the articles of these numbers, the newest with the highest."""
    archive = Archive(database)
    for start in range(first, last + 1, BATCH):
        page = []
        for number in range(start, min(start + BATCH, last + 1)):
            text = texts[number % len(texts)]
            published = NOW - timedelta(minutes=25 * (ARTICLES - number))
            article = replace(
                text.article,
                site_id=str(number),
                url=f"https://news.example/archives/{number}/",
                published=published,
                modified=published,
            )
            page.append(replace(text, article=article))
        await archive.add(page, note=("bench", ""), now=NOW)


async def subscribe(database: Database, chats: int) -> None:
    """So many readers of everything."""
    async with database.transaction() as connection:
        await connection.executemany(
            "insert into chats (telegram_id, kind, everything, joined) values (?, 'private', 1, 0)",
            [(1_000_000_000 + one,) for one in range(chats)],
        )


async def post_to_all(database: Database, article_id: int) -> None:
    """Have an article sent to everybody, as the outbox keeps it for corrections."""
    outbox = Outbox(database)
    async with database.transaction() as connection:
        await outbox.address(connection, article_id, breaking=True, not_before=NOW, now=NOW)
        await connection.execute(
            """
            update outbox
            set state = 'sent', sent = ?1, finished = ?1, has_photo = 1, message_id = 70000 + id,
                parts = (70000 + id) || ':0123456789ab'
            """,
            (int(NOW.timestamp()),),
        )


async def _bytes(database: Database, path: Path) -> int:
    await database.fold_log()
    return path.stat().st_size


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "khabar.db"
        database = await open_database(path)
        await database.migrate()
        empty = await _bytes(database, path)
        await fill(database, publications(), 1, ARTICLES)
        filled = await _bytes(database, path)
        await subscribe(database, CHATS)
        subscribed = await _bytes(database, path)
        await post_to_all(database, ARTICLES)
        posted = await _bytes(database, path)
        await database.close()
    return [
        Figure(f"{ARTICLES:,} articles in the file", (filled - empty) / 1e6, "MB", "-", ok=True),
        Figure(
            "an article in the file",
            kilobytes := (filled - empty) / ARTICLES / 1e3,
            "kB",
            "< 15",
            kilobytes < 15,
        ),
        Figure("a chat in the file", (subscribed - filled) / CHATS, "bytes", "-", ok=True),
        Figure(
            "a post in the file",
            post := (posted - subscribed) / CHATS,
            "bytes",
            "< 250",
            post < 250,
        ),
    ]
