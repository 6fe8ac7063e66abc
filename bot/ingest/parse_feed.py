"""Parses a feed in the worker process; if that stops the worker, item by item."""

import dataclasses
import logging
from datetime import datetime

from bot.errors import JobFailed, JobKilled, ParseError, WorkerUnavailable
from bot.feed.parsing.parser import parse_feed
from bot.feed.parsing.split import split_items
from bot.isolation.worker import Isolate
from bot.types import FeedItem, FetchedFeed, ParsedFeed, Skipped

log = logging.getLogger(__name__)


async def parse_feed_safely(fetched: FetchedFeed, *, now: datetime, isolate: Isolate) -> ParsedFeed:
    """Parse a feed; an item that stops the worker process is skipped, the others are parsed.

    Args:
        fetched: the fetched feed.
        now: the current time, by which implausible dates are rejected, aware UTC.
        isolate: runs the parser in the worker process.

    Raises:
        ParseError: no part of the feed can be parsed.
    """
    try:
        return await isolate(parse_feed, fetched, now=now)
    except (JobKilled, JobFailed) as error:
        log.warning("feed %s: %s; parsing its items one by one", fetched.url, error)
        parts = await isolate(split_items, fetched)
    parsed: list[ParsedFeed] = []
    skipped: list[Skipped] = []
    for number, part in enumerate(parts, 1):
        try:
            parsed.append(await isolate(parse_feed, part, now=now))
        except WorkerUnavailable:
            raise
        except ParseError as error:
            skipped.append(Skipped(f"item {number}", str(error)))
    if not parsed:
        raise JobKilled(f"none of the {len(parts)} items of {fetched.url} can be parsed")
    return _merged(parsed, skipped)


def _merged(parsed: list[ParsedFeed], skipped: list[Skipped]) -> ParsedFeed:
    items: dict[str, FeedItem] = {}
    for one in parsed:
        items |= {item.site_id: item for item in one.items if item.site_id not in items}
    return dataclasses.replace(
        parsed[0],
        items=tuple(items.values()),
        skipped=(*(note for one in parsed for note in one.skipped), *skipped),
        repaired=tuple(note for one in parsed for note in one.repaired),
    )
