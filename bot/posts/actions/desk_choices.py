"""Defines what a button of the desk can name: a page, an option, an action, a decision."""

from enum import StrEnum


class DeskPage(StrEnum):
    """The pages of one chat's desk."""

    MAIN = "m"
    WHAT = "n"
    TAGS = "t"
    WORDS = "k"
    WHEN = "w"
    TEMPLATE = "p"
    PARTS = "e"
    WHO = "h"
    APPROVAL = "a"
    POSTS = "r"
    AFTER = "f"
    PLAN = "i"
    LOG = "l"
    STATISTICS = "s"
    LEAVE = "x"


class ChannelOption(StrEnum):
    """A setting at the desk: toggled by its button, or chosen on a page of its own."""

    EVERYTHING = "e"
    FORMAT = "f"
    ALBUM = "a"
    SOUND = "s"
    QUIET = "q"
    EDITS = "d"
    THREADS = "t"
    DIGEST = "g"
    HOURLY = "o"
    HOLDING = "j"
    PIN = "i"
    ZONE = "z"
    LANGUAGE = "l"
    SUMMARY = "u"
    PHOTO_LINE = "c"
    HASHTAGS = "h"
    BUTTONS = "b"
    LINK = "k"
    MODERATED = "m"
    WAIT = "w"
    UNANSWERED = "n"
    CATCH_UP = "y"


class DeskAction(StrEnum):
    """An action that is carried out at once."""

    TEST = "t"
    TEST_SURE = "u"
    ALERT = "a"
    MUTE = "m"
    FIND_TAG = "f"
    PREVIEW = "v"
    SIGNATURE = "g"
    NO_SIGNATURE = "n"
    PAUSE = "p"
    CATCH_UP = "c"
    SKIP_MISSED = "k"
    CONNECT = "o"
    DISCONNECT = "x"


class PostAction(StrEnum):
    """An action on a post that was sent to a chat, or (CANCEL) is scheduled for it."""

    OPEN = "o"
    HEADLINE = "h"
    SUMMARY = "s"
    SITES_WORDS = "r"
    WITHDRAW = "w"
    WITHDRAW_SURE = "x"
    PIN = "p"
    UNPIN = "u"
    CANCEL = "c"


class ApprovalDecision(StrEnum):
    """An administrator's decision on an article that awaits approval."""

    PUBLISH = "p"
    SKIP = "s"
    LATER = "l"
    AT = "a"
    HEADLINE = "e"
    SUMMARY = "u"


class BulkDecision(StrEnum):
    """An administrator's decision on several articles that were proposed in one message."""

    PUBLISH = "p"
    SKIP = "s"
    EACH = "e"
