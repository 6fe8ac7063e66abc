"""Defines claimed rows, called deliveries, and the results that are recorded of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.models import MAX_ALBUM, ChatKind, InactiveReason, PostFormat
from storage.outbox.rows import Action


@dataclass(frozen=True, slots=True)
class AllowedDoubts:
    """Rows in doubt at most `doubts` times may be sent, others after they waited for `longest`."""

    doubts: int
    longest: timedelta


ALL_DOUBTS = AllowedDoubts(1_000, timedelta(0))


@dataclass(frozen=True, slots=True)
class PostPart:
    """One message of a post that shows something, by its id in the chat.

    `mark` is the same for the same photo, video or audio, and holds neither space nor colon.
    """

    message_id: int
    mark: str


def written_parts(parts: Iterable[PostPart]) -> str:
    """Write the parts as the column `parts` has them."""
    return " ".join(f"{part.message_id}:{part.mark}" for part in parts)


def read_parts(text: str) -> tuple[PostPart, ...]:
    """Read what `written_parts` has written."""
    pairs = (one.partition(":") for one in text.split())
    return tuple(PostPart(int(message_id), mark) for message_id, _, mark in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A claimed row with what its chat wants; `message_id` is 0 before the post was sent.

    It carries an article, or with `announcement_id` a message of an owner to all; the other is 0.
    `articles` are those of a digest, old before new; `followed` those of them that stand under a
    tag which the chat follows; `digest_hour` names it. `marked` posts were taken back here and
    could not be deleted; `doubts` counts how often the post may have been sent although no answer
    came. `parts` are the messages of a post with photos, video or audio, the first being
    `message_id`; `album` is how many photos the chat wants in one post. `locked_since`: the
    group is known to take no posts since then. `posted_again`: a deletion that may have been
    carried out before, after which the article, which is public again, is posted anew.
    `in_former_group`: the post stands in the group that became the chat, a supergroup, and
    `telegram_id` is that of the group: it can be edited there.
    """

    id: int
    article_id: int
    chat_id: int
    telegram_id: int
    thread_id: int
    kind: ChatKind
    language: str
    format: PostFormat
    silent: bool
    action: Action
    priority: int
    attempts: int
    addressed: datetime
    message_id: int = 0
    has_photo: bool = False
    articles: tuple[int, ...] = ()
    followed: tuple[int, ...] = ()
    marked: bool = False
    doubts: int = 0
    parts: tuple[PostPart, ...] = ()
    album: int = MAX_ALBUM
    digest_hour: int | None = None
    announcement_id: int = 0
    locked_since: datetime | None = None
    posted_again: bool = False
    in_former_group: bool = False

    @property
    def content(self) -> str:
        """What it carries, for the log."""
        if self.announcement_id:
            return f"message {self.announcement_id} to all"
        return f"article {self.article_id}"


@dataclass(frozen=True, slots=True)
class Sent:
    """The post stands in the chat (a new one with its message id, or an edited one).

    `topic_ignored` where it was meant for a topic and the group has none any more.
    """

    id: int
    message_id: int
    has_photo: bool
    topic_ignored: bool = False
    parts: tuple[PostPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do for this row: an edit that was there already, a deleted post.

    `reason` says why a post that was promised is not sent.
    """

    id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undeletable:
    """Telegram deletes this post no more (it is too old): it is edited into a withdrawn one."""

    id: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """Not now: claimable again from `not_before`; `counted` when it was an attempt that failed.

    `in_doubt` when the post may stand in the chat although no answer came.
    """

    id: int
    not_before: datetime
    error: str
    counted: bool
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Locked:
    """The group lets the bot write nothing for now: claimable again from `not_before`."""

    id: int
    chat_id: int
    not_before: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never work: the row goes to the list that an owner sees."""

    id: int
    error: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat can't be posted to: it is deactivated and its waiting rows are dropped.

    `whole_chat` is False where only this topic of a forum is closed.
    """

    id: int
    chat_id: int
    reason: InactiveReason
    whole_chat: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup: it keeps everything under the new id, the row goes again."""

    id: int
    telegram_id: int
    new_telegram_id: int


@dataclass(frozen=True, slots=True)
class Deactivated:
    """A chat that gets no posts any more, as the result of the row `row_id` has shown.

    It may be another one than the row's, or one of several: a forum has many topics.
    """

    row_id: int
    chat_id: int


Result = Sent | Done | Undeletable | PutBack | Locked | Failed | Gone | Moved
