"""Defines the outbox's dataclasses, claimed deliveries and results, and their shared SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from storage.models import MAX_ALBUM, ChatKind, InactiveReason, PostFormat


class Action(StrEnum):
    """What is to be done in the chat."""

    POST = "post"
    DIGEST = "digest"
    EDIT = "edit"
    DELETE = "delete"


class RowPriority(IntEnum):
    """The class of a row; three priorities each, for channels, groups, private chats.

    The values stand in the database; `CLAIM_ORDER` says which class goes before which.
    """

    BREAKING = 0
    NEWS = 1
    CHANGES = 2
    # A message to all takes minutes, in which news and corrections go before it.
    ANNOUNCEMENTS = 3
    # What a person takes back from one chat.
    TAKEN_BACK = 4
    # What the newsroom takes back from all, which must not wait for corrections to settle.
    WITHDRAWALS = 5
    # What a person posts or approves, which must not wait for the digest that news waits for.
    BY_HAND = 6


KINDS_BY_RANK = (ChatKind.CHANNEL, ChatKind.GROUP, ChatKind.PRIVATE)
RANKS = len(KINDS_BY_RANK)
CLAIM_ORDER = (
    RowPriority.BREAKING,
    RowPriority.TAKEN_BACK,
    RowPriority.BY_HAND,
    RowPriority.NEWS,
    RowPriority.WITHDRAWALS,
    RowPriority.CHANGES,
    RowPriority.ANNOUNCEMENTS,
)
# In the order in which they are claimed.
PRIORITIES = tuple(lane * RANKS + rank for lane in CLAIM_ORDER for rank in range(RANKS))
PLACES = {priority: place for place, priority in enumerate(PRIORITIES)}
# The rank of the chat `c` in SQL.
RANK = f"""
            case c.kind
                {" ".join(f"when '{kind}' then {rank}" for rank, kind in enumerate(KINDS_BY_RANK))}
            end"""


def joining(chat: str, priority: str) -> str:
    """The state, in SQL, of a row that joins the queue of this chat and priority.

    Args:
        chat: an expression of the caller's statement for the id of the chat.
        priority: one for the priority.
    """
    return f"""
            case
                when exists (
                    select 1
                    from outbox o
                    where o.chat_id = {chat}
                    and o.priority = {priority}
                    and o.finished is null
                )
                then 'waiting'
                else 'ready'
            end"""  # noqa: S608 - names of columns


# The priority and the state of a new row for the chat `c`; `:lane` is its lane times RANKS.
NEW_PRIORITY = f":lane + {RANK}"
JOINING_NEW = joining("c.id", NEW_PRIORITY)
# The state of a row that goes over to another lane; `:lane` as above, `:ranks` is RANKS.
JOINING_LANE = joining("outbox.chat_id", ":lane + outbox.priority % :ranks")


# The post of a row `outbox` stands in its chat, whatever became of the last change of it: one that
# has failed, or that its chat was gone for, does not end what can be done with the post.
STANDING = """
        outbox.message_id <> 0
        and outbox.action <> 'digest'
        and outbox.state in ('sent', 'failed')"""
# A chat has not got the article of a row `outbox`, or only in a digest: it may be promised anew.
NOT_STANDING = """
        (
            outbox.state in ('dropped', 'digested')
            or outbox.state = 'failed' and outbox.message_id = 0
        )"""
# Puts a finished row back into a queue, for `:action` from `:moment` on; `:lane` and `:ranks` as
# above. A statement adds which rows. What a person took back is deleted and nothing else, until it
# turns out that it can't be.
REOPEN = f"""
    update outbox
    set action = case when taken_back = 1 and marked = 0 then 'delete' else :action end,
        next_action = null,
        priority = :lane + priority % :ranks,
        state = {JOINING_LANE},
        not_before = :moment,
        finished = null,
        attempts = 0,
        error = ''
    """  # noqa: S608 - constants


# The doubts of a row of which only a request that was under way is known. A post that stands in the
# chat already is edited or deleted: repeating that does no harm.
DOUBTED = "case when message_id = 0 then max(doubts, 1) else doubts end"
# The action of a row that is claimed anew: what was decided meanwhile of a post that stands in its
# chat takes the place of what was not carried out.
DECIDED = """
    case
        when next_action is not null and message_id != 0 then next_action
        else action
    end"""
# The change that a row keeps when its sending is given up: what was taken back meanwhile, and
# stands nowhere, is not to be sent after all.
KEPT_CHANGE = "case when next_action = 'delete' and message_id = 0 then next_action end"


@dataclass(frozen=True, slots=True)
class AllowedDoubts:
    """Rows in doubt at most `doubts` times may be sent, others after they waited for `longest`."""

    doubts: int
    longest: timedelta


ALL_DOUBTS = AllowedDoubts(1_000, timedelta(0))


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a post that shows something, by its id in the chat.

    `mark` is the same for the same photo, video or audio, and holds neither space nor colon.
    """

    message_id: int
    mark: str


def written_parts(parts: Iterable[Part]) -> str:
    """Write the parts as the column `parts` has them."""
    return " ".join(f"{part.message_id}:{part.mark}" for part in parts)


def read_parts(text: str) -> tuple[Part, ...]:
    """Read what `written_parts` has written."""
    pairs = (one.partition(":") for one in text.split())
    return tuple(Part(int(message_id), mark) for message_id, _, mark in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A claimed row with what its chat wants; `message_id` is 0 before the post was sent.

    It carries an article, or with `announcement_id` a message of an owner to all; the other is 0.
    `articles` are those of a digest, old before new; `followed` those of them that stand under a
    tag which the chat follows; `digest_hour` names it. `marked` posts were taken back here and
    could not be deleted; `doubts` counts how often the post may have been sent although no answer
    came. `parts` are the messages of a post with photos, video or audio, the first being
    `message_id`; `album` is how many photos the chat wants in one post. `locked_since`: the
    group is known to take no posts since then.
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
    parts: tuple[Part, ...] = ()
    album: int = MAX_ALBUM
    digest_hour: int | None = None
    announcement_id: int = 0
    locked_since: datetime | None = None

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
    parts: tuple[Part, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRow:
    """A row of the owners' list; `stands` where the post is there, and could not be changed."""

    id: int
    article_id: int
    title: str
    chat_id: int
    telegram_id: int
    chat_title: str
    error: str
    failed: datetime
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatistics:
    """Rows by state now, and what was counted since the database was made."""

    rows: dict[str, int]
    totals: dict[str, int]
    oldest_pending: datetime | None
