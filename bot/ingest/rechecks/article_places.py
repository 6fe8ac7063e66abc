"""Reads articles that are gone from their addresses where REST says that they are.

The address is stored only when the page there was read and found to be the article's, as it was
known at its old address: another article may have its number and its headline.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.errors import FetchError, ParseError
from bot.feed.identity import address_id
from bot.ingest.publications import Reading
from bot.ingest.read_article import ArticleReader
from bot.text.urls import is_same_host
from storage.models import StoredArticle, Tag

log = logging.getLogger(__name__)

# What REST names although the article can't be read there is not tried again for so long.
TRY_AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Place:
    link: str
    failed: datetime | None = None


class ArticlePlaces:
    """Remembers other addresses of articles until they are read; lost on restart."""

    def __init__(self, reader: ArticleReader, now: Callable[[], datetime]) -> None:
        self._reader = reader
        self._now = now
        self._places: dict[int, _Place] = {}

    def note(self, stored: StoredArticle, link: str) -> bool:
        """Note where REST says that an article is; return whether it is to be read there.

        False where that is the address that is known or another host's, or where it could not be
        read within `TRY_AGAIN_AFTER`.
        """
        known = stored.article.url
        if address_id(link) == address_id(known) or not is_same_host(link, known):
            return False
        now = self._now()
        self._places = {
            key: place
            for key, place in self._places.items()
            if place.failed is None or abs(now - place.failed) < TRY_AGAIN_AFTER
        }
        before = self._places.get(stored.id)
        if before is not None and before.failed is not None and before.link == link:
            return False
        log.info("article %s is at %s now", known, link)
        self._places[stored.id] = _Place(link)
        return True

    async def read(
        self,
        stored: StoredArticle,
        *,
        tags: tuple[Tag, ...] = (),
        redated_after: datetime | None = None,
    ) -> Reading:
        """Read an article at the noted address, else, or if it is not there, at its own.

        The arguments and errors are those of `ArticleReader.read_page_of`.
        """
        article = stored.article
        place = self._places.pop(stored.id, None)
        if place is not None and place.failed is None:
            try:
                return await self._reader.read_page_of(
                    article, at=place.link, tags=tags, redated_after=redated_after
                )
            except (FetchError, ParseError) as error:
                log.info("article %s is not at %s: %s", article.url, place.link, error)
                self._places[stored.id] = _Place(place.link, failed=self._now())
        elif place is not None:
            self._places[stored.id] = place
        return await self._reader.read_page_of(article, tags=tags, redated_after=redated_after)
