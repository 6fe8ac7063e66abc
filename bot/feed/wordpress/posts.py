"""Queries WordPress REST for posts, and skips it for a while when it is closed."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, TypeVar

from bot.errors import FeedError, FetchError, FetchStatus, ParseError
from bot.feed.http.fetcher import Fetcher
from bot.feed.wordpress.rest_requests import other_places, page_of
from bot.feed.wordpress.rest_responses import ListedPost, parse_posts, parse_visibility
from bot.isolation.worker import Isolate, in_thread
from bot.text.urls import host_of
from bot.types import FeedItem, FetchedPage
from storage.future_time_limits import still_waits

log = logging.getLogger(__name__)

T = TypeVar("T")

ASK_AGAIN_AFTER: Final = timedelta(hours=12)
_CLIENT_ERRORS: Final = range(400, 500)
# Of some the site recovers by itself, others are about this one request: they say nothing on whom
# it answers.
_IN_PASSING: Final = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS))
_TOO_LONG: Final = frozenset(
    (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.REQUEST_URI_TOO_LONG,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    )
)
# WordPress says so of a page behind the last one, which comes of posts deleted between two pages.
_NO_SUCH_PAGE: Final = HTTPStatus.BAD_REQUEST


# A page of posts, and how many all pages hold together.
PostsPage = tuple[tuple[FeedItem, ...], int | None]
BEHIND_THE_LAST: Final[PostsPage] = ((), None)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which of the posts that REST was asked for it lists, by number.

    `whole` is false where it counts more than it lists: of the others it says nothing. A theme that
    sets the number of posts on a page sets that of REST, too.
    """

    posts: Mapping[int, ListedPost]
    whole: bool


class WordPressPosts:
    """Queries sites' posts; one that refuses is left alone for `ASK_AGAIN_AFTER`."""

    def __init__(
        self, fetcher: Fetcher, now: Callable[[], datetime], isolate: Isolate = in_thread
    ) -> None:
        self._fetcher = fetcher
        self._isolate = isolate
        self._now = now
        self._closed_until: dict[str, datetime] = {}
        # By the address of a site's REST, which of its places has answered.
        self._places: dict[str, int] = {}

    def is_closed(self, url: str) -> bool:
        """Return whether the site of a feed or request has recently refused REST requests."""
        return still_waits(self._closed_until.get(host_of(url)), self._now(), ASK_AGAIN_AFTER)

    async def ask(self, url: str) -> PostsPage | None:
        """Fetch a page of posts and the total number; None if REST gives no usable response.

        A page that does not exist is `BEHIND_THE_LAST`.
        """

        async def read(answer: FetchedPage) -> PostsPage:
            items = await self._isolate(parse_posts, answer.body, now=self._now())
            return tuple(items), answer.total

        return await self._answer(url, read, behind=BEHIND_THE_LAST)

    async def visibility(self, url: str, *, root: str = "") -> Visibility | None:
        """Fetch which posts REST lists, and whether each is locked; None as in `ask`.

        `root` is the directory of the site that is asked.
        """

        async def read(answer: FetchedPage) -> Visibility:
            posts = await self._isolate(parse_visibility, answer.body, root=root, now=self._now())
            return Visibility(posts, whole=answer.total is None or answer.total <= len(posts))

        return await self._answer(url, read)

    async def _answer(
        self,
        url: str,
        read: Callable[[FetchedPage], Awaitable[T]],
        *,
        behind: T | None = None,
    ) -> T | None:
        if self.is_closed(url):
            return None
        try:
            return await self._from_any(url, read)
        except FetchStatus as error:
            if error.status == _NO_SUCH_PAGE and page_of(url) > 1:
                return behind
            if _closes(error.status):
                self._closed_until[host_of(url)] = self._now() + ASK_AGAIN_AFTER
                words = "WordPress REST of %s is closed (HTTP %d), using the feed alone"
                log.info(words, host_of(url), error.status)
            return None
        except (FetchError, ParseError) as error:
            log.info("WordPress REST request failed: %s", error)
            return None

    async def _from_any(self, url: str, read: Callable[[FetchedPage], Awaitable[T]]) -> T:
        """Return the answer, from one of the places where a WordPress may have its REST.

        The others do not exist, or lead to a page. Where one has answered it stays with that.

        Raises:
            FetchError: none of them answers.
            ParseError: none gives a list of posts.
        """
        root, *_ = url.partition("?")
        places = (url, *other_places(url))
        first = self._places.get(root, 0)
        refusal: FetchStatus | FeedError | None = None
        for place in (first, *(other for other in range(len(places)) if other != first)):
            try:
                answer = await read(await self._fetcher.fetch_page(places[place]))
            except FetchStatus as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
                # That it does not exist says more than that another page is there.
                refusal = error
            except FeedError as error:
                refusal = refusal or error
            else:
                self._places[root] = place
                return answer
        raise refusal or FeedError(f"{url} has no place")


def _closes(status: int) -> bool:
    """Return whether a refusal says that REST is closed, and not only something of this request."""
    return status in _CLIENT_ERRORS and status not in _IN_PASSING | _TOO_LONG
