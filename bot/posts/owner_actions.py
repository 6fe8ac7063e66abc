"""Callback data of the buttons for the bot's owners."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SendAgain:
    """An owner has a post sent again that was given up."""

    row_id: int


@dataclass(frozen=True, slots=True)
class DecideHeld:
    """An owner publishes an article that was held back, or leaves it."""

    article_id: int
    publish: bool


OwnerAction = SendAgain | DecideHeld

OWNER_PREFIXES: dict[str, type[OwnerAction]] = {
    "z": SendAgain,
    "h": DecideHeld,
}
