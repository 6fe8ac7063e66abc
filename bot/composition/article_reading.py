"""Builds what reads articles: pages taken apart in the worker process, summaries of a model."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.config.settings import Settings
from bot.feed.http.fetcher import Fetcher
from bot.ingest.llm_summary import llm_summariser
from bot.ingest.read_article import ArticleReader
from bot.isolation.limits import WARY
from bot.isolation.quarantine import Quarantine
from bot.isolation.worker import WorkerProcess
from storage.store import Store


@contextlib.asynccontextmanager
async def article_reader(
    settings: Settings,
    store: Store,
    fetcher: Fetcher,
    worker: WorkerProcess,
    now: Callable[[], datetime],
) -> AsyncIterator[ArticleReader]:
    """Open a reader of articles; the connection to a language model is closed with the block."""
    async with llm_summariser(
        settings, notes=store.key_value, known_names=store.tags.known_among, now=now
    ) as reword:
        # Pages hold nonces, so they are known by their address as well.
        pages = Quarantine(
            worker, store.parser_kills, now=now, by_url=True, warily=worker.within(WARY)
        )
        yield ArticleReader(fetcher, reword=reword, isolate=pages)
