"""Defines the callback data of buttons for channel administrators; it grants nothing."""

from dataclasses import dataclass

from bot.posts.actions.approvals import Decide, DecideAll, DecideAt
from bot.posts.actions.desk_choices import (
    ChannelOption,
    DeskAction,
    DeskPage,
    PostAction,
)


@dataclass(frozen=True, slots=True)
class DeskList:
    """Show the chats that this person administers."""

    offset: int


@dataclass(frozen=True, slots=True)
class DeskOpen:
    """Show a page of one chat's desk in the message."""

    chat_id: int
    page: DeskPage
    offset: int


@dataclass(frozen=True, slots=True)
class DeskSet:
    """Set an option to the choice with this number."""

    chat_id: int
    item: ChannelOption
    choice: int


@dataclass(frozen=True, slots=True)
class DeskAsk:
    """Show all choices of an option."""

    chat_id: int
    item: ChannelOption


@dataclass(frozen=True, slots=True)
class DeskDigest:
    """Select the hours of the digest, hour 0 being the lowest bit; `keep` stores them."""

    chat_id: int
    hours: int
    keep: bool


@dataclass(frozen=True, slots=True)
class DeskQuiet:
    """Set quiet hours from one hour to another; 24 stands for an hour not chosen yet."""

    chat_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DeskTag:
    """Set a chat's tag to normal (0), followed (1) or muted (2)."""

    chat_id: int
    tag_id: int
    state: int
    offset: int


@dataclass(frozen=True, slots=True)
class DeskWord:
    """Delete one of a chat's alerts, followed searches or muted words."""

    chat_id: int
    alert_id: int


@dataclass(frozen=True, slots=True)
class DeskKeepWords:
    """Store words as a chat's alert or muted words, after the preview of their effect."""

    chat_id: int
    query_id: int
    mute: bool


@dataclass(frozen=True, slots=True)
class DeskDo:
    """Carry out an action for a chat at once."""

    chat_id: int
    operation: DeskAction


@dataclass(frozen=True, slots=True)
class DeskPost:
    """Carry out an action on a post of a chat."""

    chat_id: int
    article_id: int
    operation: PostAction


@dataclass(frozen=True, slots=True)
class PlanOpen:
    """Show what is planned or proposed of an article, to move or drop it."""

    chat_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class PlanMove:
    """Move what is planned or proposed of an article by so many hours."""

    chat_id: int
    article_id: int
    hours: int


@dataclass(frozen=True, slots=True)
class PlanDrop:
    """Drop what is planned or proposed of an article."""

    chat_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class PostWhere:
    """Ask which chat an article is to be posted to."""

    article_id: int
    offset: int


@dataclass(frozen=True, slots=True)
class PostLook:
    """Show a preview of an article as a chat would get it."""

    article_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class PostTo:
    """Post an article to a chat in this many hours."""

    article_id: int
    chat_id: int
    hours: int


@dataclass(frozen=True, slots=True)
class PostAt:
    """Ask when an article is to be posted to a chat."""

    article_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class PostAtMinute:
    """Post an article to a chat at a time, in minutes since 1970."""

    article_id: int
    chat_id: int
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
    | PlanOpen
    | PlanMove
    | PlanDrop
    | PostWhere
    | PostLook
    | PostTo
    | PostAt
    | PostAtMinute
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
    "dx": PlanOpen,
    "dy": PlanMove,
    "dz": PlanDrop,
    "dw": PostWhere,
    "dh": PostTo,
    "dv": PostLook,
    "di": PostAt,
    "dj": PostAtMinute,
    "da": Decide,
    "db": DecideAll,
    "dm": DecideAt,
}
