"""Time from an article to its posts in moderated and in bounded channels."""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from bot.arabic.terms import index_terms
from bot.delivery.composing import StoredPosts
from bot.i18n import Catalogues
from storage.engine.database import Connection, Database
from storage.engine.opening import open_database
from storage.models import Article, Photo, Publication, Tag
from storage.store import Store

CHANNELS = 1_000
READERS = 100_000
WAITING = 10
GOAL_SECONDS = 1.0
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def _publication() -> Publication:
    paragraphs = tuple(
        f"وقالت لجنة الحي رقم {number} إن أعمال ترميم الحديقة العامة تنتهي قبل نهاية الشهر."
        for number in range(1, 13)
    )
    article = Article(
        site_id="1",
        url="https://news.example/1/garden/",
        title="حديقة حي الزيتون تفتح أبوابها بعد ترميم دام عامين",
        paragraphs=paragraphs,
        published=NOON,
        modified=NOON,
        photo=Photo("https://news.example/1.jpg", "مدخل الحديقة", "نور العلي"),
        tags=(Tag("حي الزيتون", folded="حي الزيتون"), Tag("حدائق", folded="حدايق")),
    )
    return Publication(
        article=article,
        summary=paragraphs[:3],
        terms=index_terms(article.title, " ".join(paragraphs), ()),
        content_hash="1",
        not_before=NOON,
    )


async def _fill(connection: Connection) -> None:
    """Channels that are moderated and each have a signature, among readers who want other news."""
    await connection.executemany(
        """
        insert into chats (id, telegram_id, kind, everything, joined)
        values (?, ?, ?, ?, 0)
        """,
        [
            *((n, -1_000_000 - n, "channel", 1) for n in range(1, CHANNELS + 1)),
            *((CHANNELS + n, n, "private", 0) for n in range(1, READERS + 1)),
        ],
    )
    await connection.executemany(
        """
        insert into channel_settings (chat_id, moderated, hashtags, signature)
        values (?, 1, ?, ?)
        """,
        [(n, n % 2, f"قناة الحي رقم {n} @hayy_{n}") for n in range(1, CHANNELS + 1)],
    )


async def measure() -> list[Figure]:
    """Seconds for one article, from its publication to the last composed post."""
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder) / "khabar.db")
        try:
            await database.migrate()
            async with database.transaction() as connection:
                await _fill(connection)
            store = Store(database)
            posts = StoredPosts(
                store.articles,
                Catalogues.load(),
                zone_name="Asia/Damascus",
                overrides=store.channel_settings.post_overrides,
            )
            begun = time.perf_counter()
            await store.publish(_publication(), feed=None, now=NOON)
            published = time.perf_counter()
            approvals = await store.proposals.due(NOON, CHANNELS)
            for approval in approvals:
                await store.approval_decisions.decide(
                    [approval.id], publish=True, person_id=1, person_name="ريما", now=NOON
                )
            decided = time.perf_counter()
            composed = 0
            while claimed := await store.outbox.claim(60, NOON, timedelta(minutes=5)):
                composed += len(await posts.posts_for(claimed))
            ended = time.perf_counter()
            let_go, looked = await _bounded(database, store)
        finally:
            await database.close()
    made = (published - begun) + (ended - decided)
    each = (decided - published) / max(1, len(approvals)) * 1000
    return [
        Figure(
            f"address one article to {CHANNELS} moderated channels, claim and compose each in its "
            f"template ({composed} posts, {len(approvals)} approvals)",
            made,
            "s",
            f"< {GOAL_SECONDS:.0f}",
            made < GOAL_SECONDS and composed == CHANNELS,
        ),
        Figure(
            "one administrator's decision, in a transaction of its own",
            each,
            "ms",
            "< 20",
            each < 20,
        ),
        Figure(
            f"let the weightiest of {WAITING} waiting articles go in {CHANNELS} channels",
            let_go,
            "s",
            "< 2",
            let_go < 2,
        ),
        Figure(
            f"find that {CHANNELS} channels with waiting articles have had their hour's posts",
            looked * 1000,
            "ms",
            "< 100",
            looked < 0.1,
        ),
    ]


async def _bounded(database: Database, store: Store) -> tuple[float, float]:
    """Seconds for one post of each channel that has a bound, and for a turn in which none may."""
    async with database.transaction() as connection:
        await connection.execute("update channel_settings set moderated = 0, hourly = 1")
        await connection.execute("delete from outbox")
    later = NOON + timedelta(hours=2)
    for number in range(WAITING):
        publication = _publication()
        article = replace(
            publication.article, site_id=f"w{number}", url=f"https://x.example/{number}/"
        )
        await store.publish(
            replace(publication, article=article, not_before=later, content_hash=f"w{number}"),
            feed=None,
            now=later,
        )
    begun = time.perf_counter()
    released = 0
    while now_released := await store.scheduled_posts.release(later):
        released += now_released
    if released != CHANNELS:
        raise AssertionError(f"{released} posts of {CHANNELS} channels")
    let_go = time.perf_counter() - begun
    begun = time.perf_counter()
    await store.scheduled_posts.release(later)
    return let_go, time.perf_counter() - begun
