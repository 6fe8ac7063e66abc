"""Splits a feed into one feed for each item, for parsing them one by one."""

import dataclasses
import re
from typing import Final

from bot.errors import FeedError
from bot.feed.decoding import MAX_ITEMS, decode
from bot.types import FetchedFeed

_ITEM: Final = re.compile(r"<(item|entry)(?=[\s>]).*?</\1\s*>", re.DOTALL)
_UTF8: Final = "application/xml; charset=utf-8"
_MAX_HEAD: Final = 20_000


def split_items(fetched: FetchedFeed) -> tuple[FetchedFeed, ...]:
    """Each item of a feed as a feed of its own, in order, at most `MAX_ITEMS`; no item is parsed.

    Raises:
        FeedError: what came is no feed, or holds no item.
    """
    text = decode(fetched.body or b"", fetched.content_type).text
    items = list(_ITEM.finditer(text))[:MAX_ITEMS]
    if not items:
        raise FeedError("the feed holds no item")
    head = text[: items[0].start()]
    if len(head) > _MAX_HEAD:
        raise FeedError("what stands before the feed's first item is too long")
    tail = "</channel></rss>" if head.lstrip().startswith("<rss") else ""
    if not tail:
        tail = "</feed>" if items[0][1] == "entry" else "</rdf:RDF>"
    return tuple(
        dataclasses.replace(fetched, body=f"{head}{item[0]}{tail}".encode(), content_type=_UTF8)
        for item in items
    )
