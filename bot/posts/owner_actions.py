"""Defines the callback data of buttons for the bot's owners."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SendAgain:
    """An owner has a post sent again that was given up."""

    row_id: int


@dataclass(frozen=True, slots=True)
class SendArticleAgain:
    """An owner has all posts of an article sent again that were given up."""

    article_id: int


@dataclass(frozen=True, slots=True)
class DecideHeld:
    """An owner publishes an article that was held back, or leaves it."""

    article_id: int
    publish: bool


class FloodAnswer(StrEnum):
    """What an owner says to a feed that has gone mad."""

    ALL = "a"
    DIGEST = "d"
    NONE = "n"


@dataclass(frozen=True, slots=True)
class DecideFlood:
    """An owner decides about the articles of a flood."""

    flood_id: int
    answer: FloodAnswer


class ClearStep(StrEnum):
    """How far an owner has come with dropping an article that waits to be sent."""

    ASK = "a"
    DROP = "d"
    KEEP = "k"


@dataclass(frozen=True, slots=True)
class ClearWaiting:
    """An owner drops an article for the chats that have not got it yet, at the second press."""

    article_id: int
    step: ClearStep


OwnerAction = SendAgain | SendArticleAgain | DecideHeld | DecideFlood | ClearWaiting

OWNER_PREFIXES: dict[str, type[OwnerAction]] = {
    "z": SendAgain,
    "za": SendArticleAgain,
    "h": DecideHeld,
    "fl": DecideFlood,
    "cw": ClearWaiting,
}
