"""Decides from when on the articles of a feed that is read for the first time are news."""

import dataclasses
from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.text.urls import address_key, host_of
from bot.types import FeedItem, ParsedFeed
from storage.models import Feed

# For so long after its last poll was due a feed that left `FEED_URLS` may have been replaced: a
# night between the two halves of a change. One that was removed earlier was simply removed.
REPLACED_WITHIN: Final = timedelta(days=1)
# A cache may have kept from the last reading what was published shortly before it.
CACHED: Final = timedelta(minutes=15)


def begun(feed: Feed, stored: Iterable[Feed], listed: Container[str], now: datetime) -> Feed:
    """Return a feed's state at a poll; one that replaces another goes on where that one ended.

    A site that has moved to another host, from http to https or to an address without `www.` is a
    new line in `FEED_URLS`, and what was published until somebody wrote it there is news. The
    same address in another spelling is the same feed. Else the replaced one has left `FEED_URLS`
    lately, and has the new one's path or its host; with other articles on its first page than
    those that are known, only what was published since its last reading is news.

    Args:
        feed: as it is stored, or new.
        stored: the state of all feeds that were ever read.
        listed: the addresses in `FEED_URLS`.
        now: the present time.
    """
    if feed.last_success is not None:
        return feed
    left = [
        (likeness, one.last_success, one.floor)
        for one in stored
        if one.last_success is not None and one.url != feed.url and one.url not in listed
        if (likeness := _likeness(one, feed.url, now))
    ]
    if not left:
        return feed
    likeness, last_success, floor = max(left, key=lambda one: one[:2])
    if likeness < _SAME:
        floor = last_success - CACHED
    return dataclasses.replace(feed, last_success=last_success, floor=floor)


def last_success_beside(
    url: str, stored: Iterable[Feed], listed: Container[str]
) -> datetime | None:
    """Return when another feed of `FEED_URLS` with the same host was last read; None if never."""
    return max(
        (
            one.last_success
            for one in stored
            if one.last_success is not None
            and one.url != url
            and one.url in listed
            and host_of(one.url) == host_of(url)
        ),
        default=None,
    )


def floor_of(parsed: ParsedFeed, left: Sequence[FeedItem], now: datetime) -> datetime:
    """Return the floor of a feed after its first reading: behind its page nothing is news.

    The last item that has a date decides, not the oldest: one that was dated wrongly would make
    news of all that stands behind the page. What is `left` to the next poll is above the floor.
    """
    dates = [item.published for item in parsed.items if item.published is not None]
    above = [item.published for item in left if item.published is not None]
    return min((*dates[-1:], *above, now))


_SAME, _SAME_PATH, _SAME_HOST = 3, 2, 1


def _likeness(earlier: Feed, url: str, now: datetime) -> int:
    """Return how surely one feed was replaced by another; 0 if it was not."""
    if address_key(earlier.url) == address_key(url):
        return _SAME
    if earlier.next_check is None or now - earlier.next_check > REPLACED_WITHIN:
        return 0
    if _behind_host(earlier.url) == _behind_host(url):
        return _SAME_PATH
    return _SAME_HOST if host_of(earlier.url) == host_of(url) else 0


def _behind_host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path.rstrip("/"), parts.query
