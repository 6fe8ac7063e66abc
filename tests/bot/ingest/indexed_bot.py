"""A bot with some articles in its index, and the same database beside it as a command has it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.arabic.terms import parse_query
from bot.ingest.archive import reindex
from bot.ingest.publications import build_publication
from storage import search
from storage.engine.database import Database
from storage.models import Publication
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import migrated

COUNT = 25


@contextlib.asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = await migrated(path)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Store]:
    """A bot's store with some articles, on its own connections."""
    async with opened(tmp_path / "khabar.db") as database:
        store = Store(database)
        for number in range(COUNT):
            await store.publish(made(number), feed=None, now=NOON)
        yield store


@pytest.fixture
async def beside(bot: Store, tmp_path: Path) -> AsyncIterator[Database]:
    """The same file as another process opens it."""
    async with opened(tmp_path / "khabar.db") as database:
        yield database


def made(number: int, **changes: object) -> Publication:
    return build_publication(invented(number, **changes))


async def found(store: Store, words: str) -> list[int]:
    page = await store.search.find(parse_query(words), now=NOON, limit=COUNT * 2)
    return [hit.article_id for hit in page.hits]


async def rebuilt(database: Database, **options: int) -> list[reindex.ReindexStep]:
    rebuild = search.Rebuild(database)
    return [step async for step in reindex.reindex(rebuild, **options)]
