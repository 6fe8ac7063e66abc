"""Defines the actions that delivery can take after a failed call, and the kinds of calls."""

from enum import StrEnum


class FailureAction(StrEnum):
    """What delivery does about a failure."""

    HOLD = "hold this chat for a while"
    RETRY = "try again later"
    RETRY_IN_DOUBT = "try again later, it may have been delivered"
    OWN_FAULT = "try again later, this program failed"
    OWN_FAULT_IN_DOUBT = "try again later, this program failed after the request had begun"
    OTHER_PHOTO = "try another way to the photo, at last text"
    AS_TEXT = "send it without the photo"
    NO_PHOTO = "this chat takes no such media"
    WITHOUT_REPLY = "send it as no reply"
    WITHOUT_BUTTONS = "send it without buttons"
    PLAIN = "send it as plain text"
    UNPAID = "send it without paying"
    NO_TEXT = "this chat takes no text"
    NEXT_FALLBACK = "send less of it"
    DONE = "nothing is left to do"
    MARK = "mark it, because it can't be deleted any more"
    MAY_NOT_WRITE = "wait until the group lets it write; deactivate another chat"
    CONTRADICTED = "wait: by Telegram's own word the bot may write there"
    GONE = "deactivate the chat"
    TOPIC_GONE = "deactivate this topic"
    MOVED = "move the chat to its new id, send again"
    FAIL = "give up this post, tell the owner"
    CHECK_TOKEN = "ask getMe whether the token is wrong"  # noqa: S105 - no password
    WAIT_FOR_OTHER = "another copy of the bot is running"


# Nothing was said about the post: Telegram is away, or something stands in between.
TRANSIENT = frozenset(
    {FailureAction.RETRY, FailureAction.RETRY_IN_DOUBT, FailureAction.WAIT_FOR_OTHER}
)
# They come from this program itself, and say nothing about Telegram.
OWN_FAULTS = frozenset({FailureAction.OWN_FAULT, FailureAction.OWN_FAULT_IN_DOUBT})


class Scope(StrEnum):
    """The kind of call that was refused; a text means different things for different kinds."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    PIN = "pin"
    OTHER = "other"
