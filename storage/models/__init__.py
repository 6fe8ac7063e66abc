"""Defines the dataclasses and enums of the domain that all packages share."""

from storage.models.announcements import (
    Announcement,
    AnnouncementContent,
    AnnouncementState,
)
from storage.models.articles import (
    Article,
    ArticleStatus,
    KnownArticle,
    Media,
    MediaKind,
    Photo,
    Publication,
    StoredArticle,
    Tag,
    TagKind,
    TagSource,
    TelegramFile,
    TelegramFileKind,
)
from storage.models.chats import (
    MAX_ALBUM,
    Chat,
    ChatKind,
    InactiveReason,
    PostFormat,
    Template,
)
from storage.models.feeds import (
    Feed,
)
from storage.models.search import (
    IndexTerms,
    Reason,
    SearchHit,
    SearchPage,
    SearchQuery,
    SearchWord,
    Treated,
    Treatment,
)
from storage.models.updates import (
    ClaimedUpdate,
    Claims,
    ReceivedUpdate,
    UpdateState,
    WaitingUpdate,
)
from storage.models.withdrawals import (
    MassWithdrawal,
    MassWithdrawalDecision,
    WithdrawalEvidence,
)

__all__ = [
    "MAX_ALBUM",
    "Announcement",
    "AnnouncementContent",
    "AnnouncementState",
    "Article",
    "ArticleStatus",
    "Chat",
    "ChatKind",
    "ClaimedUpdate",
    "Claims",
    "Feed",
    "InactiveReason",
    "IndexTerms",
    "KnownArticle",
    "MassWithdrawal",
    "MassWithdrawalDecision",
    "Media",
    "MediaKind",
    "Photo",
    "PostFormat",
    "Publication",
    "Reason",
    "ReceivedUpdate",
    "SearchHit",
    "SearchPage",
    "SearchQuery",
    "SearchWord",
    "StoredArticle",
    "Tag",
    "TagKind",
    "TagSource",
    "TelegramFile",
    "TelegramFileKind",
    "Template",
    "Treated",
    "Treatment",
    "UpdateState",
    "WaitingUpdate",
    "WithdrawalEvidence",
]
