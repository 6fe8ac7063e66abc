"""Splits a feed into one feed for each item, for parsing them one by one."""

import dataclasses
from typing import Final

from bot.errors import FeedError
from bot.feed.parsing.decoding import MAX_ITEMS, closing_tags, decode_feed, item_spans
from bot.types import FetchedFeed

_UTF8: Final = "application/xml; charset=utf-8"
_MAX_HEAD: Final = 20_000


def split_items(fetched: FetchedFeed) -> tuple[FetchedFeed, ...]:
    """Split a feed into one feed for each item, in order, at most `MAX_ITEMS`, without parsing.

    Raises:
        FeedError: the response is not a feed, or has no items.
    """
    text = decode_feed(fetched.body or b"", fetched.content_type).text
    spans = [(start, end) for start, end in item_spans(text) if end > 0][:MAX_ITEMS]
    if not spans:
        raise FeedError("the feed holds no item")
    head = text[: spans[0][0]]
    if len(head) > _MAX_HEAD:
        raise FeedError("what stands before the feed's first item is too long")
    tail = closing_tags(text)
    return tuple(
        dataclasses.replace(
            fetched, body=f"{head}{text[start:end]}{tail}".encode(), content_type=_UTF8
        )
        for start, end in spans
    )
