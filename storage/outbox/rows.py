"""Defines the actions and priorities of rows, and the SQL conditions that statements share."""

from enum import IntEnum, StrEnum

from storage.models import ChatKind


class Action(StrEnum):
    """What is to be done in the chat."""

    POST = "post"
    DIGEST = "digest"
    EDIT = "edit"
    DELETE = "delete"


class RowState(StrEnum):
    """Where a row is on its way; SQL names the states by these values."""

    # First in its queue, and due when its time has come.
    READY = "ready"
    # Behind another row of its queue.
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
    # Its article goes out with the digest of another row.
    DIGESTED = "digested"


class DropReason(StrEnum):
    """Why a row is not sent any more; the value is stored as its error."""

    # A pause of the desk; catching up afterwards finds the rows by it.
    PAUSED = "paused"
    # The chat was lost while the row was being sent.
    CHAT_GONE = "chat gone"
    # A post in a group that became a supergroup before its id was kept: nobody knows where a change
    # of it is to go.
    GROUP_UNKNOWN = "group unknown"
    # The newsroom took back the article, or an owner a message to all, before the chat had it.
    WITHDRAWN = "withdrawn"
    WITHDRAWN_BY_HAND = "withdrawn by hand"
    MUTED = "muted"
    CLEARED = "dropped by an owner"


class PriorityClass(IntEnum):
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
    PriorityClass.BREAKING,
    PriorityClass.TAKEN_BACK,
    PriorityClass.BY_HAND,
    PriorityClass.NEWS,
    PriorityClass.WITHDRAWALS,
    PriorityClass.CHANGES,
    PriorityClass.ANNOUNCEMENTS,
)
# In the order in which they are claimed.
PRIORITIES = tuple(one * RANKS + rank for one in CLAIM_ORDER for rank in range(RANKS))
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


# Priority and state of a new row for the chat `c`; `:base_priority` is its class times RANKS.
NEW_PRIORITY = f":base_priority + {RANK}"
JOINING_NEW = joining("c.id", NEW_PRIORITY)
# The state of a row that goes over to another class; `:base_priority` as above, `:ranks` is RANKS.
JOINING_CLASS = joining("outbox.chat_id", ":base_priority + outbox.priority % :ranks")


# The Telegram id under which the message of a row `o` of the chat `c` stands, or is to be sent. A
# group that became a supergroup keeps its posts: there other messages have their numbers.
PLACE = """
        case
            when o.message_id = 0 then c.telegram_id
            else coalesce(o.posted_in, c.telegram_id)
        end"""

# The post of a row `outbox` is in its chat, whatever became of the last change of it: one that has
# failed, or that its chat was gone for, does not end what can be done with the post.
DELIVERED_POST = """
        outbox.message_id <> 0
        and outbox.action <> 'digest'
        and outbox.state in ('sent', 'failed')"""
# A chat has not got the article of a row `outbox`, and will not get it, alone or in a digest: it
# may be addressed anew.
ADDRESSABLE_ANEW = """
        (
            outbox.state = 'dropped'
            or outbox.state = 'failed' and outbox.message_id = 0
            or outbox.state = 'digested'
            and exists (
                select 1
                from outbox head
                where head.id = outbox.digest_id
                and (head.state = 'dropped' or head.state = 'failed' and head.message_id = 0)
            )
        )"""
# So it may by a person's choice also where the chat has it in a digest, or is to get it in one.
ADDRESSABLE_BY_HAND = f"""
        (
            {ADDRESSABLE_ANEW}
            or outbox.state = 'digested'
            or outbox.state = 'sent' and outbox.action = 'digest'
        )"""
# Puts a finished row back into a queue, for `:action` from `:moment` on; `:base_priority` and
# `:ranks` as above. A statement adds which rows. What a person took back is deleted and nothing
# else, until it turns out that it can't be.
REOPEN = f"""
    update outbox
    set action = case when taken_back = 1 and marked = 0 then 'delete' else :action end,
        next_action = null,
        priority = :base_priority + priority % :ranks,
        state = {JOINING_CLASS},
        not_before = :moment,
        finished = null,
        attempts = 0,
        error = ''
    """  # noqa: S608 - constants


# The doubts of a row of which only a request that was under way is known. A post that stands in the
# chat already is edited or deleted: repeating that does no harm.
DOUBTED = "case when message_id = 0 then max(doubts, 1) else doubts end"
# The attempts of a row of which only a request that was under way is known: a deletion may have
# been carried out, and counts as begun from then on.
ATTEMPTED = "case when action = 'delete' then max(attempts, 1) else attempts end"
# `next_action` is 'post' for one deletion only: the article is news and public again, and is posted
# anew where its post is gone. Where no deletion was begun the post stands, and an edit will do.
FOLLOWING = "case when next_action = 'post' then 'edit' else next_action end"
# The post may be gone, and nobody knows: it is deleted once more, so that the new one is the only.
MAY_BE_DELETED = "(action = 'delete' and next_action = 'post' and attempts > 0)"
# The action of a row that is claimed anew: what was decided meanwhile of a post that stands in its
# chat takes the place of what was not carried out.
DECIDED = f"""
    case
        when next_action is not null and message_id != 0 and not {MAY_BE_DELETED} then {FOLLOWING}
        else action
    end"""
# The change that a row keeps when its sending is given up: what was taken back meanwhile, and
# stands nowhere, is not to be sent after all.
KEPT_CHANGE = f"""
    case
        when next_action = 'delete' and message_id = 0 or {MAY_BE_DELETED} then next_action
    end"""
