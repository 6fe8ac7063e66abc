"""Defines the callback data of buttons for following, muting and alerts."""

from dataclasses import dataclass
from enum import StrEnum


class WatchKind(StrEnum):
    """What to do with articles that contain certain words; the values are on old buttons.

    `SEARCH_ALERT`: what a search finds anew comes at once.
    """

    ALERT = "0"
    MUTE = "1"
    SEARCH = "2"
    SEARCH_ALERT = "3"


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow a tag (`on`), or unfollow it."""

    tag_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class Mute:
    """Mute a tag (`on`), or unmute it."""

    tag_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Alert, follow or mute the words of a stored search; `confirmed` after the preview."""

    query_id: int
    kind: WatchKind
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Unwatch:
    """Delete an alert, or unmute words."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """Show a page of sections and tags to follow, or to mute, in the settings message."""

    mute: bool
    offset: int


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """Preview in the settings message what following or muting a tag would do."""

    tag_id: int
    mute: bool
    offset: int


@dataclass(frozen=True, slots=True)
class KeepTopic:
    """Follow or mute the previewed tag (`on`), or end that, and show the list again."""

    tag_id: int
    mute: bool
    on: bool
    offset: int


@dataclass(frozen=True, slots=True)
class SwitchTopic:
    """Follow a tag (`on`), or leave it, among the switches of the first contact."""

    tag_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class ListedTag:
    """End the following or muting of a tag in the list of subscriptions, or take it up (`on`)."""

    tag_id: int
    mute: bool
    on: bool


@dataclass(frozen=True, slots=True)
class EndListedWords:
    """End an alert, followed search or mute in the list of subscriptions."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class ReturnListedWords:
    """Take up again the words that were ended; they are kept as a search."""

    query_id: int
    kind: WatchKind


SubscriptionAction = (
    ListedTag
    | EndListedWords
    | ReturnListedWords
    | SwitchTopic
    | Follow
    | Mute
    | Watch
    | Unwatch
    | ShowTopics
    | ShowTopic
    | KeepTopic
)

SUBSCRIPTION_PREFIXES: dict[str, type[SubscriptionAction]] = {
    "f": Follow,
    "m": Mute,
    "st": SwitchTopic,
    "lt": ListedTag,
    "lw": EndListedWords,
    "lr": ReturnListedWords,
    "k": Watch,
    "j": Unwatch,
    "l": ShowTopics,
    "i": ShowTopic,
    "b": KeepTopic,
}
