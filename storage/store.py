"""Gives access to all of storage through one object, and to transactions across its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.article_floods import FloodDecision, Floods
from storage.articles.article_tags import add_tags
from storage.articles.articles import Articles
from storage.articles.held_articles import HeldArticles
from storage.articles.photos import PhotoIds
from storage.articles.rechecks import Rechecks
from storage.articles.tag_usage import TagUsages
from storage.articles.tags import Tags
from storage.channels.administrators import Administrators
from storage.channels.approval_decisions import ApprovalDecisions
from storage.channels.approvals import Approvals
from storage.channels.audit_log import AuditLog
from storage.channels.manual_posts import ManualPosts
from storage.channels.missed_articles import MissedArticles
from storage.channels.overrides import Overrides
from storage.channels.pins import Pins
from storage.channels.prompts import Prompts
from storage.channels.proposals import Proposals
from storage.channels.scheduled_posts import ScheduledPosts
from storage.channels.settings import ChannelSettingsStore
from storage.channels.statistics import ChannelStatistics
from storage.channels.threads import Threads
from storage.chats.alerts import Alerts
from storage.chats.chats import Chats
from storage.chats.export import Export
from storage.chats.lifecycle import delete_gone_chats
from storage.chats.previews import Previews
from storage.chats.saved_searches import SavedSearches
from storage.chats.subscriptions import Subscriptions
from storage.engine.database import Connection, Database
from storage.feed_alarms import FeedAlarms
from storage.feeds import Feeds
from storage.future_limits import repair_future_times
from storage.inbox import Inbox
from storage.key_value import KeyValue
from storage.models import ArticleStatus, Feed, Publication, Tag
from storage.outbox import Action, Outbox
from storage.parser_kills import ParserKills
from storage.search import FruitlessWords, Search, put, remove


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication came to: `article_id` is None where the article was known already."""

    article_id: int | None
    addressed: int = 0


class Store:
    """One attribute for each aggregate, and `publish`, the promise that nothing is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.feeds = Feeds(database)
        self.articles = Articles(database)
        self.rechecks = Rechecks(database)
        self.tags = Tags(database)
        self.tag_usages = TagUsages(database)
        self.chats = Chats(database)
        self.subscriptions = Subscriptions(database)
        self.alerts = Alerts(database)
        self.previews = Previews(database)
        self.saved_searches = SavedSearches(database)
        self.search = Search(database)
        self.fruitless_words = FruitlessWords(database)
        self.outbox = Outbox(database)
        self.photos = PhotoIds(database)
        self.key_value = KeyValue(database)
        self.export = Export(database)
        self.feed_alarms = FeedAlarms(database)
        self.floods = Floods(database)
        self.inbox = Inbox(database)
        self.parser_kills = ParserKills(database)
        self.held_articles = HeldArticles(database)
        self.administrators = Administrators(database)
        self.overrides = Overrides(database)
        self.channel_settings = ChannelSettingsStore(database, self.overrides)
        self.audit_log = AuditLog(database)
        self.prompts = Prompts(database)
        self.approvals = Approvals(database)
        self.proposals = Proposals(database)
        self.channel_statistics = ChannelStatistics(database)
        self.threads = Threads(database)
        self.pins = Pins(database)
        self.scheduled_posts = ScheduledPosts(database, self.outbox)
        self.approval_decisions = ApprovalDecisions(
            database,
            approvals=self.approvals,
            outbox=self.outbox,
            scheduled_posts=self.scheduled_posts,
        )
        self.manual_posts = ManualPosts(
            database, outbox=self.outbox, scheduled_posts=self.scheduled_posts
        )
        self.missed_articles = MissedArticles(
            database,
            approvals=self.approvals,
            outbox=self.outbox,
            scheduled_posts=self.scheduled_posts,
        )

    async def publish(
        self,
        publication: Publication,
        *,
        feed: Feed | None,
        now: datetime,
        collapse_at: int = 0,
        flood_of: str = "",
    ) -> Published:
        """Store the article, its tags and terms, and a row for each chat that wants it.

        With the last article of a poll comes the feed with its validators, and `collapse_at`: so
        many posts waiting for a chat become one digest (0: none). An article of a flood is noted
        under the feed's URL `flood_of`. All of it is one transaction: after it nothing can be lost,
        before it nothing was promised.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            article = publication.article
            article_id = await self.articles.insert(
                connection,
                article,
                summary=publication.summary,
                content_hash=publication.content_hash,
                minhash=publication.minhash,
                status=publication.status,
                copy_of=publication.copy_of,
                now=now,
            )
            addressed = 0
            await self.articles.name_also(connection, article.site_id, publication.aliases)
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

    async def decide_flood(
        self, flood_id: int, decision: FloodDecision, now: datetime
    ) -> int | None:
        """Send what is to be sent of a flood, as one digest for each chat.

        Returns:
            how many articles go out; None where it was decided before.

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

    async def publish_held(
        self, article_id: int, publication: Publication, *, now: datetime
    ) -> Published:
        """Publish an article that was held back, as it was stored; an owner has decided so.

        `article_id` is None in what is returned where somebody else was first to decide, or the
        newsroom has withdrawn it.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not await self.held_articles.remove(connection, article_id):
                return Published(None)
            if not await self.articles.make_live(connection, article_id):
                return Published(None)
            addressed = await self._make_known(connection, article_id, publication, now)
        return Published(article_id, addressed)

    async def _make_known(
        self,
        connection: Connection,
        article_id: int,
        publication: Publication,
        now: datetime,
    ) -> int:
        """Into search, to whoever wants it, and onto the list of what is read again."""
        addressed = 0
        await put(connection, article_id, publication.article.published, publication.terms)
        if publication.not_before is not None:
            stems = publication.terms.text_stems.split()
            await self.alerts.match(
                connection,
                article_id,
                stems,
                text=publication.terms.text,
                tags=[tag.folded for tag in publication.article.tags],
            )
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

    async def record(self, feed: Feed, *, now: datetime, collapse_at: int = 0) -> None:
        """Write how a poll went that ended without an article.

        Raises:
            StorageError: it was not written.
        """
        async with self._database.transaction() as connection:
            await self.feeds.save(connection, feed)
            if collapse_at:
                await self.outbox.collapse(connection, now, at_least=collapse_at)
                await self.scheduled_posts.collapse(connection, now, collapse_at)

    async def unite_tags(self, tags: Mapping[str, Sequence[Tag]]) -> None:
        """Give known articles, by the site's ids, the tags under which another feed has them."""
        async with self._database.transaction() as connection:
            for site_id, further in tags.items():
                await add_tags(connection, site_id, further)

    async def correct(
        self,
        article_id: int,
        publication: Publication,
        *,
        shown: bool,
        sent_since: datetime,
        not_before: datetime,
        next_recheck: datetime | None,
        now: datetime,
    ) -> None:
        """Put a newer reading in place, and if readers see the change, edit what was sent.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            await self.articles.update(
                connection,
                article_id,
                publication.article,
                summary=publication.summary,
                content_hash=publication.content_hash,
                minhash=publication.minhash,
                corrected=now if shown else None,
            )
            await self.rechecks.schedule(connection, article_id, next_recheck)
            await put(connection, article_id, publication.article.published, publication.terms)
            if shown:
                await self.outbox.address_edit(
                    connection, article_id, sent_since=sent_since, not_before=not_before
                )

    async def withdraw(
        self, article_id: int, *, action: Action | None, sent_since: datetime, now: datetime
    ) -> None:
        """The newsroom took the article back: out of lists and search, and so in its posts.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            await self.articles.withdraw(connection, article_id)
            await remove(connection, [article_id])
            await self.approvals.skip_withdrawn(connection, article_id, now)
            await self.scheduled_posts.drop(connection, article_id)
            await self.outbox.withdraw(
                connection, article_id, action=action, sent_since=sent_since, now=now
            )

    async def restore(
        self,
        article_id: int,
        publication: Publication,
        *,
        sent_since: datetime,
        next_recheck: datetime | None,
        now: datetime,
    ) -> None:
        """Take back a withdrawal: into lists and search again, and so in the posts that said it.

        Nobody gets it a second time, and a chat that had not got it when it was withdrawn does
        not get it now. One that was held when it was withdrawn waits for an owner again.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            shown = await self.articles.restore(connection, article_id)
            await self.rechecks.schedule(connection, article_id, next_recheck if shown else None)
            if not shown:
                return
            await self.articles.update(
                connection,
                article_id,
                publication.article,
                summary=publication.summary,
                content_hash=publication.content_hash,
                minhash=publication.minhash,
                corrected=None,
            )
            await put(connection, article_id, publication.article.published, publication.terms)
            await self.outbox.address_edit(
                connection, article_id, sent_since=sent_since, not_before=now
            )

    async def erase(self, telegram_id: int) -> None:
        """Forget a chat, and a person as an administrator, without leaving words in any file.

        Raises:
            StorageError: it was not forgotten, or its words may still be legible for a while.
        """
        await self.inbox.forget(telegram_id)
        await self.chats.forget(telegram_id)
        await self.administrators.forget(telegram_id)
        self.fruitless_words.forget(telegram_id)
        await self._database.fold_log()

    async def repair_future_times(self, now: datetime) -> int:
        """End waits that lie farther ahead than they can; how many. For after a clock was set.

        Raises:
            StorageError: none of them was ended.
        """
        async with self._database.transaction() as connection:
            return await repair_future_times(connection, now)

    async def prune(self, now: datetime, edit_window: timedelta) -> None:
        """Delete what is kept for nothing: finished rows, and chats that have been gone too long.

        Raises:
            StorageError: some of it may be deleted already.
        """
        await self.outbox.prune(now, edit_window)
        await self.inbox.prune(now)
        await self.approvals.prune(now)
        await self.channel_statistics.prune(now)
        await self.overrides.prune()
        await self.saved_searches.prune(now)
        await self.fruitless_words.prune(now)
        async with self._database.transaction() as connection:
            await delete_gone_chats(connection, now)
        # What a backup kept `erase` from emptying.
        await self._database.fold_log()
