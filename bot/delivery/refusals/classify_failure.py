"""Classifies a failed call (403, 429, lost answer …) by its type and by `known_refusals.py`."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from telegram.error import (
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.refusals.failure_actions import TRANSIENT, FailureAction, Scope
from bot.delivery.refusals.known_refusals import IMMEDIATELY_DELETED, REFUSALS
from bot.delivery.refusals.network_errors import NeverSent, NotTelegram, ServerFault

__all__ = ["FailureAction", "Outcome", "Scope", "classify", "is_fault"]

# Longer texts come from error pages; a row of the outbox needs the gist.
_REASON_LENGTH = 200
_FAULTS = TRANSIENT | {FailureAction.HOLD, FailureAction.CHECK_TOKEN}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The classified failure of a Bot API call.

    `reason` is one word for the owners, `detail` Telegram's text, `error` the library's exception.
    """

    action: FailureAction
    reason: str
    detail: str = ""
    retry_after: timedelta = timedelta(0)
    new_chat_id: int = 0
    error: TelegramError | None = field(default=None, compare=False)


def classify(error: TelegramError, scope: Scope = Scope.SEND) -> Outcome:
    """Classify a failed call by its exception type and Telegram's error text.

    The order of the questions matters: `BadRequest` and `TimedOut` are kinds of `NetworkError`
    in python-telegram-bot, and any 404, an unknown method too, is an `InvalidToken`.

    Args:
        error: what the call raised.
        scope: the kind of call; "not found" ends an edit and says nothing of a send.
    """
    return replace(_classified(error, scope), error=error)


def is_fault(error: TelegramError, scope: Scope = Scope.SEND) -> bool:
    """Return whether Telegram is away or wants a pause, which says nothing of the request.

    A token that Telegram does not know says nothing of it either.
    """
    return classify(error, scope).action in _FAULTS


def _classified(error: TelegramError, scope: Scope) -> Outcome:
    detail = str(error)[:_REASON_LENGTH]
    typed = _by_type(error, detail)
    if typed is not None:
        return typed
    words = detail.lower()
    for rule in REFUSALS:
        if scope in rule.scopes and rule.part in words:
            return Outcome(rule.action, rule.reason, detail)
    return _unknown(error, detail)


def _by_type(error: TelegramError, detail: str) -> Outcome | None:
    """Return what the library's own exception types say already."""
    match error:
        case RetryAfter():
            found = Outcome(
                FailureAction.HOLD, "too many requests", detail, retry_after=asked_pause(error)
            )
        case ChatMigrated():
            found = Outcome(FailureAction.MOVED, "migrated", detail, new_chat_id=error.new_chat_id)
        case Conflict():
            found = Outcome(FailureAction.WAIT_FOR_OTHER, "conflict", detail)
        case InvalidToken() | EndPointNotFound():
            found = Outcome(FailureAction.CHECK_TOKEN, "token", detail)
        case NeverSent():
            found = Outcome(FailureAction.RETRY, "no connection", detail)
        case ServerFault() if IMMEDIATELY_DELETED not in detail.lower():
            found = Outcome(FailureAction.RETRY, "server error", detail)
        case NotTelegram(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
            # Whatever stands between says it of the request: it will say the same again.
            found = Outcome(FailureAction.OTHER_PHOTO, "too large", detail)
        case NotTelegram():
            found = Outcome(_again(in_doubt=error.in_doubt), "not Telegram", detail)
        case TimedOut():
            # A full pool means that the request was never begun.
            in_doubt = "pool timeout" not in detail.lower()
            found = Outcome(_again(in_doubt=in_doubt), "timed out", detail)
        case _:
            return None
    return found


def _again(*, in_doubt: bool) -> FailureAction:
    return FailureAction.RETRY_IN_DOUBT if in_doubt else FailureAction.RETRY


def _unknown(error: TelegramError, detail: str) -> Outcome:
    if type(error) is NetworkError:
        # A 5xx was answered; anything else broke on the way, before or after it was taken.
        answered = any(code in detail for code in ("(500)", "(502)", "(503)", "(504)")) or any(
            phrase in detail.lower() for phrase in ("bad gateway", "gateway", "unavailable")
        )
        if answered:
            return Outcome(FailureAction.RETRY, "server error", detail)
        return Outcome(FailureAction.RETRY_IN_DOUBT, "connection lost", detail)
    if type(error) is TelegramError:
        return Outcome(FailureAction.RETRY_IN_DOUBT, "unreadable answer", detail)
    # An unlisted 400 or 403: part of the post may be dropped, but the chat is kept.
    return Outcome(FailureAction.NEXT_FALLBACK, "refused", detail)


def asked_pause(error: RetryAfter) -> timedelta:
    """Return for how long Telegram wants to be left alone.

    `retry_after` is a number of seconds or a `timedelta`, by a setting of the library.
    """
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
