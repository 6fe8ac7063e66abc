"""Corrects, withdraws and restores published articles, and the posts that show them."""

from datetime import datetime

from storage.articles.article_changes import (
    is_live,
    restore_article,
    update_article,
    withdraw_article,
)
from storage.articles.article_tags import names_of
from storage.articles.copies import swap_identities
from storage.engine.database import Connection
from storage.models import Publication, StoredArticle
from storage.outbox import Action
from storage.repositories import Repositories
from storage.search import put, remove


class Corrections(Repositories):
    """Transactions over an article and the posts that chats have of it."""

    async def correct(
        self,
        stored: StoredArticle,
        publication: Publication,
        *,
        shown: bool,
        sent_since: datetime,
        not_before: datetime,
        next_recheck: datetime | None,
        now: datetime,
    ) -> bool:
        """Replace an article by a newer reading; if readers see the change, edit its posts.

        One that was withdrawn, or changed otherwise, since it was loaded stays as it is.

        A post that waits is dropped when it is claimed, if its chat mutes words that the article
        holds now. Nobody new is addressed: a correction is no news.

        Args:
            stored: the article as it was loaded.
            publication: the newer reading.
            shown: whether a post would look different.
            sent_since: the start of the edit window; older posts stay as they are.
            not_before: when the edits may be sent, so that several changes make one edit.
            next_recheck: when it is read again; None for never.
            now: when it was read.

        Returns:
            whether it was replaced.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not await self.rechecks.schedule_unchanged(connection, stored, next_recheck):
                return False
            await update_article(
                connection, stored.id, publication, corrected=now if shown else None
            )
            await self._index(connection, stored.id, publication)
            if shown:
                await self.outbox.address_edit(
                    connection, stored.id, sent_since=sent_since, not_before=not_before
                )
        return True

    async def withdraw(
        self, article_id: int, *, action: Action | None, sent_since: datetime, now: datetime
    ) -> None:
        """Take an article that the newsroom has withdrawn out of lists, search and queues.

        Args:
            article_id: the row.
            action: what is done with its posts: `EDIT`, `DELETE`, or None to leave them.
            sent_since: the start of the edit window; older posts stay as they are.
            now: the present time.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            await withdraw_article(connection, article_id, now)
            await self.mass_withdrawals.remove(connection, article_id, now)
            await remove(connection, [article_id])
            await self.approvals.skip_withdrawn(connection, article_id, now)
            await self.withdrawn_schedules.withdraw(connection, article_id)
            await self.outbox.withdraw(
                connection, article_id, action=action, sent_since=sent_since, now=now
            )

    async def move_to_copy(
        self,
        article_id: int,
        copy_id: int,
        publication: Publication,
        *,
        sent_since: datetime,
        next_recheck: datetime | None,
        now: datetime,
    ) -> bool:
        """Have an article that is gone live on as its copy, and its posts lead there.

        Args:
            article_id: the row, live or held.
            copy_id: the row of the copy, which stays the copy under the former identity.
            publication: the copy as its page shows it now.
            sent_since: the start of the edit window; older posts stay as they are.
            next_recheck: when it is read again; None for never.
            now: the present time.

        Returns:
            False if there was no such copy any more.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not await swap_identities(connection, article_id, copy_id):
                return False
            await update_article(connection, article_id, publication)
            await self.rechecks.schedule(connection, article_id, next_recheck)
            await self.mass_withdrawals.remove(connection, article_id, now)
            if await is_live(connection, article_id):
                await self._index(connection, article_id, publication)
                await self.outbox.address_edit(
                    connection, article_id, sent_since=sent_since, not_before=now
                )
        return True

    async def restore(
        self,
        article_id: int,
        publication: Publication,
        *,
        is_news: bool,
        sent_since: datetime,
        next_recheck: datetime | None,
        now: datetime,
    ) -> None:
        """Bring a withdrawn article back into lists and search, and edit the posts that said it.

        Nobody gets it a second time. One that was held when it was withdrawn waits for an owner
        again.

        Args:
            article_id: the row.
            publication: the article as it is public again.
            is_news: whether chats that had not got it when it was withdrawn, or whose post was or
                is being deleted, get it now, by digest, approval and schedule as then.
            sent_since: the start of the edit window; older posts stay as they are.
            next_recheck: when it is read again; None for never.
            now: the present time.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            withdrawn = await restore_article(connection, article_id)
            await self.rechecks.schedule(
                connection, article_id, None if withdrawn is None else next_recheck
            )
            if withdrawn is None:
                return
            await update_article(connection, article_id, publication)
            await self._index(connection, article_id, publication)
            await self.outbox.cancel_owed_deletions(connection, article_id, is_news=is_news)
            if is_news:
                await self.outbox.post_after_deletion(connection, article_id)
            await self.outbox.address_edit(
                connection, article_id, sent_since=sent_since, not_before=now
            )
            if is_news:
                await self.approvals.propose_again(connection, article_id, withdrawn, now)
                await self.withdrawn_schedules.restore(connection, article_id, now)
                await self.outbox.reopen(
                    connection, article_id, breaking=publication.article.breaking, now=now
                )

    async def _index(
        self, connection: Connection, article_id: int, publication: Publication
    ) -> None:
        """Have the article found by its words as they are now, also by those that chats mute."""
        terms = publication.terms
        await put(connection, article_id, publication.article.published, terms)
        await self.alert_matches.match_again(
            connection,
            article_id,
            terms.text_stems.split(),
            text=terms.text,
            tags=await names_of(connection, article_id),
        )
