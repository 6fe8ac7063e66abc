"""Finds recent articles that the newsroom has locked, hidden or removed, or made public again.

Where REST is open, one request says it of a hundred articles:

    recent articles -> REST: which of these are public? -> locked: withdrawn at once
                                                        -> missing: its page is read; missing
                                                           twice, two minutes apart, from what
                                                           listed it: withdrawn, unless that may
                                                           be an accident
    withdrawn ones  -> REST: is it public?              -> its page is read, and it comes back

Where a number is that of another post, by address, headline and date, REST says nothing of the
article that is known by it: its page is read.

Where REST is closed the pages themselves are read again, each the more often the younger it is,
and all together within `PageBudget`.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.feed.identity import number_of, root_of
from bot.feed.wordpress.posts import WordPressPosts
from bot.feed.wordpress.rest_requests import PER_PAGE_MAX
from bot.feed.wordpress.rest_responses import ListedPost
from bot.ingest.listed_posts import ListedPosts
from bot.ingest.page_budget import YOUNGEST_EVERY, PageBudget
from bot.ingest.page_identity import is_post_of
from bot.ingest.rechecks.recheck import RETRY_MISSING_AFTER, Recheck
from bot.ingest.rechecks.withdrawals import MISSES_UNTIL_WITHDRAWN
from bot.text.urls import host_of
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


@dataclass(frozen=True, slots=True)
class Misses:
    """How often in a row REST did not list an article, and when that was counted last."""

    count: int
    counted: datetime


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
        self._posts = ListedPosts(posts, feed_urls)
        self._recheck = recheck
        self._rechecks = rechecks
        self._budget = budget
        self._window = window
        self._now = now
        self._asked: datetime | None = None
        self._untold: set[int] = set()
        self._listed: set[int] = set()
        self._missed: dict[int, Misses] = {}

    def ask_soon(self) -> None:
        """Have the next check ask REST, however lately it was asked: the site tells of a change."""
        self._asked = None

    async def check(self) -> int:
        """Check what is due; return how many articles were withdrawn or scheduled for a recheck.

        Raises:
            StorageError: an outcome can't be recorded; the next look finds the same.
        """
        now = self._now()
        closed = self._posts.closed()
        by_rest = not all(closed) and (self._asked is None or abs(now - self._asked) >= REST_EVERY)
        if not (by_rest or any(closed) or self._untold):
            return 0
        articles = await self._rechecks.published_since(now - self._window, MOST_ARTICLES)
        self._forget_others({stored.id for stored in articles})
        done = 0
        if by_rest:
            self._asked = now
            done = await self._by_rest(articles)
        pages = self._due_pages([stored for stored in articles if self._is_told_by_page(stored)])
        for listed in (True, False):
            ids = [
                one.article.site_id for one in pages if self._posts.is_open(one.article) is listed
            ]
            if ids:
                await self._rechecks.recheck_now(ids, now, public_again=not listed)
        return done + len(pages)

    def _is_told_by_page(self, stored: StoredArticle) -> bool:
        """Return whether nothing but its page tells whether an article is public."""
        if stored.status is ArticleStatus.HELD:
            return False
        if not self._posts.is_open(stored.article):
            return True
        return stored.id in self._untold and stored.status is not ArticleStatus.WITHDRAWN

    async def _by_rest(self, articles: Sequence[StoredArticle]) -> int:
        """Return how many articles REST says are hidden; `_untold` become those it knows not."""
        self._untold = {stored.id for stored in articles}
        done = 0
        for (host, root), own in self._by_site(articles).items():
            numbers = list(own)
            for start in range(0, len(numbers), PER_PAGE_MAX):
                some = numbers[start : start + PER_PAGE_MAX]
                answer = await self._posts.visibility(host, root, some)
                if answer is None:
                    break
                found = answer.posts
                if not found and len(self._listed & {own[number].id for number in some}) > 1:
                    # An accident or a cache says that of several, the newsroom's will of one.
                    log.info("REST of %s lists no recent article, their pages are read", host)
                    continue
                listed = {
                    number
                    for number in some
                    if number in found and is_post_of(own[number].article, found[number])
                }
                others = found.keys() - listed
                await self._note([own[number] for number in some], listed, others)
                for number in some:
                    if number in others or not (answer.whole or number in listed):
                        continue
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
            if number is not None and self._posts.knows(stored.article):
                found.setdefault((host, root_of(identity)), {})[number] = stored
        return found

    async def _note(
        self, articles: Sequence[StoredArticle], listed: Collection[int], others: Collection[int]
    ) -> None:
        """Remember which articles REST lists; what it has missed before is forgotten of them.

        So it is of those whose number another post has: of them REST says nothing.
        """
        own = {number_of(one.article.site_id): one for one in articles}
        for number, stored in own.items():
            if number in listed:
                self._listed.add(stored.id)
            if number in others:
                log.debug("REST has another post under the number of %s", stored.article.url)
                self._listed.discard(stored.id)
            if number in listed or number in others or stored.status is ArticleStatus.WITHDRAWN:
                self._missed.pop(stored.id, None)
        await self._recheck.listed(sorted(own[number].id for number in listed))

    async def _judge(self, stored: StoredArticle, post: ListedPost | None) -> bool | None:
        """Return whether REST says that an article is hidden; None if only its page can tell.

        `post` is None where REST does not list it, and else its own.
        """
        if post is not None and not post.locked:
            return await self._judge_public(stored, post)
        if stored.status is ArticleStatus.WITHDRAWN:
            return False
        if post is not None:
            return await self._recheck.withdrawn(stored, "is behind a password now, by REST")
        if stored.id not in self._listed:
            # REST may leave it out for a reason of its own.
            return None
        return await self._judge_missed(stored)

    async def _judge_missed(self, stored: StoredArticle) -> bool:
        """Withdraw an article that REST has listed and misses again, or have its page read.

        Whether its status may change by it.
        """
        now, before = self._now(), self._missed.get(stored.id)
        if before is not None and abs(now - before.counted) < RETRY_MISSING_AFTER:
            # The site has told of two changes within a moment, and one cache may answer both times.
            return False
        misses = self._missed[stored.id] = Misses(before.count + 1 if before else 1, now)
        if misses.count >= MISSES_UNTIL_WITHDRAWN:
            # Its page may come from a cache for hours yet.
            done = await self._recheck.unlisted(stored, also_gone=set(self._missed))
            if done:
                del self._missed[stored.id]
            return done
        return await self._read_again(stored)

    async def _judge_public(self, stored: StoredArticle, post: ListedPost) -> bool:
        """Have an article read that was withdrawn, or was missed at its address; whether it is.

        A site that was moved to another directory may have left no redirects behind.
        """
        is_withdrawn = stored.status is ArticleStatus.WITHDRAWN
        if not is_withdrawn and stored.misses == 0:
            return False
        is_elsewhere = self._recheck.is_elsewhere(stored, post.link)
        return (is_elsewhere or is_withdrawn) and await self._read_again(stored)

    async def _read_again(self, stored: StoredArticle) -> bool:
        """Have an article's page read; True, because its status may change by it."""
        public_again = stored.status is ArticleStatus.WITHDRAWN
        await self._rechecks.recheck_now(
            [stored.article.site_id], self._now(), public_again=public_again
        )
        return True

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
