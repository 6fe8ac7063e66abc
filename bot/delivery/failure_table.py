"""The table of what each failure of the Bot API means for the post and for the chat."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

# Longer texts come from proxies and error pages; a row of the outbox needs the gist.
_REASON_LENGTH = 200


class FailureAction(StrEnum):
    """What is to be done about a failure."""

    HOLD = "hold this chat for a while"
    RETRY = "try again later"
    RETRY_IN_DOUBT = "try again later, it may have been delivered"
    PLAIN = "send it as plain text"
    UPLOAD = "upload the photo's bytes"
    AS_TEXT = "send it without the photo"
    DONE = "nothing is left to do"
    GONE = "deactivate the chat"
    TOPIC_GONE = "deactivate this topic"
    MOVED = "move the chat to its new id, send again"
    FAIL = "give up this post, tell the owner"
    CHECK_TOKEN = "ask getMe whether the token is wrong"  # noqa: S105 - no password
    WAIT_FOR_OTHER = "another copy of the bot is running"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a failure means; `reason` is one word for the owners, `detail` Telegram's words."""

    means: FailureAction
    reason: str
    detail: str = ""
    retry_after: timedelta = timedelta(0)
    new_chat_id: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A part of Telegram's sentence, in lower case, and what it means."""

    part: str
    means: FailureAction
    reason: str


# Sources: the Bot API's refusals (tdlib/telegram-bot-api, Client.cpp) and the server's own
# codes, which pass through in capitals. The first rule that matches counts: narrow before wide.
REFUSALS = (
    Rule("can't parse entities", FailureAction.PLAIN, "entities"),
    Rule("can't find end of the entity", FailureAction.PLAIN, "entities"),
    Rule("unsupported start tag", FailureAction.PLAIN, "entities"),
    Rule("entity_bounds_invalid", FailureAction.PLAIN, "entities"),
    Rule("message is not modified", FailureAction.DONE, "not modified"),
    Rule("message_not_modified", FailureAction.DONE, "not modified"),
    Rule("message to edit not found", FailureAction.DONE, "deleted by its owner"),
    Rule("message to delete not found", FailureAction.DONE, "deleted by its owner"),
    Rule("message_id_invalid", FailureAction.DONE, "deleted by its owner"),
    Rule("message can't be edited", FailureAction.DONE, "can't be edited"),
    Rule("message can't be deleted", FailureAction.DONE, "can't be deleted"),
    Rule("message_delete_forbidden", FailureAction.DONE, "can't be deleted"),
    Rule("failed to get http url content", FailureAction.UPLOAD, "photo"),
    Rule("wrong type of the web page content", FailureAction.UPLOAD, "photo"),
    Rule("wrong http url specified", FailureAction.UPLOAD, "photo"),
    Rule("can't upload file by url", FailureAction.UPLOAD, "photo"),
    Rule("wrong file identifier", FailureAction.UPLOAD, "photo"),
    Rule("wrong remote file", FailureAction.UPLOAD, "photo"),
    Rule("webpage_curl_failed", FailureAction.UPLOAD, "photo"),
    Rule("webpage_media_empty", FailureAction.UPLOAD, "photo"),
    Rule("file_reference", FailureAction.UPLOAD, "photo"),
    Rule("image_process_failed", FailureAction.UPLOAD, "photo"),
    Rule("photo_invalid_dimensions", FailureAction.UPLOAD, "photo"),
    Rule("photo_ext_invalid", FailureAction.UPLOAD, "photo"),
    Rule("photo_invalid", FailureAction.UPLOAD, "photo"),
    Rule("file is too big", FailureAction.UPLOAD, "photo"),
    Rule("request entity too large", FailureAction.UPLOAD, "photo"),
    Rule("photo must be uploaded as a file", FailureAction.UPLOAD, "photo"),
    Rule("there is no photo in the request", FailureAction.AS_TEXT, "photo"),
    Rule("not enough rights to send photos", FailureAction.AS_TEXT, "photo not allowed"),
    Rule("chat_send_photos_forbidden", FailureAction.AS_TEXT, "photo not allowed"),
    Rule("chat_send_media_forbidden", FailureAction.AS_TEXT, "photo not allowed"),
    Rule("topic_closed", FailureAction.TOPIC_GONE, "topic closed"),
    Rule("topic_deleted", FailureAction.TOPIC_GONE, "topic deleted"),
    Rule("topic closed", FailureAction.TOPIC_GONE, "topic closed"),
    Rule("message thread not found", FailureAction.TOPIC_GONE, "topic deleted"),
    Rule("topic not found", FailureAction.TOPIC_GONE, "topic deleted"),
    Rule("blocked by the user", FailureAction.GONE, "blocked"),
    Rule("user_is_blocked", FailureAction.GONE, "blocked"),
    Rule("user is deactivated", FailureAction.GONE, "account deleted"),
    Rule("input_user_deactivated", FailureAction.GONE, "account deleted"),
    Rule("was kicked", FailureAction.GONE, "kicked"),
    Rule("is not a member", FailureAction.GONE, "kicked"),
    Rule("can't initiate conversation", FailureAction.GONE, "never started"),
    Rule("can't send messages to bots", FailureAction.GONE, "is a bot"),
    Rule("chat not found", FailureAction.GONE, "chat not found"),
    Rule("peer_id_invalid", FailureAction.GONE, "chat not found"),
    Rule("channel_private", FailureAction.GONE, "kicked"),
    Rule("group chat was deactivated", FailureAction.GONE, "group deleted"),
    Rule("not enough rights", FailureAction.GONE, "no rights"),
    Rule("have no rights", FailureAction.GONE, "no rights"),
    Rule("need administrator rights", FailureAction.GONE, "no rights"),
    Rule("chat_admin_required", FailureAction.GONE, "no rights"),
    Rule("chat_write_forbidden", FailureAction.GONE, "no rights"),
    Rule("chat_send_plain_forbidden", FailureAction.GONE, "no rights"),
    Rule("chat_restricted", FailureAction.GONE, "no rights"),
    Rule("user_banned_in_channel", FailureAction.GONE, "no rights"),
    Rule("internal server error", FailureAction.RETRY, "server error"),
)


def classify(error: TelegramError) -> Outcome:
    """What a failure means.

    The order of the questions matters: `BadRequest` and `TimedOut` are kinds of `NetworkError`
    in python-telegram-bot, and any 404, an unknown method too, is an `InvalidToken`.
    """
    detail = str(error)[:_REASON_LENGTH]
    typed = _by_type(error, detail)
    if typed is not None:
        return typed
    for rule in REFUSALS:
        if rule.part in detail.lower():
            return Outcome(rule.means, rule.reason, detail)
    return _unknown(error, detail)


def _by_type(error: TelegramError, detail: str) -> Outcome | None:
    """What the library's own types tell already."""
    if isinstance(error, RetryAfter):
        return Outcome(FailureAction.HOLD, "too many requests", detail, retry_after=_seconds(error))
    if isinstance(error, ChatMigrated):
        return Outcome(FailureAction.MOVED, "migrated", detail, new_chat_id=error.new_chat_id)
    if isinstance(error, Conflict):
        return Outcome(FailureAction.WAIT_FOR_OTHER, "conflict", detail)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Outcome(FailureAction.CHECK_TOKEN, "token", detail)
    if isinstance(error, TimedOut):
        # A full pool means that the request was never begun.
        begun = "pool timeout" not in detail.lower()
        return Outcome(
            FailureAction.RETRY_IN_DOUBT if begun else FailureAction.RETRY, "timed out", detail
        )
    return None


def _unknown(error: TelegramError, detail: str) -> Outcome:
    if isinstance(error, Forbidden):
        return Outcome(FailureAction.GONE, "forbidden", detail)
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
    return Outcome(FailureAction.FAIL, "refused", detail)


def _seconds(error: RetryAfter) -> timedelta:
    """`retry_after` is a number of seconds or a `timedelta`, by a setting of the library."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
