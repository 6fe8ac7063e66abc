"""What the buttons say with which a reader chooses topics and hours of his own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """Turn the settings message to a page of sections and tags to follow, or to mute (1)."""

    mute: int
    offset: int


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """Show in the settings message what following or muting a tag would do, before it is kept."""

    tag_id: int
    mute: int
    offset: int


@dataclass(frozen=True, slots=True)
class KeepTopic:
    """Follow or mute the tag that was shown (`on` is 1), or end that, and go back to the list."""

    tag_id: int
    mute: int
    on: int
    offset: int


@dataclass(frozen=True, slots=True)
class SetHour:
    """Add an hour to those of the digest (`on` is 1), or take it away."""

    hour: int
    on: int


@dataclass(frozen=True, slots=True)
class PauseUntil:
    """Pause until this day begins, counted as Python's ordinals."""

    day: int


WishAction = ShowTopics | ShowTopic | KeepTopic | SetHour | PauseUntil

WISH_PREFIXES: dict[str, type[WishAction]] = {
    "l": ShowTopics,
    "i": ShowTopic,
    "b": KeepTopic,
    "u": SetHour,
    "y": PauseUntil,
}
