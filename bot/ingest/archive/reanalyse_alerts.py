"""Reads stored alerts, followed searches and mutes anew when the analysis of words has changed.

Articles get the stems of the new analysis. Words that were stored by an older one would never
meet them: a mute would let everything through, and an alert never come.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.arabic import subscribed_words
from bot.ingest.archive import reindex
from storage.chats.alert_analysis import AlertAnalysis
from storage.chats.alerts import Alert
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database
from storage.key_value import KeyValue
from storage.models import SearchPage, SearchQuery
from storage.search import Search

log = logging.getLogger(__name__)


async def reanalyse_alerts(database: Database, *, articles: int, now: datetime) -> int:
    """Read them anew if they were stored by another analysis of words; return how many.

    Searches are read as the archive answers them, so they wait until its index is built by the
    same analysis: before that, words whose stems have changed would seem to be held by nothing.

    Args:
        database: holds them.
        articles: how many articles are stored.
        now: the present time, by the newsroom's clock.

    Raises:
        StorageError: what was done so far is kept, and the rest is taken up the next time.
    """
    search = Search(database)

    async def as_written(alert: Alert) -> Conditions:
        return subscribed_words.as_written(alert.words, today=now.date())

    async def first(query: SearchQuery) -> SearchPage:
        return await search.find(query, now=now, limit=1)

    async def as_answered(alert: Alert) -> Conditions:
        asked, _ = await subscribed_words.as_answered(alert.words, first, today=now.date())
        return asked

    done = await _reanalyse(database, as_written, searched=False)
    if not await reindex.is_outdated(KeyValue(database), articles=articles):
        done += await _reanalyse(database, as_answered, searched=True)
    if done:
        log.info(
            "%d alerts, followed searches and mutes were read anew for another analysis of words",
            done,
        )
    return done


async def _reanalyse(
    database: Database, read: Callable[[Alert], Awaitable[Conditions]], *, searched: bool
) -> int:
    stored = AlertAnalysis(database, searched=searched, analysis=reindex.analysis_version())
    done = 0
    while batch := await stored.next():
        await stored.replace([(alert, await read(alert)) for alert in batch])
        done += len(batch)
        await asyncio.sleep(0)
    await stored.replace([])
    return done
