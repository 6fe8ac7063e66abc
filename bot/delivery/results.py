"""Converts the outcome of a delivery to the result that the outbox stores."""

from datetime import datetime, timedelta

from bot.delivery.outage import DoubtWaits
from bot.delivery.recheck_before_send import NoLongerWanted
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.refusals.failure_actions import OWN_FAULTS, TRANSIENT
from bot.delivery.retry import ATTEMPTS, LONGEST_LOCK, wait_before, wait_while_locked
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.sender import Busy
from storage.models import ChatKind, InactiveReason
from storage.outbox import (
    Action,
    Delivery,
    Done,
    Failed,
    Gone,
    Locked,
    Moved,
    PutBack,
    Result,
    Sent,
    Undeletable,
)

PHOTO_BUSY_WAIT = timedelta(seconds=2)
# Three times it may have been sent: it is taken for sent, and an owner decides.
MOST_DOUBTS = 3
# What leaves a new post in doubt.
_LOST = frozenset({FailureAction.RETRY_IN_DOUBT, FailureAction.OWN_FAULT_IN_DOUBT})
# What ends or moves a chat.
_OF_THE_CHAT = frozenset(
    {
        FailureAction.GONE,
        FailureAction.TOPIC_GONE,
        FailureAction.MAY_NOT_WRITE,
        FailureAction.MOVED,
    }
)


def to_result(  # noqa: C901, PLR0911 - a line for each row of the table
    delivery: Delivery,
    outcome: Delivered | Outcome | Busy | NoLongerWanted,
    *,
    now: datetime,
    chance: float,
    outage: bool,
    waits: DoubtWaits,
) -> Result:
    """Return the result to store for the outcome of a delivery.

    Args:
        delivery: the claimed row.
        outcome: how the delivery ended.
        now: the current time, aware UTC.
        chance: a random number from 0 to 1, for the jitter of a retry.
        outage: whether Telegram is unreachable for all, so that a failure is not the row's.
        waits: how long posts in doubt wait.
    """
    if isinstance(outcome, Delivered):
        return Sent(
            delivery.id, outcome.message_id, outcome.has_photo, outcome.topic_ignored, outcome.parts
        )
    if isinstance(outcome, NoLongerWanted):
        # The next claim decides why, and drops, defers or recomposes the post.
        return PutBack(delivery.id, now, "", counted=False)
    if isinstance(outcome, Busy):
        return PutBack(delivery.id, now + PHOTO_BUSY_WAIT, "", counted=False)
    error = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
    match _action_for(delivery, outcome):
        case FailureAction.DONE:
            return Done(delivery.id)
        case FailureAction.MARK:
            return Undeletable(delivery.id)
        case FailureAction.HOLD:
            return PutBack(delivery.id, now + outcome.retry_after, error, counted=False)
        case FailureAction.MAY_NOT_WRITE | FailureAction.CONTRADICTED as refusal:
            return _not_taken(delivery, refusal, error, now)
        case FailureAction.GONE | FailureAction.TOPIC_GONE:
            whole = outcome.action is FailureAction.GONE
            reason = InactiveReason(outcome.reason)
            return Gone(delivery.id, delivery.chat_id, reason, whole_chat=whole)
        case FailureAction.MOVED if outcome.new_chat_id != delivery.telegram_id:
            return Moved(delivery.id, delivery.telegram_id, outcome.new_chat_id)
        case action if action in _LOST and delivery.message_id == 0:
            return _in_doubt(delivery, error, now, waits)
        case action if action in OWN_FAULTS:
            # Counted in an outage, too: else what can never be sent would be tried without end.
            return _again(delivery, error, now, chance, counted=True)
        case action if action in TRANSIENT or action is FailureAction.MOVED:
            counted = not outage or _may_be_deleted(delivery, action)
            return _again(delivery, error, now, chance, counted=counted)
    return Failed(delivery.id, error)


def _again(
    delivery: Delivery, error: str, now: datetime, chance: float, *, counted: bool
) -> Result:
    """Return the result of a row that is tried again with back-off, up to `ATTEMPTS` times."""
    if counted and delivery.attempts + 1 >= ATTEMPTS:
        return Failed(delivery.id, error)
    wait = wait_before(delivery.attempts + 1, chance)
    return PutBack(delivery.id, now + wait, error, counted=counted)


def _action_for(delivery: Delivery, outcome: Outcome) -> FailureAction:
    """Return what is done about a refusal: nothing in a group that has become another chat."""
    of_former_group = delivery.in_former_group and outcome.action in _OF_THE_CHAT
    return FailureAction.DONE if of_former_group else outcome.action


def _may_be_deleted(delivery: Delivery, action: FailureAction) -> bool:
    """Whether this is the first that shows that a deletion may have been carried out.

    What follows it depends on that, so it counts in an outage, too.
    """
    return (
        delivery.action is Action.DELETE
        and action is FailureAction.RETRY_IN_DOUBT
        and delivery.attempts == 0
    )


def _in_doubt(delivery: Delivery, error: str, now: datetime, waits: DoubtWaits) -> Result:
    """Return the result of a new post that may stand in its chat although no answer came."""
    doubts = delivery.doubts + 1
    if doubts >= MOST_DOUBTS:
        return Failed(delivery.id, f"in doubt: {error}")
    wait = waits.first if doubts == 1 else waits.calm
    return PutBack(delivery.id, now + wait, error, counted=False, in_doubt=True)


def _not_taken(
    delivery: Delivery, refusal: FailureAction, error: str, now: datetime
) -> Locked | Gone:
    """Return the result of a post that its chat, of which the bot is a member, did not take.

    Of a channel's rights Telegram tells bots each change, of what a group's members may do none.
    """
    if delivery.kind is ChatKind.GROUP or refusal is FailureAction.CONTRADICTED:
        known = delivery.locked_since
        # A chat of which nothing was heard since it was locked may have been open meanwhile.
        waited = now - max(known, delivery.addressed) if known is not None else timedelta(0)
        if waited < LONGEST_LOCK:
            return Locked(delivery.id, delivery.chat_id, now + wait_while_locked(waited), error)
    return Gone(delivery.id, delivery.chat_id, InactiveReason.NO_RIGHTS)
