"""Reads recent articles again, and passes corrections and withdrawals to delivery.

due articles -> fetch the page again -> compare with what is stored
-> changed: store, index, and address one edit for the posts already sent
-> older than what is stored: a copy from a cache, ignored
-> not edited since, and read by other rules than before: stored, and no post is edited
-> without an edit that REST has told of: read again, until the page shows it
-> behind a password, or gone twice: withdrawn, unless that may be an accident of the site
-> withdrawn, and the site lists it again: read it, and take the withdrawal back; where REST has
   told of it, until the page can be read
-> a copy, and the site has edited it: published, if it is another article by now
"""

import dataclasses
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.errors import FetchError, FetchStatus, PageLocked, ParseError
from bot.feed.compare_articles import compare
from bot.feed.identity import address_id
from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.copies.parted_copies import PartedCopies
from bot.ingest.listed_posts import ListedPosts
from bot.ingest.publications import Reading
from bot.ingest.read_article import ArticleReader
from bot.ingest.readings import is_of_other_rules, is_older, is_shown
from bot.ingest.rechecks.article_places import ArticlePlaces
from bot.ingest.rechecks.next_recheck import RecheckSchedule
from bot.ingest.rechecks.withdrawals import (
    MISSES_UNTIL_WITHDRAWN,
    WithdrawalOptions,
    Withdrawals,
)
from storage.articles.edit_notices import EditNotice
from storage.models import ArticleStatus, StoredArticle
from storage.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 20
RETRY_MISSING_AFTER = timedelta(minutes=2)
# What is public again, and dated within this time, reaches those whom its withdrawal kept from it.
NEWS_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckOptions:
    """The settings that corrections depend on.

    `miss_again` is how long after a first miss an article is looked for once more; `feed_urls`
    are the feeds by which a site is judged.
    """

    settle: timedelta
    edit_window: timedelta
    on_withdrawn: str
    miss_again: timedelta = RETRY_MISSING_AFTER
    feed_urls: tuple[str, ...] = ()


class Recheck:
    """Reads recently published articles again, one after another."""

    def __init__(
        self,
        *,
        reader: ArticleReader,
        posts: WordPressPosts,
        store: Store,
        options: RecheckOptions,
        wake_delivery: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._reader = reader
        self._store = store
        self._options = options
        self._wake_delivery = wake_delivery
        self._now = now
        self._places = ArticlePlaces(reader, now)
        self._schedule = RecheckSchedule(store=store, edit_window=options.edit_window, now=now)
        self._withdrawals = Withdrawals(
            reader=reader,
            listed=ListedPosts(posts, options.feed_urls),
            places=self._places,
            store=store,
            options=WithdrawalOptions(
                edit_window=options.edit_window,
                on_withdrawn=options.on_withdrawn,
                feed_urls=options.feed_urls,
            ),
            wake_delivery=wake_delivery,
            now=now,
        )
        self._parted_copies = PartedCopies(
            reader=reader, store=store, settle=options.settle, news_for=NEWS_FOR, now=now
        )

    async def recheck_due(self) -> int:
        """Read every article that is due, at most `AT_ONCE`; return how many had changed.

        Raises:
            StorageError: an outcome can't be recorded; the article stays due.
        """
        changed = await self._withdrawals.carry_out()
        for due in await self._store.rechecks.due(self._now(), AT_ONCE):
            # While those before it were read, it may have been withdrawn or moved to its copy.
            for stored in await self._store.articles.get([due.id]):
                if stored.status is due.status:
                    changed += await self._one(stored)
        if changed:
            self._wake_delivery()
        return changed

    async def _one(self, stored: StoredArticle) -> bool:
        if stored.status is ArticleStatus.COPY:
            return await self._parted_copies.look(stored)
        notices = self._store.edit_notices
        notice = await notices.awaited(stored.id)
        withdrawn = stored.status is ArticleStatus.WITHDRAWN
        changed = await (self._restored if withdrawn else self._read)(stored, notice)
        later = await notices.awaited(stored.id)
        if later and (notice is None or later.modified > notice.modified):
            # A poll has told of it meanwhile, and what was decided now knows nothing of that.
            await self._store.rechecks.recheck_now(
                [stored.article.site_id], self._now(), public_again=True
            )
        return changed

    async def _read(self, stored: StoredArticle, notice: EditNotice | None) -> bool:
        try:
            again = await self._places.read(stored, tags=notice.tags if notice else ())
        except FetchStatus as error:
            if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return await self._missed(stored)
            return await self._unreadable(stored, error, notice)
        except PageLocked:
            return await self.withdrawn(stored, "is behind a password now")
        except (FetchError, ParseError) as error:
            return await self._unreadable(stored, error, notice)
        await self._withdrawals.found([stored.id])
        if is_older(again.article, stored.article):
            # Posts that show the correction must not be edited back to the error.
            log.info("page of %s is a copy from before its last edit", stored.article.url)
            await self._store.rechecks.mark_unchanged(
                stored, await self._schedule.next_reading(stored, again, notice)
            )
            return False
        await self._note_address(stored, again)
        return await self._compared(stored, again, notice)

    async def _restored(self, stored: StoredArticle, notice: EditNotice | None) -> bool:
        """Take back a withdrawal, if the article's page shows its text; whether it was."""
        try:
            again = await self._places.read(stored, redated_after=stored.withdrawn_at)
            publication = await self._reader.publication_of(again.article)
        except (FetchError, ParseError) as error:
            log.info("withdrawn %s is not public again: %s", stored.article.url, error)
            # An edit told of before the withdrawal says nothing of a release.
            is_told = notice and notice.told >= (stored.withdrawn_at or notice.told)
            again_at = self._schedule.next_look(notice) if is_told else None
            await self._store.rechecks.mark_unchanged(stored, again_at)
            return False
        log.warning("article %s is public again", stored.article.url)
        await self._note_address(stored, again)
        await self._store.restore(
            stored.id,
            await self._reader.reworded(publication),
            is_news=self._now() - again.article.published <= NEWS_FOR,
            sent_since=self._now() - self._options.edit_window,
            next_recheck=await self._schedule.next_reading(
                stored, again, notice, compare(stored.article, again.article)
            ),
            now=self._now(),
        )
        return True

    async def _note_address(self, stored: StoredArticle, again: Reading) -> None:
        url = again.article.url
        if url != stored.article.url:
            await self._store.rechecks.set_url(stored, url, address_id(url))

    async def _compared(
        self, stored: StoredArticle, again: Reading, notice: EditNotice | None
    ) -> bool:
        """Store what has changed between two readings; whether anything has."""
        change = compare(stored.article, again.article)
        redated = again.article.published != stored.article.published
        if not change and not redated:
            await self._store.rechecks.mark_unchanged(
                stored,
                await self._schedule.next_reading(stored, again, notice),
                modified=again.article.modified,
                rules=again.rules,
            )
            return False
        try:
            publication = await self._reader.publication_of(again.article)
        except ParseError as error:
            await self._schedule.read_later(stored, error, notice)
            return False
        next_recheck = await self._schedule.next_reading(stored, again, notice, change)
        names = _named({**dataclasses.asdict(change), "date": redated})
        by_rules = is_of_other_rules(stored, again)
        told = "is read otherwise by this version" if by_rules else "was edited"
        log.info("article %s %s: %s", stored.article.url, told, names)
        publication = await self._reader.reworded(publication)
        corrected = await self._store.correct(
            stored,
            publication,
            shown=not by_rules and is_shown(stored, publication, change),
            sent_since=self._now() - self._options.edit_window,
            not_before=self._now() + self._options.settle,
            next_recheck=next_recheck,
            now=self._now(),
        )
        if not corrected:
            log.info("article %s has changed while it was read", stored.article.url)
        return corrected

    async def _missed(self, stored: StoredArticle) -> bool:
        if stored.misses + 1 < MISSES_UNTIL_WITHDRAWN:
            await self._store.rechecks.mark_missing(stored, self._now() + self._options.miss_again)
            return False
        return await self._withdrawals.gone(stored, "was withdrawn by the newsroom")

    async def withdrawn(self, stored: StoredArticle, why: str) -> bool:
        """Withdraw an article by the site's own word; return True, because it has changed.

        Raises:
            StorageError: it stays as it was.
        """
        await self._withdrawals.withdraw(stored, why)
        return True

    async def unlisted(self, stored: StoredArticle, also_gone: Collection[int]) -> bool:
        """Withdraw an article that REST lists no more, unless that may be an accident; whether so.

        `also_gone` are the rows that REST lists no more, either.

        Raises:
            StorageError: it stays as it was.
        """
        return await self._withdrawals.gone(
            stored, "is public no more, by REST", by_rest=True, also_gone=also_gone
        )

    def is_elsewhere(self, stored: StoredArticle, link: str) -> bool:
        """Return whether REST has an article at another address; its next reading is there then."""
        return self._places.note(stored, link)

    async def listed(self, article_ids: Sequence[int]) -> None:
        """Note that REST lists articles.

        Raises:
            StorageError: those that were held because it did not stay held.
        """
        await self._withdrawals.found(article_ids, by_rest=True)

    async def _unreadable(
        self, stored: StoredArticle, error: Exception, notice: EditNotice | None
    ) -> bool:
        """Read an article later, unless the site has moved with it; whether it has."""
        if await self._withdrawals.moved(stored):
            return True
        await self._schedule.read_later(stored, error, notice)
        return False


def _named(change: dict[str, bool]) -> str:
    return ", ".join(name for name, differs in change.items() if differs)
