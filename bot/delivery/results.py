"""From what became of a post to what the outbox keeps of it."""

from datetime import datetime, timedelta

from bot.delivery.failure_table import FailureAction, Outcome
from bot.delivery.recheck_before_send import NoLongerWanted
from bot.delivery.retry import ATTEMPTS, wait_before
from bot.delivery.send_post import Delivered
from bot.delivery.sender import Busy
from storage.models import InactiveReason
from storage.outbox import (
    Delivery,
    Done,
    Failed,
    Gone,
    Moved,
    PutBack,
    Result,
    Sent,
    Undeletable,
)

PHOTO_BUSY_WAIT = timedelta(seconds=2)
TRANSIENT = frozenset(
    {FailureAction.RETRY, FailureAction.RETRY_IN_DOUBT, FailureAction.WAIT_FOR_OTHER}
)


def to_result(  # noqa: C901, PLR0911 - a line for each row of the table
    delivery: Delivery,
    outcome: Delivered | Outcome | Busy | NoLongerWanted,
    *,
    now: datetime,
    chance: float,
    outage: bool,
) -> Result:
    """What to record.

    Args:
        delivery: the row.
        outcome: what became of it.
        now: the time.
        chance: a random number from 0 to 1, for the jitter of a retry.
        outage: Telegram is away for everybody: a failure says nothing about this row.
    """
    if isinstance(outcome, Delivered):
        return Sent(delivery.id, outcome.message_id, outcome.has_photo)
    if isinstance(outcome, NoLongerWanted):
        # The next claim knows why, and drops it, puts it off, or has it composed anew.
        return PutBack(delivery.id, now, "", counted=False)
    if isinstance(outcome, Busy):
        return PutBack(delivery.id, now + PHOTO_BUSY_WAIT, "", counted=False)
    error = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
    match outcome.means:
        case FailureAction.DONE:
            return Done(delivery.id)
        case FailureAction.MARK:
            return Undeletable(delivery.id)
        case FailureAction.HOLD:
            return PutBack(delivery.id, now + outcome.retry_after, error, counted=False)
        case FailureAction.GONE | FailureAction.TOPIC_GONE:
            whole = outcome.means is FailureAction.GONE
            reason = InactiveReason(outcome.reason)
            return Gone(delivery.id, delivery.chat_id, reason, whole_chat=whole)
        case FailureAction.MOVED:
            return Moved(delivery.id, delivery.telegram_id, outcome.new_chat_id)
        case means if means in TRANSIENT:
            wait = wait_before(delivery.attempts + 1, chance)
            if not outage and delivery.attempts + 1 >= ATTEMPTS:
                return Failed(delivery.id, error)
            return PutBack(delivery.id, now + wait, error, counted=not outage)
    return Failed(delivery.id, error)
