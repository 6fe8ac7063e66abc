"""Builds one repository for each kind of thing stored, all on one database."""

from storage.activity import Activities
from storage.announcements import Announcements
from storage.article_floods import Floods
from storage.articles.articles import Articles
from storage.articles.edit_notices import EditNotices
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
from storage.channels.missed_proposals import MissedProposals
from storage.channels.overrides import Overrides
from storage.channels.pauses import Pauses
from storage.channels.pins import Pins
from storage.channels.post_topics import PostTopics
from storage.channels.prompts import Prompts
from storage.channels.proposals import Proposals
from storage.channels.reactions import Reactions
from storage.channels.scheduled_posts import ScheduledPosts
from storage.channels.settings import ChannelSettingsStore
from storage.channels.settled_proposals import SettledProposals
from storage.channels.statistics import ChannelStatistics
from storage.channels.threads import Threads
from storage.channels.week_plan import WeekPlan
from storage.channels.withdrawn_schedules import WithdrawnSchedules
from storage.chats.alert_matches import AlertMatches
from storage.chats.alerts import Alerts
from storage.chats.audience import Audiences
from storage.chats.chats import Chats
from storage.chats.export import Export
from storage.chats.loss_notices import LossNotices
from storage.chats.previews import Previews
from storage.chats.saved_searches import SavedSearches
from storage.chats.subscriptions import Subscriptions
from storage.chats.supergroups import Supergroups
from storage.engine.database import Database
from storage.feed_alarms import FeedAlarms
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.instances.shared_inbox import SharedInbox
from storage.key_value import KeyValue
from storage.mass_withdrawals import MassWithdrawals
from storage.outbox import Outbox
from storage.parser_kills import ParserKills
from storage.search import FruitlessWords, Search


class ChannelRepositories:
    """Those of the desk of channels and groups, and the outbox that their posts go through.

    Args:
        database: holds all of them.
    """

    def __init__(self, database: Database) -> None:
        self.outbox = Outbox(database)
        self.administrators = Administrators(database)
        self.overrides = Overrides(database)
        self.pauses = Pauses(database)
        self.channel_settings = ChannelSettingsStore(database, self.overrides)
        self.audit_log = AuditLog(database)
        self.prompts = Prompts(database)
        self.week_plan = WeekPlan(database)
        self.settled_proposals = SettledProposals(database)
        self.approvals = Approvals(database)
        self.proposals = Proposals(database)
        self.missed_proposals = MissedProposals(database)
        self.channel_statistics = ChannelStatistics(database)
        self.post_topics = PostTopics(database)
        self.reactions = Reactions(database)
        self.threads = Threads(database)
        self.pins = Pins(database)
        self.scheduled_posts = ScheduledPosts(database, self.outbox)
        self.withdrawn_schedules = WithdrawnSchedules(database)
        self.approval_decisions = ApprovalDecisions(
            database,
            approvals=self.approvals,
            outbox=self.outbox,
            scheduled_posts=self.scheduled_posts,
        )
        self.manual_posts = ManualPosts(
            database,
            approvals=self.approvals,
            outbox=self.outbox,
            scheduled_posts=self.scheduled_posts,
        )
        self.missed_articles = MissedArticles(
            database,
            approvals=self.approvals,
            outbox=self.outbox,
            scheduled_posts=self.scheduled_posts,
        )


class Repositories(ChannelRepositories):
    """One repository for each kind of thing stored.

    Args:
        database: holds all of them.
        instance: the name of this instance of the bot where there may be others, else empty.
    """

    def __init__(self, database: Database, *, instance: str = "") -> None:
        super().__init__(database)
        self._database = database
        self.feeds = Feeds(database)
        self.articles = Articles(database)
        self.rechecks = Rechecks(database)
        self.edit_notices = EditNotices(database)
        self.tags = Tags(database)
        self.tag_usages = TagUsages(database)
        self.chats = Chats(database)
        self.supergroups = Supergroups(database)
        self.loss_notices = LossNotices(database)
        self.audiences = Audiences(database)
        self.activities = Activities(database)
        self.subscriptions = Subscriptions(database)
        self.alerts = Alerts(database)
        self.alert_matches = AlertMatches(database)
        self.previews = Previews(database)
        self.saved_searches = SavedSearches(database)
        self.search = Search(database)
        self.fruitless_words = FruitlessWords(database)
        self.announcements = Announcements(database, self.outbox)
        self.photos = PhotoIds(database)
        self.key_value = KeyValue(database)
        self.export = Export(database)
        self.feed_alarms = FeedAlarms(database)
        self.floods = Floods(database)
        self.mass_withdrawals = MassWithdrawals(database)
        self.inbox = SharedInbox(database, instance) if instance else Inbox(database)
        self.parser_kills = ParserKills(database)
        self.held_articles = HeldArticles(database)

    @property
    def database(self) -> Database:
        """What holds all of them."""
        return self._database
