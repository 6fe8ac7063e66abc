"""Reads the older pages of a feed."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from bot.errors import FetchStatus
from bot.feed.http.fetcher import Fetcher
from bot.feed.paging import older_page
from bot.feed.parsing.parser import parse_feed
from bot.isolation.worker import Isolate
from bot.types import FeedItem


async def read_older_page(
    fetcher: Fetcher, isolate: Isolate, feed_url: str, page: int, now: datetime
) -> Sequence[FeedItem]:
    """Return the items of a feed's page, counted from 1; none behind its last page.

    Raises:
        FetchError, ParseError: the page can't be had.
    """
    try:
        fetched = await fetcher.fetch_feed(older_page(feed_url, page), None)
    except FetchStatus as error:
        # WordPress answers so for the page after the last.
        if error.status == HTTPStatus.NOT_FOUND:
            return ()
        raise
    return (await isolate(parse_feed, fetched, now=now)).items
