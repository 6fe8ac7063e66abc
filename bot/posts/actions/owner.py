"""Defines the callback data of buttons for the bot's owners."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Queue a failed post again."""

    row_id: int


@dataclass(frozen=True, slots=True)
class SendArticleAgain:
    """Queue all failed posts of an article again."""

    article_id: int


@dataclass(frozen=True, slots=True)
class DecideHeld:
    """Publish an article that was held back, or leave it unpublished."""

    article_id: int
    publish: bool


class FloodAnswer(StrEnum):
    """An owner's answer to a feed that lists too many new articles at once."""

    ALL = "a"
    DIGEST = "d"
    NONE = "n"


@dataclass(frozen=True, slots=True)
class DecideFlood:
    """Decide about the articles of a flood."""

    flood_id: int
    answer: FloodAnswer


@dataclass(frozen=True, slots=True)
class DecideMassWithdrawal:
    """Withdraw the many articles that are gone from the site at once, or leave their posts."""

    mass_withdrawal_id: int
    withdraw: bool


class ClearStep(StrEnum):
    """The step of dropping an article that waits to be sent."""

    ASK = "a"
    DROP = "d"
    KEEP = "k"


@dataclass(frozen=True, slots=True)
class ClearWaiting:
    """Drop a waiting article for the chats that have not got it yet; asks before."""

    article_id: int
    step: ClearStep


class AnnouncementStep(StrEnum):
    """A step with a message to all; `SEND` and `ASK_WITHDRAW` ask for a second press."""

    SEND = "s"
    APPROVE = "y"
    BACK = "b"
    WITH_GROUPS = "i"
    WITHOUT_GROUPS = "e"
    DROP = "x"
    SHOW = "p"
    AGAIN = "f"
    ASK_WITHDRAW = "w"
    WITHDRAW = "d"


@dataclass(frozen=True, slots=True)
class DecideAnnouncement:
    """Approve a message to all, drop it, choose its readers, look at it, take it back."""

    announcement_id: int
    step: AnnouncementStep


OwnerAction = (
    SendAgain
    | SendArticleAgain
    | DecideHeld
    | DecideFlood
    | DecideMassWithdrawal
    | ClearWaiting
    | DecideAnnouncement
)

OWNER_PREFIXES: dict[str, type[OwnerAction]] = {
    "z": SendAgain,
    "za": SendArticleAgain,
    "h": DecideHeld,
    "fl": DecideFlood,
    "mw": DecideMassWithdrawal,
    "cw": ClearWaiting,
    "an": DecideAnnouncement,
}
