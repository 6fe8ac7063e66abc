"""Defines the callback data of buttons for following, muting and alerts."""

from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What is wished of articles with certain words; the values are on buttons of old messages."""

    ALERT = "0"
    MUTE = "1"
    SEARCH = "2"


@dataclass(frozen=True, slots=True)
class Follow:
    """Show what following a tag would bring (`on`), or leave it."""

    tag_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class Mute:
    """Show what muting a tag would spare (`on`), or hear it again."""

    tag_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class ConfirmTag:
    """Follow or mute the tag, as was shown before with what that brings or spares."""

    tag_id: int
    mute: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Wish something of the words of a stored search; `sure` after the preview."""

    query_id: int
    wish: Wish
    sure: bool


@dataclass(frozen=True, slots=True)
class Unwatch:
    """End an alert, or hear muted words again."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """Turn the settings message to a page of sections and tags to follow, or to mute."""

    mute: bool
    offset: int


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """Show in the settings message what following or muting a tag would do, before it is kept."""

    tag_id: int
    mute: bool
    offset: int


@dataclass(frozen=True, slots=True)
class KeepTopic:
    """Follow or mute the tag that was shown (`on`), or end that, and go back to the list."""

    tag_id: int
    mute: bool
    on: bool
    offset: int


SubscriptionAction = (
    Follow | Mute | ConfirmTag | Watch | Unwatch | ShowTopics | ShowTopic | KeepTopic
)

SUBSCRIPTION_PREFIXES: dict[str, type[SubscriptionAction]] = {
    "f": Follow,
    "m": Mute,
    "v": ConfirmTag,
    "k": Watch,
    "j": Unwatch,
    "l": ShowTopics,
    "i": ShowTopic,
    "b": KeepTopic,
}
