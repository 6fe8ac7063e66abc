"""Finds recent articles that the newsroom has locked, hidden or removed, or made public again.

Where REST is open, one request says it of a hundred articles:

    recent articles -> REST: which of these are public? -> locked: withdrawn at once
                                                        -> missing: its page is read; missing
                                                           twice from what listed it: withdrawn,
                                                           unless that may be an accident
    withdrawn ones  -> REST: is it public?              -> its page is read, and it comes back

Where REST is closed the pages themselves are read again, each the more often the younger it is,
and all together within `PageBudget`.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.feed.identity import address_id, number_of, root_of
from bot.feed.rest_requests import PER_PAGE_MAX, site_root, visibility_url
from bot.feed.rest_responses import ListedPost
from bot.feed.wordpress_posts import WordPressPosts
from bot.ingest.page_budget import YOUNGEST_EVERY, PageBudget
from bot.ingest.recheck import Recheck
from bot.text.urls import absolute, host_of, is_same_host
from storage.articles.rechecks import Rechecks
from storage.models import ArticleStatus, StoredArticle

log = logging.getLogger(__name__)

# With the second look at a page that is gone, two minutes later, it stays below ten minutes.
REST_EVERY: Final = timedelta(minutes=6)
# An article is looked at when it is older by a tenth than at the look before: every seven minutes
# in its first hour, every five hours after two days. With thirty articles a day that is some
# fifty pages an hour.
SHARE_OF_AGE: Final = 0.1
# More are published within the window by no newsroom; an archive that is filled may hold more.
MOST_ARTICLES: Final = 500
MISSES_UNTIL_WITHDRAWN: Final = 2


class VisibilityCheck:
    """Checks articles published within a time window; its memory is lost on restart."""

    def __init__(
        self,
        *,
        posts: WordPressPosts,
        recheck: Recheck,
        rechecks: Rechecks,
        budget: PageBudget,
        feed_urls: Sequence[str],
        window: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """`window` is how long after its publication an article is watched."""
        self._posts = posts
        self._recheck = recheck
        self._rechecks = rechecks
        self._budget = budget
        # By host the feed whose site lies highest: articles name the sites below it.
        self._sites = {
            host_of(url): url
            for url in sorted(feed_urls, key=lambda url: len(site_root(url)), reverse=True)
        }
        self._window = window
        self._now = now
        self._asked: datetime | None = None
        self._untold: set[int] = set()
        self._listed: set[int] = set()
        self._missed: dict[int, int] = {}

    async def check(self) -> int:
        """Check what is due; return how many articles were withdrawn or scheduled for a recheck.

        Raises:
            StorageError: an outcome can't be recorded; the next look finds the same.
        """
        now = self._now()
        closed = [self._posts.is_closed(url) for url in self._sites.values()]
        by_rest = not all(closed) and (self._asked is None or abs(now - self._asked) >= REST_EVERY)
        if not (by_rest or any(closed) or self._untold):
            return 0
        articles = await self._rechecks.published_since(now - self._window, MOST_ARTICLES)
        self._forget_others({stored.id for stored in articles})
        done = 0
        if by_rest:
            self._asked = now
            done = await self._by_rest(articles)
        pages = self._due_pages(
            [
                stored
                for stored in articles
                if stored.status is not ArticleStatus.HELD
                and (stored.id in self._untold or not self._lists(stored))
            ]
        )
        for listed in (True, False):
            ids = [one.article.site_id for one in pages if self._lists(one) is listed]
            if ids:
                await self._rechecks.recheck_now(ids, now, public_again=not listed)
        return done + len(pages)

    def _lists(self, stored: StoredArticle) -> bool:
        """Return whether the REST of an article's site is known and open."""
        url = self._sites.get(host_of(stored.article.url))
        return url is not None and not self._posts.is_closed(url)

    async def _by_rest(self, articles: Sequence[StoredArticle]) -> int:
        """Return how many articles REST says are hidden; `_untold` become those it knows not."""
        self._untold = {stored.id for stored in articles}
        done = 0
        for (host, root), own in self._by_site(articles).items():
            url = absolute(f"{root}/", self._sites[host]) if root else self._sites[host]
            numbers = list(own)
            for start in range(0, len(numbers), PER_PAGE_MAX):
                some = numbers[start : start + PER_PAGE_MAX]
                answer = await self._posts.visibility(visibility_url(url, some), root=root)
                if answer is None:
                    break
                found = answer.posts
                if not found and len(self._listed & {own[number].id for number in some}) > 1:
                    # An accident or a cache says that of several, the newsroom's will of one.
                    log.info("REST of %s lists no recent article, their pages are read", host)
                    continue
                await self._note([own[number] for number in some], found)
                for number in [one for one in some if answer.whole or one in found]:
                    hidden = await self._judge(own[number], found.get(number))
                    if hidden is not None:
                        done += hidden
                        self._untold.discard(own[number].id)
        return done

    def _by_site(
        self, articles: Sequence[StoredArticle]
    ) -> dict[tuple[str, str], dict[int, StoredArticle]]:
        """Sort the articles that have a number by it, for each host and directory of a site."""
        found: dict[tuple[str, str], dict[int, StoredArticle]] = {}
        for stored in articles:
            identity, host = stored.article.site_id, host_of(stored.article.url)
            number = number_of(identity)
            if number is not None and host in self._sites:
                found.setdefault((host, root_of(identity)), {})[number] = stored
        return found

    async def _note(self, articles: Sequence[StoredArticle], found: Collection[int]) -> None:
        """Remember which articles REST lists; what it has missed before is forgotten of them."""
        listed = {one.id for one in articles if number_of(one.article.site_id) in found}
        self._listed |= listed
        for stored in articles:
            if stored.id in listed or stored.status is ArticleStatus.WITHDRAWN:
                self._missed.pop(stored.id, None)
        await self._recheck.listed(sorted(listed))

    async def _judge(self, stored: StoredArticle, post: ListedPost | None) -> bool | None:
        """Return whether REST says that an article is hidden; None if only its page can tell.

        `post` is None where REST does not list it.
        """
        if stored.status is ArticleStatus.WITHDRAWN:
            return (post is not None and not post.locked) and (
                await self._read_there(stored, post.link) or await self._read_again(stored)
            )
        if post is not None and not post.locked:
            return stored.misses > 0 and await self._read_there(stored, post.link)
        if post is not None:
            return await self._recheck.withdrawn(stored, "is behind a password now, by REST")
        if stored.id not in self._listed:
            # REST may leave it out for a reason of its own.
            return None
        self._missed[stored.id] = self._missed.get(stored.id, 0) + 1
        if self._missed[stored.id] >= MISSES_UNTIL_WITHDRAWN:
            # Its page may come from a cache for hours yet.
            done = await self._recheck.unlisted(stored, also_gone=set(self._missed))
            if done:
                del self._missed[stored.id]
            return done
        return await self._read_again(stored)

    async def _read_again(self, stored: StoredArticle) -> bool:
        """Have an article's page read; True, because its status may change by it."""
        public_again = stored.status is ArticleStatus.WITHDRAWN
        await self._rechecks.recheck_now(
            [stored.article.site_id], self._now(), public_again=public_again
        )
        return True

    async def _read_there(self, stored: StoredArticle, link: str) -> bool:
        """Have an article that is gone from its address read where REST says that it is.

        False where that is the address that is known.

        A site that was moved to another directory may have left no redirects behind.
        """
        key = address_id(link)
        if key == address_id(stored.article.url) or not is_same_host(link, stored.article.url):
            return False
        log.info("article %s is at %s now", stored.article.url, link)
        await self._rechecks.set_url(stored.id, link, key)
        return await self._read_again(stored)

    def _due_pages(self, articles: Sequence[StoredArticle]) -> list[StoredArticle]:
        """Return the articles whose pages are to be read now, the longest due first."""
        now = self._now()
        due: list[tuple[timedelta, StoredArticle]] = []
        for stored in articles:
            age = now - stored.article.published
            wait = max(YOUNGEST_EVERY, age * SHARE_OF_AGE)
            looked = self._budget.looked(stored.article.site_id) or stored.first_seen
            over = now - min(now, looked) - wait
            if over >= timedelta(0):
                due.append((over / wait * YOUNGEST_EVERY, stored))
        due.sort(key=lambda one: one[0], reverse=True)
        return [stored for _, stored in due if self._budget.take(stored.article.site_id)]

    def _forget_others(self, ids: Collection[int]) -> None:
        self._listed.intersection_update(ids)
        self._untold.intersection_update(ids)
        for gone in [one for one in self._missed if one not in ids]:
            del self._missed[gone]
