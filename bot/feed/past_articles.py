"""Reads past articles page by page: WordPress REST by date, or older pages of a feed.

Of REST each next page is asked by the date of the oldest post seen, not by its number: what is
published or withdrawn meanwhile moves no post over a page's edge, and the site's database need
not count off a hundred thousand rows to find the place.
"""

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from bot.errors import FeedError, FetchError, FetchStatus, FetchTooLarge
from bot.feed.http.fetcher import Fetcher
from bot.feed.http.retrying_fetcher import RetryingFetcher
from bot.feed.paging import older_page
from bot.feed.parsing.parser import parse_feed
from bot.feed.wordpress.rest_requests import PER_PAGE_MAX, posts_url
from bot.feed.wordpress.rest_responses import parse_posts, site_dates
from bot.isolation.worker import Isolate, in_thread
from bot.types import FeedItem

# Statuses of WordPress and firewalls in front of it where REST is not public.
_CLOSED: Final = frozenset(
    (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
    )
)
# A hundred posts with all that belongs to them can be more than a small server manages.
_TOO_MUCH: Final = frozenset(
    (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.GATEWAY_TIMEOUT,
    )
)
_SMALLEST_PAGE: Final = 10
_DATE_FORMAT: Final = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePosition:
    """The position at which the next page begins.

    `before` is a time in UTC or, without a zone, one by the site's own clock, by which WordPress
    orders; empty in a feed. `page` counts from 1.
    """

    by_rest: bool
    before: str = ""
    page: int = 1
    per_page: int = PER_PAGE_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """One page of past articles, newest first; `after` is None after the last page.

    `left` counts the articles after this page, None if the site does not say.
    """

    items: tuple[FeedItem, ...]
    after: ArchivePosition | None
    left: int | None = None


def newest(until: datetime) -> ArchivePosition:
    """Return the position of the first page of what was published before `until`."""
    return ArchivePosition(by_rest=True, before=until.astimezone(UTC).strftime(f"{_DATE_FORMAT}Z"))


class RestClosed(FetchError):
    """The site refuses REST requests: only older pages of the feed lead to past articles."""


class ArchiveReader:
    """Reads pages of a site's archive, one request at a time."""

    def __init__(
        self, fetcher: Fetcher, patience: RetryingFetcher, isolate: Isolate = in_thread
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._patience = patience

    async def page(
        self, feed_url: str, place: ArchivePosition, since: datetime | None
    ) -> ArchivePage:
        """Fetch and parse the page at a position.

        Args:
            feed_url: a feed of the site.
            place: the position of the page.
            since: the time of the oldest article wanted, None for all.

        Raises:
            RestClosed: REST is refused, or its response is not a list of posts.
            FetchError: the site can't be read, after all retries.
            FeedError: the response is not a feed.
        """
        if place.by_rest:
            return await self._by_rest(feed_url, place, since)
        return await self._by_feed(feed_url, place, since)

    async def _by_rest(
        self, feed_url: str, place: ArchivePosition, since: datetime | None
    ) -> ArchivePage:
        while True:
            smaller = place.per_page > _SMALLEST_PAGE
            try:
                return await self._rest_page(feed_url, place, since, give_up=smaller)
            except FetchTooLarge:
                if place.per_page == 1:
                    passed = dataclasses.replace(place, page=place.page + 1)
                    return ArchivePage(items=(), after=passed)
            except FetchStatus as error:
                if error.status == HTTPStatus.BAD_REQUEST and place.page > 1:
                    return ArchivePage(items=(), after=None, left=0)
                if error.status in _CLOSED:
                    raise RestClosed(f"REST is closed ({error.status})") from error
                if error.status not in _TOO_MUCH or not smaller:
                    raise
            except FeedError as error:
                raise RestClosed(f"REST is closed: {error}") from error
            place = _halved(place)

    async def _rest_page(
        self, feed_url: str, place: ArchivePosition, since: datetime | None, *, give_up: bool
    ) -> ArchivePage:
        # `after` leaves out the very second.
        after = since - timedelta(seconds=1) if since else None
        url = posts_url(feed_url, place.page, place.per_page, after=after)
        answer = await self._patience.ask(
            self._fetcher.fetch_page,
            f"{url}&{urlencode({'before': place.before})}",
            give_up=_TOO_MUCH if give_up else (),
        )
        items = await self._isolate(parse_posts, answer.body)
        dates = await self._isolate(site_dates, answer.body)
        left = None
        if answer.total is not None:
            left = max(0, answer.total - place.per_page * (place.page - 1) - len(dates))
        return ArchivePage(items=tuple(items), after=_following(place, dates), left=left)

    async def _by_feed(
        self, feed_url: str, place: ArchivePosition, since: datetime | None
    ) -> ArchivePage:
        try:
            fetched = await self._patience.ask(
                self._fetcher.fetch_feed, older_page(feed_url, place.page)
            )
        except FetchStatus as error:
            if error.status == HTTPStatus.NOT_FOUND and place.page > 1:
                return ArchivePage(items=(), after=None, left=0)
            raise
        items = (await self._isolate(parse_feed, fetched)).items
        dated = [item.published for item in items if item.published]
        over = not items or (since is not None and bool(dated) and max(dated) < since)
        after = None if over else dataclasses.replace(place, page=place.page + 1)
        return ArchivePage(items=items, after=after, left=0 if over else None)


def _following(place: ArchivePosition, dates: list[str]) -> ArchivePosition | None:
    """Return the position behind a page with these dates; None if the page was empty."""
    if not dates:
        return None
    moments = []
    for date in dates:
        try:
            moments.append(datetime.strptime(date, _DATE_FORMAT))  # noqa: DTZ007 - the site's own clock
        except ValueError:
            continue
    if moments:
        # Posts of one second may stand on both sides of the page's edge.
        before = (min(moments) + timedelta(seconds=1)).strftime(_DATE_FORMAT)
        if place.before.endswith("Z") or before < place.before:
            return dataclasses.replace(place, before=before, page=1)
    return dataclasses.replace(place, page=place.page + 1)


def _halved(place: ArchivePosition) -> ArchivePosition:
    """Return the same position in pages of half the size."""
    per_page = max(1, place.per_page // 2)
    seen = place.per_page * (place.page - 1)
    return dataclasses.replace(place, per_page=per_page, page=seen // per_page + 1)
