"""Withdraws articles that the newsroom took back, but none that an accident of the site hides.

locked, by the site's own word -> withdrawn at once
gone or locked, but not a copy -> lives on as that
gone twice                     -> REST lists it: read there, or looked for again later, not held
                               -> the site is not well: an accident, looked for again
                               -> the fourth within an hour: all are held, owners are asked
                               -> else withdrawn
held, and still gone           -> withdrawn by an owner's word; its page after a day without one
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.feed.intervals import next_try
from bot.ingest.copies.surviving_copies import SurvivingCopies
from bot.ingest.listed_posts import ListedPosts
from bot.ingest.read_article import ArticleReader
from bot.ingest.rechecks.article_places import ArticlePlaces
from bot.ingest.rechecks.site_health import SiteHealth
from storage.mass_withdrawals import GATHERED_FOR
from storage.models import StoredArticle, WithdrawalEvidence
from storage.outbox import Action
from storage.store import Store

log = logging.getLogger(__name__)

# One miss may be a deployment; two, some minutes apart, are the newsroom's will.
MISSES_UNTIL_WITHDRAWN: Final = 2
# A newsroom takes back one article or two; a lost database, rewrite rule or plug-in hides them all.
MOST_AN_HOUR: Final = 3
AFTER_ACCIDENT: Final = timedelta(minutes=10)
# Sixty that are held cost no more pages than the look at young articles.
WHILE_HELD: Final = timedelta(minutes=30)
AT_ONCE: Final = 20
ON_WITHDRAWN = {"mark": Action.EDIT, "delete": Action.DELETE, "keep": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalOptions:
    """What is done with the posts (`mark`, `delete`, `keep`), and within which time.

    `feed_urls` are the feeds by which a site is judged.
    """

    edit_window: timedelta
    on_withdrawn: str
    feed_urls: tuple[str, ...] = ()


class Withdrawals:
    """Decides and carries out withdrawals; what is held is kept in the store."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        listed: ListedPosts,
        places: ArticlePlaces,
        store: Store,
        options: WithdrawalOptions,
        wake_delivery: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._listed = listed
        self._places = places
        self._store = store
        self._options = options
        self._wake_delivery = wake_delivery
        self._now = now
        self._copies = SurvivingCopies(
            reader=reader,
            store=store,
            edit_window=options.edit_window,
            wake_delivery=wake_delivery,
            now=now,
        )
        self._health = SiteHealth(reader=reader, store=store, feed_urls=options.feed_urls, now=now)

    async def gone(
        self,
        stored: StoredArticle,
        why: str,
        *,
        by_rest: bool = False,
        also_gone: Collection[int] = (),
    ) -> bool:
        """Withdraw an article that is gone twice, unless that may be an accident.

        One whose page is gone while REST lists it is public: a cache keeps an old 404, a firewall
        turns the bot away, or it has moved without a redirect.

        Args:
            stored: the article.
            why: how it is known, for the log.
            by_rest: whether REST lists it no more; else its page is gone, and is read again.
            also_gone: further rows that whoever calls misses.

        Returns:
            whether it was withdrawn, or lives on as its copy.

        Raises:
            StorageError: it stays as it was.
        """
        now = self._now()
        post = None if by_rest else await self._listed.of(stored.article)
        if post is not None and post.locked:
            await self.withdraw(stored, "is behind a password now, by REST")
            return True
        if post is not None:
            log.info("page of %s is gone, and REST lists it", stored.article.url)
            await self._found_unless_kept(stored.id)
            is_elsewhere = self._places.note(stored, post.link)
            again = now if is_elsewhere else next_try(stored.first_seen, now)
            await self._store.rechecks.mark_missing(stored, again)
            return False
        if await self._copies.stand_in(stored):
            return True
        url = stored.article.url
        evidence = await self._store.mass_withdrawals.evidence(stored.id, now)
        gone = {stored.id, *evidence.gone, *also_gone} - evidence.kept
        if stored.id in evidence.kept:
            again = next_try(stored.first_seen, now)
        elif not await self._health.is_well(stored.article, gone):
            log.warning("article %s is gone, and so are others that should be there", url)
            again = now + AFTER_ACCIDENT
        elif is_mass_withdrawal(gone, evidence, now, by_rest=by_rest):
            log.warning("article %s is gone like %d others, owners decide", url, len(gone) - 1)
            await self._store.mass_withdrawals.hold(stored.id, now, by_rest=by_rest)
            again = now + WHILE_HELD
        else:
            await self._withdraw(stored, why)
            return True
        if not by_rest:
            await self._store.rechecks.mark_missing(stored, again)
        return False

    async def withdraw(self, stored: StoredArticle, why: str) -> None:
        """Remove an article from lists, search and posts; one that has a copy lives on as that.

        Raises:
            StorageError: it stays as it was.
        """
        if not await self._copies.stand_in(stored):
            await self._withdraw(stored, why)

    async def moved(self, stored: StoredArticle) -> bool:
        """Have an article whose page can't be read live on as its copy on another host, if any.

        One page that can't be read does not show that the site has moved: its others can't either.

        Raises:
            StorageError: it stays as it was.
        """
        if not await self._copies.any_elsewhere(stored):
            return False
        if await self._health.is_well(stored.article, {stored.id}):
            return False
        return await self._copies.stand_in(stored, elsewhere=True)

    async def _withdraw(self, stored: StoredArticle, why: str) -> None:
        log.warning("article %s %s", stored.article.url, why)
        await self._store.withdraw(
            stored.id,
            action=ON_WITHDRAWN[self._options.on_withdrawn],
            sent_since=self._now() - self._options.edit_window,
            now=self._now(),
        )
        self._wake_delivery()

    async def _found_unless_kept(self, article_id: int) -> None:
        """Hold an article no more, by REST; what an owner keeps is not asked about again."""
        evidence = await self._store.mass_withdrawals.evidence(article_id, self._now())
        if article_id not in evidence.kept:
            await self.found([article_id])

    async def carry_out(self) -> int:
        """Withdraw what an owner says was withdrawn, at most `AT_ONCE`; return how many.

        Raises:
            StorageError: the rest is withdrawn the next time.
        """
        approved = await self._store.mass_withdrawals.approved(AT_ONCE)
        for stored in await self._store.articles.get(approved):
            await self.withdraw(stored, "was withdrawn, as an owner says")
        return len(approved)

    async def found(self, article_ids: Sequence[int], *, by_rest: bool = False) -> None:
        """Hold articles no more: their pages are there, or REST lists them.

        Raises:
            StorageError: they stay held.
        """
        for one in await self._store.mass_withdrawals.release(
            article_ids, self._now(), by_rest=by_rest
        ):
            log.info("article %d is there again", one)


def is_mass_withdrawal(
    gone: Collection[int], evidence: WithdrawalEvidence, now: datetime, *, by_rest: bool
) -> bool:
    """Return whether more is gone than a newsroom takes back, so that owners are to be asked.

    Not where one has said so of others just now, nor of a page that nobody has answered about for a
    day. What REST alone leaves out for so long is left out by a filter: no cache is that old.
    """
    if evidence.approved:
        return False
    late = evidence.held_since is not None and now - evidence.held_since >= GATHERED_FOR
    if late and not by_rest:
        return False
    return late or len(gone) > MOST_AN_HOUR
