"""How long a search of one to eight words takes while the bot has other work to do.

Thirty messages a second are handled and each second an article is published, on the loop that the
searches share; Telegram answers at once. The archive is that of `benchmarks/search.py`.
"""

import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder

import handlers
from benchmarks import Figure
from benchmarks.invented import Story
from benchmarks.search import FOLDER, LARGE_ARCHIVE, NOW, large
from bot.arabic.queries.parse import parse_query
from bot.telegram.handle_update import AnyApplication
from storage.engine.opening import open_database
from storage.models import ChatKind
from storage.search import Search
from storage.store import Store
from tests.articles import invented
from tests.handlers.offstage import Offline
from tests.handlers.stage import services_of, untold

MESSAGES_A_SECOND = 30
ARTICLES_A_SECOND = 1
MOST_WORDS = 8
# Of each number of words.
QUERIES = 50
PAUSE_SECONDS = 0.03
PEOPLE = 600
RESULTS = 10
WARM_UP = 20


def queries(kept: list[Story]) -> Iterator[str]:
    """Words of one story each: some of its headline, and where that has too few, of its text."""
    chance = random.Random(17)
    for story in chance.sample(kept, QUERIES):
        headline = story.title.split()
        text = [word for word in story.body.split() if word not in headline]
        for count in range(1, MOST_WORDS + 1):
            few = chance.sample(headline, min(count, len(headline)))
            yield " ".join([*few, *chance.sample(text, count - len(few))])


def _message(number: int) -> dict[str, object]:
    """Somebody asks for help, another for the news."""
    person = 1_000 + number % PEOPLE
    command = ("/help", "/latest")[number % 2]
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(NOW.timestamp()),
            "chat": {"id": person, "type": "private", "first_name": "ليلى"},
            "from": {"id": person, "is_bot": False, "first_name": "ليلى", "language_code": "ar"},
            "text": command,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        },
    }


@contextlib.asynccontextmanager
async def _bot(path: Path) -> AsyncIterator[tuple[AnyApplication, Store]]:
    """A bot with a few articles and many readers."""
    database = await open_database(path)
    await database.migrate()
    store = Store(database)
    application = (
        ApplicationBuilder()
        .token("1:offline")
        .request(Offline())
        .get_updates_request(Offline())
        .context_types(handlers.CONTEXT_TYPES)
        .updater(None)
        .build()
    )
    handlers.register(application, services_of(store, [NOW]))
    await application.initialize()
    for person in range(PEOPLE):
        await store.chats.add(
            1_000 + person,
            kind=ChatKind.PRIVATE,
            title="",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOW,
        )
    try:
        yield application, store
    finally:
        await application.shutdown()
        await database.close()


async def _handle(application: AnyApplication) -> None:
    """Messages at even distances, each handled on its own as people's are."""
    async with asyncio.TaskGroup() as handled:
        began, number = time.perf_counter(), 0
        while True:
            number += 1
            await asyncio.sleep(began + number / MESSAGES_A_SECOND - time.perf_counter())
            update = Update.de_json(_message(number), application.bot)
            handled.create_task(application.process_update(update))


async def _publish(store: Store) -> None:
    number = 0
    while True:
        number += 1
        await store.publish(untold(invented(number, photo=None)), feed=None, now=NOW)
        await asyncio.sleep(1 / ARTICLES_A_SECOND)


async def _searched(search: Search, texts: list[str]) -> list[float]:
    """Milliseconds on the wall for each."""
    found = []
    for text in texts:
        began = time.perf_counter()
        await search.find(parse_query(text), now=NOW, limit=RESULTS)
        found.append(1_000 * (time.perf_counter() - began))
        await asyncio.sleep(PAUSE_SECONDS)
    return found


async def measure() -> list[Figure]:
    archive, kept, _ = await large(FOLDER)
    texts = list(queries(kept))
    with tempfile.TemporaryDirectory() as folder:
        async with _bot(Path(folder, "khabar.db")) as (application, store):
            others = [
                asyncio.create_task(_handle(application)),
                asyncio.create_task(_publish(store)),
            ]
            await _searched(Search(archive), texts[:WARM_UP])
            spent = await _searched(Search(archive), texts)
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)
    await archive.close()
    return _figures(sorted(spent), middle=10, late=50)


def _figures(times: list[float], *, middle: int, late: int) -> list[Figure]:
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    what = f"of {LARGE_ARCHIVE:,} articles, 1 to {MOST_WORDS} words, the bot at work"
    return [
        Figure(f"busy search: p50 {what}", p50, "ms", f"< {middle}", p50 < middle),
        Figure(f"busy search: p99 {what}", p99, "ms", f"< {late}", p99 < late),
    ]
