"""Statements that run often, on 100,000 articles and 400,000 posts to 4,000 channels."""

import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from storage.engine.database import Connection
from storage.engine.opening import open_database
from storage.store import Store

ARTICLES = 100_000
CHANNELS = 4_000
POSTS = 400_000
SECTION, SECTION_ARTICLES = 1, 30_000
TAGS = 2_000
TAGS_OF_ARTICLE = 4
PINNING = 200
REPETITIONS = 20
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
# Of the newest articles each goes to every channel, the last of them in this minute.
_SPACING = timedelta(minutes=20)


async def fill(
    connection: Connection, *, articles: int = ARTICLES, channels: int = CHANNELS
) -> None:
    """Articles with texts of 3 kB, tags and a section; channels with their newest posts."""
    newest = int(NOW.timestamp())
    paragraphs = '["' + "خ" * 1_500 + '"]'
    await connection.executemany(
        "insert into tags (id, kind, name, folded) values (?, ?, ?, ?)",
        [
            (n, "section" if n == SECTION else "tag", f"وسم {n}", f"وسم {n}")
            for n in range(1, TAGS + 1)
        ],
    )
    await connection.executemany(
        """
        insert into articles (
            id, site_id, url, title, paragraphs, excerpt, author, language, summary, published,
            modified, first_seen, content_hash, breaking, status
        )
        values (?1, ?1, ?1, 'عنوان', ?2, '', '', 'ar', '[]', ?3, ?3, ?3, '', ?1 % 50 = 1, ?4)
        """,
        [
            (
                n,
                paragraphs,
                newest - int(_SPACING.total_seconds()) * (articles - n),
                "withdrawn" if n % 1_000 == 0 else "live",
            )
            for n in range(1, articles + 1)
        ],
    )
    await _link(connection, articles)
    await connection.executemany(
        "insert into chats (id, telegram_id, kind, joined) values (?1, -?1, 'channel', 0)",
        [(n,) for n in range(1, channels + 1)],
    )
    await connection.executemany(
        "insert into channel_settings (chat_id, pin_breaking) values (?, ?)",
        [(n, n <= PINNING) for n in range(1, channels + 1)],
    )


async def _link(connection: Connection, articles: int) -> None:
    """A third of the articles in the section, each with some of the tags."""
    every = ARTICLES / SECTION_ARTICLES
    await connection.executemany(
        "insert into article_tags (article_id, tag_id) values (?, ?)",
        [
            (n, tag)
            for n in range(1, articles + 1)
            for tag in {
                *((SECTION,) if int(n / every) != int((n - 1) / every) else ()),
                *(2 + (n * 31 + k * 7) % (TAGS - 1) for k in range(TAGS_OF_ARTICLE)),
            }
        ],
    )


async def post(
    connection: Connection,
    *,
    articles: int = ARTICLES,
    channels: int = CHANNELS,
    posts: int = POSTS,
) -> None:
    """The newest articles in every channel."""
    rows = [
        (article, chat, int((NOW - _SPACING * (articles - article)).timestamp()))
        for article in range(articles - posts // channels + 1, articles + 1)
        for chat in range(1, channels + 1)
    ]
    await connection.executemany(
        """
        insert into outbox (
            article_id, chat_id, priority, state, not_before, addressed, sent, finished, message_id
        )
        values (?1, ?2, 3, 'sent', ?3, ?3, ?3, ?3, 7)
        """,
        rows,
    )
    await connection.executemany(
        "insert into channel_posts (article_id, chat_id, event, at) values (?, ?, 'post', ?)", rows
    )


async def _median_ms(query: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        await query()
        times.append(time.perf_counter() - began)
    return sorted(times)[REPETITIONS // 2] * 1000


def queries(store: Store) -> Sequence[tuple[str, Callable[[], Awaitable[object]], float]]:
    """What is measured, with the time in ms that it should stay below."""
    return [
        ("count for /latest", store.articles.count, 5),
        ("first page of /latest", lambda: store.articles.latest(5), 2),
        ("page 1,000 of /latest", lambda: store.articles.latest(5, 5_000), 5),
        ("count of a section of 30,000", lambda: store.articles.count_by_tag(SECTION), 5),
        ("first page of it", lambda: store.articles.by_tag(SECTION, 5), 2),
        ("page 1,000 of it", lambda: store.articles.by_tag(SECTION, 5, 5_000), 5),
        ("tags in use", lambda: store.tags.in_use(12), 10),
        ("posts to pin, every 3 s", lambda: store.pins.due(NOW + timedelta(minutes=1)), 5),
        ("next due row", store.outbox.next_due, 2),
        ("posts of a channel", lambda: store.channel_statistics.newest(1, 5), 5),
    ]


async def measure() -> list[Figure]:
    """The median of each."""
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder, "khabar.db"))
        try:
            await database.migrate()
            async with database.transaction() as connection:
                await fill(connection)
                await post(connection)
            return [
                Figure(name, taken := await _median_ms(query), "ms", f"< {goal}", taken < goal)
                for name, query, goal in queries(Store(database))
            ]
        finally:
            await database.close()
