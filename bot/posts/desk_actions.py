"""Defines the callback data of buttons for channel administrators; it grants nothing."""

from dataclasses import dataclass
from enum import StrEnum


class DeskPage(StrEnum):
    """The pages of one chat's desk."""

    MAIN = "m"
    TAGS = "t"
    WORDS = "k"
    WHEN = "w"
    TEMPLATE = "p"
    APPROVAL = "a"
    POSTS = "r"
    LOG = "l"
    STATISTICS = "s"
    LEAVE = "x"


class ChannelOption(StrEnum):
    """What is set at the desk: one of two answers by its button, of more on a page of them."""

    EVERYTHING = "e"
    FORMAT = "f"
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
    """What is done at once."""

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
    """What is done with a post that stands in a chat, or (CANCEL) is planned for it."""

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
    """What an administrator says to an article that waits."""

    PUBLISH = "p"
    SKIP = "s"
    LATER = "l"
    AT = "a"
    HEADLINE = "e"
    SUMMARY = "u"


class BulkDecision(StrEnum):
    """What an administrator says to several articles that were proposed in one message."""

    PUBLISH = "p"
    SKIP = "s"
    EACH = "e"


@dataclass(frozen=True, slots=True)
class DeskList:
    """Show the chats that this person administers."""

    offset: int


@dataclass(frozen=True, slots=True)
class DeskOpen:
    """Turn the message to a page of one chat's desk."""

    chat_id: int
    page: DeskPage
    offset: int


@dataclass(frozen=True, slots=True)
class DeskSet:
    """Give an item the answer with this number."""

    chat_id: int
    item: ChannelOption
    choice: int


@dataclass(frozen=True, slots=True)
class DeskAsk:
    """Show all answers of an item."""

    chat_id: int
    item: ChannelOption


@dataclass(frozen=True, slots=True)
class DeskDigest:
    """Mark these hours of the digest, hour 0 being the lowest bit; `keep` makes them count."""

    chat_id: int
    hours: int
    keep: bool


@dataclass(frozen=True, slots=True)
class DeskQuiet:
    """Quiet hours from one hour to another; 24 stands for the one that is still asked for."""

    chat_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DeskTag:
    """Make a tag ordinary (0), followed (1) or muted (2) for a chat."""

    chat_id: int
    tag_id: int
    state: int
    offset: int


@dataclass(frozen=True, slots=True)
class DeskWord:
    """End one of a chat's words that it is alerted to, follows or has muted."""

    chat_id: int
    alert_id: int


@dataclass(frozen=True, slots=True)
class DeskKeepWords:
    """Alert a chat to words that were shown with what they bring, or mute them there."""

    chat_id: int
    query_id: int
    mute: bool


@dataclass(frozen=True, slots=True)
class DeskDo:
    """Do something for a chat at once."""

    chat_id: int
    operation: DeskAction


@dataclass(frozen=True, slots=True)
class DeskPost:
    """Do something with a post of a chat."""

    chat_id: int
    article_id: int
    operation: PostAction


@dataclass(frozen=True, slots=True)
class PostWhere:
    """Ask into which chat an article is to be posted."""

    article_id: int
    offset: int


@dataclass(frozen=True, slots=True)
class PostLook:
    """Show an article as a chat would get it."""

    article_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class PostTo:
    """Post an article to a chat in so many hours."""

    article_id: int
    chat_id: int
    hours: int


@dataclass(frozen=True, slots=True)
class PostAt:
    """Ask at what time an article is to be posted to a chat."""

    article_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Say something to an article that waits for approval."""

    approval_id: int
    verdict: ApprovalDecision


@dataclass(frozen=True, slots=True)
class DecideAll:
    """Say something to all articles of the message; the approval tells for which chat they are."""

    approval_id: int
    verdict: BulkDecision


@dataclass(frozen=True, slots=True)
class DecideAt:
    """Publish or propose again at a time, in minutes since 1970."""

    approval_id: int
    verdict: ApprovalDecision
    minute: int


DeskButtonAction = (
    DeskList
    | DeskOpen
    | DeskSet
    | DeskAsk
    | DeskDigest
    | DeskQuiet
    | DeskTag
    | DeskWord
    | DeskKeepWords
    | DeskDo
    | DeskPost
    | PostWhere
    | PostLook
    | PostTo
    | PostAt
    | Decide
    | DecideAll
    | DecideAt
)

# A prefix once given stays: messages of the desk stay where they are.
DESK_PREFIXES: dict[str, type[DeskButtonAction]] = {
    "dl": DeskList,
    "do": DeskOpen,
    "ds": DeskSet,
    "dq": DeskAsk,
    "dg": DeskDigest,
    "dn": DeskQuiet,
    "dt": DeskTag,
    "dk": DeskWord,
    "dc": DeskKeepWords,
    "dd": DeskDo,
    "dp": DeskPost,
    "dw": PostWhere,
    "dh": PostTo,
    "dv": PostLook,
    "di": PostAt,
    "da": Decide,
    "db": DecideAll,
    "dm": DecideAt,
}
