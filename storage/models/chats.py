"""Defines the dataclasses and enums of chats and what they have chosen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# As many messages Telegram takes as an album (https://core.telegram.org/bots/api#sendmediagroup).
MAX_ALBUM = 10


class ChatKind(StrEnum):
    """The kinds that differ in limits and in who may change settings."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class InactiveReason(StrEnum):
    """Why a chat gets no posts; a stored value that this version does not know is `UNKNOWN`."""

    # Chosen in the chat.
    STOPPED = "stopped"
    NEVER_STARTED = "never started"
    # Found by Telegram's updates or refusals.
    BLOCKED = "blocked"
    ACCOUNT_DELETED = "account deleted"
    KICKED = "kicked"
    NO_RIGHTS = "no rights"
    CHAT_NOT_FOUND = "chat not found"
    GROUP_DELETED = "group deleted"
    IS_BOT = "is a bot"
    TOPIC_CLOSED = "topic closed"
    TOPIC_DELETED = "topic deleted"
    TOPICS_OFF = "topics off"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, _value: object) -> "InactiveReason":
        return cls.UNKNOWN

    @property
    def chosen(self) -> bool:
        """Whether the chat itself wants no posts, so that nothing waits for its return."""
        return self in {InactiveReason.STOPPED, InactiveReason.NEVER_STARTED}

    @property
    def of_topic(self) -> bool:
        """Whether one topic of a forum was lost, not the whole chat."""
        return self in {
            InactiveReason.TOPIC_CLOSED,
            InactiveReason.TOPIC_DELETED,
            InactiveReason.TOPICS_OFF,
        }


class PostFormat(StrEnum):
    """How much of an article a chat wants in one post."""

    PHOTO = "photo"
    TEXT = "text"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A destination of posts; `thread_id` is 0 outside a forum's topics.

    Quiet hours are minutes of the day in the time zone `zone_name`, none where they are equal; in
    them posts come without sound, or with `quiet_holds` wait until they are over.
    With `digest_hours` (of the same day) news comes gathered then, else at once. `album` is how
    many photos of a gallery come in one post, 1 to `MAX_ALBUM`.
    """

    id: int
    telegram_id: int
    kind: ChatKind
    zone_name: str
    thread_id: int = 0
    title: str = ""
    language: str = "ar"
    active: bool = True
    inactive_reason: InactiveReason | None = None
    everything: bool = True
    format: PostFormat = PostFormat.PHOTO
    silent: bool = False
    quiet_from: int = 0
    quiet_until: int = 0
    quiet_holds: bool = False
    paused_until: datetime | None = None
    digest_hours: tuple[int, ...] = ()
    album: int = MAX_ALBUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Which parts of a post a channel wants beside the headline, and its own line below.

    With `link` the headline is a link to the article; without buttons it always is.
    """

    summary: bool = True
    photo_line: bool = True
    hashtags: bool = True
    buttons: bool = True
    link: bool = False
    signature: str = ""
