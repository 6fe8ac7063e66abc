"""Tells which items of a feed are stored, and which have the number of another article."""

import dataclasses
import logging
from collections.abc import Sequence

from bot.feed.identity import address_id, is_another
from bot.types import FeedItem
from storage.articles.articles import Articles

log = logging.getLogger(__name__)


async def recognised(
    items: Sequence[FeedItem], articles: Articles
) -> tuple[list[FeedItem], set[str]]:
    """Return the items, each under the id by which it is an article, and which ids are stored.

    A site gives a number away again after a restored backup, when an old draft is written anew,
    or when an importer keeps the numbers of another site in its guids. Such an item is known by
    its address: under its number it would be taken for the other article, and never be news.

    Raises:
        StorageError: what is stored can't be read.
    """
    known = await articles.described([item.site_id for item in items])
    named = [
        dataclasses.replace(item, site_id=address_id(item.url))
        if (other := known.get(item.site_id)) is not None and is_another(item, other)
        else item
        for item in items
    ]
    moved = [new for old, new in zip(items, named, strict=True) if new is not old]
    found = await articles.known([item.site_id for item in moved])
    for item in moved:
        if item.site_id not in found:
            log.warning("article %s has the post number that another article had", item.url)
    numbered = {item.site_id for item in named if item.site_id in known}
    return named, numbered | found
