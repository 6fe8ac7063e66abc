"""Publishes articles: stores them and queues them for each chat that wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.article_floods import FloodDecision
from storage.articles.article_changes import (
    insert_article,
    part_copy,
    publish_held_article,
    update_article,
)
from storage.articles.article_tags import add_tags, names_of
from storage.engine.database import Connection
from storage.models import ArticleStatus, Feed, Publication, Tag
from storage.repositories import Repositories
from storage.search import put


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to: the row, None if the site id was stored already.

    `addressed` is for how many chats the article was queued.
    """

    article_id: int | None
    addressed: int = 0


class Publishing(Repositories):
    """Transactions that publish. What they promise is kept after any crash."""

    async def publish(
        self,
        publication: Publication,
        *,
        feed: Feed | None,
        now: datetime,
        collapse_at: int = 0,
        flood_of: str = "",
    ) -> Published:
        """Store an article, its tags and terms, and an outbox row for each chat that wants it.

        All of it is one transaction: after it nothing can be lost, before it nothing was promised.

        Args:
            publication: the article and what was found out about it.
            feed: with the last article of a poll the feed with its new validators, else None.
            now: when the article was first seen.
            collapse_at: with the last article of a poll how many posts that wait for a chat
                become one digest; 0: none do.
            flood_of: the URL of the feed whose flood the article belongs to; empty for none.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            article_id = await insert_article(connection, publication, now)
            addressed = 0
            if article_id is not None and publication.status is ArticleStatus.LIVE:
                addressed = await self._make_known(connection, article_id, publication, now)
            if article_id is not None and publication.status is ArticleStatus.HELD:
                await self.held_articles.add(connection, article_id, publication.held_for, now)
            if article_id is not None and flood_of:
                await self.floods.add_article(connection, flood_of, article_id, now)
            if feed is not None:
                await self.feeds.save(connection, feed)
            if collapse_at:
                await self.outbox.collapse(connection, now, at_least=collapse_at)
                await self.scheduled_posts.collapse(connection, now, collapse_at)
        return Published(article_id, addressed)

    async def publish_held(
        self, article_id: int, publication: Publication, *, now: datetime
    ) -> Published:
        """Publish a held article as it was stored, because an owner has decided so.

        The returned `article_id` is None if another owner decided first, or the newsroom has
        withdrawn the article.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not await self.held_articles.remove(connection, article_id):
                return Published(None)
            if not await publish_held_article(connection, article_id):
                return Published(None)
            await self.floods.take_out(connection, article_id)
            addressed = await self._make_known(connection, article_id, publication, now)
        return Published(article_id, addressed)

    async def publish_copy(
        self, article_id: int, publication: Publication, *, now: datetime
    ) -> Published:
        """Publish what was stored as a copy, because it has become another article.

        Args:
            article_id: the row.
            publication: the article as it is now.
            now: the present time.

        Returns:
            `article_id` is None if it was no copy any more.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not await part_copy(connection, article_id):
                return Published(None)
            await self.floods.take_out(connection, article_id)
            await update_article(connection, article_id, publication)
            addressed = await self._make_known(connection, article_id, publication, now)
        return Published(article_id, addressed)

    async def decide_flood(
        self, flood_id: int, decision: FloodDecision, now: datetime
    ) -> int | None:
        """Close a flood, and queue what the decision sends of it as one digest for each chat.

        Returns:
            how many articles are sent; None if the flood was decided before.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            article_ids = await self.floods.decide(connection, flood_id, decision, now)
            if article_ids is None:
                return None
            for article_id in article_ids:
                await self.outbox.address(
                    connection, article_id, breaking=False, not_before=now, now=now
                )
                await self.approvals.hold(connection, article_id, now)
                await self.scheduled_posts.hold(connection, article_id, not_before=now, now=now)
            await self.outbox.collapse(connection, now, at_least=2)
            await self.scheduled_posts.collapse(connection, now, 2)
        return len(article_ids)

    async def record(self, feed: Feed, *, now: datetime, collapse_at: int = 0) -> None:
        """Store how a poll went that found no new article.

        Args:
            feed: with its new validators, next poll and failures.
            now: the present time.
            collapse_at: as in `publish`, where a backlog of earlier articles may wait.

        Raises:
            StorageError: it was not written.
        """
        async with self._database.transaction() as connection:
            await self.feeds.save(connection, feed)
            if collapse_at:
                await self.outbox.collapse(connection, now, at_least=collapse_at)
                await self.scheduled_posts.collapse(connection, now, collapse_at)

    async def unite_tags(self, tags: Mapping[str, Sequence[Tag]]) -> None:
        """Add the tags under which another feed has known articles, by their site ids.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            for site_id, further in tags.items():
                await add_tags(connection, site_id, further)

    async def _make_known(
        self,
        connection: Connection,
        article_id: int,
        publication: Publication,
        now: datetime,
    ) -> int:
        """Add a live article to search, queue it for chats, and schedule its recheck.

        What is told to nobody now may be told later, as a flood or to a chat that catches up: it is
        matched with what chats watch and mute all the same.
        """
        addressed = 0
        await put(connection, article_id, publication.article.published, publication.terms)
        await self.alert_matches.match(
            connection,
            article_id,
            publication.terms.text_stems.split(),
            text=publication.terms.text,
            tags=await names_of(connection, article_id),
        )
        if publication.not_before is not None:
            addressed = await self.outbox.address(
                connection,
                article_id,
                breaking=publication.article.breaking,
                not_before=publication.not_before,
                now=now,
            )
            addressed -= await self.approvals.hold(connection, article_id, now)
            await self.scheduled_posts.hold(
                connection, article_id, not_before=publication.not_before, now=now
            )
        await self.threads.record_links(connection, article_id, publication.links)
        await self.rechecks.schedule(connection, article_id, publication.next_recheck)
        return addressed
