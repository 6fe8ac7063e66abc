"""Defines the callback data of buttons for settings, onboarding and erasure."""

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The pages of the settings message."""

    MAIN = "m"
    FORMAT = "f"
    ALBUM = "a"
    LANGUAGE = "l"
    TOPICS = "t"
    SOUND = "s"
    DELIVERY = "d"
    QUIET = "q"
    ZONE = "z"
    PAUSE = "p"
    DIGEST = "g"
    HOLDING = "h"
    HOURS = "u"
    UNTIL = "y"


class Setting(StrEnum):
    """A setting that a button of the settings message changes."""

    FORMAT = "f"
    ALBUM = "b"
    LANGUAGE = "l"
    EVERYTHING = "e"
    SOUND = "s"
    ACTIVE = "a"
    QUIET = "q"
    ZONE = "z"
    PAUSE = "p"
    DIGEST = "g"
    HOLDING = "h"


@dataclass(frozen=True, slots=True)
class OpenMenu:
    """Show one of the pages of the settings message."""

    menu: Menu


@dataclass(frozen=True, slots=True)
class SendSettings:
    """Send the settings in a message of their own."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Set a setting to the choice with this number."""

    setting: Setting
    choice: int


@dataclass(frozen=True, slots=True)
class SetHour:
    """Add an hour to the digest's hours, or remove it."""

    hour: int
    on: bool


@dataclass(frozen=True, slots=True)
class QuietFrom:
    """Let quiet hours begin at this hour."""

    hour: int


@dataclass(frozen=True, slots=True)
class QuietUntil:
    """Let quiet hours end at this hour."""

    hour: int


@dataclass(frozen=True, slots=True)
class PauseUntil:
    """Pause until the beginning of this day, a proleptic Gregorian ordinal."""

    day: int


@dataclass(frozen=True, slots=True)
class TakeEverything:
    """Let all news come, at first contact."""


@dataclass(frozen=True, slots=True)
class PickTopics:
    """Show what can be followed as switches, at first contact."""


@dataclass(frozen=True, slots=True)
class EndPicking:
    """Let only what was switched on come, at first contact."""


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Show the welcome and the first question in the language with this number."""

    choice: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything stored about this chat, after the confirmation."""


SettingsAction = (
    OpenMenu
    | SendSettings
    | Choose
    | SetHour
    | QuietFrom
    | QuietUntil
    | PauseUntil
    | TakeEverything
    | PickTopics
    | EndPicking
    | SetLanguage
    | Forget
)

SETTINGS_PREFIXES: dict[str, type[SettingsAction]] = {
    "o": OpenMenu,
    "os": SendSettings,
    "c": Choose,
    "u": SetHour,
    "qf": QuietFrom,
    "qu": QuietUntil,
    "y": PauseUntil,
    "q": TakeEverything,
    "pt": PickTopics,
    "ep": EndPicking,
    "la": SetLanguage,
    "x": Forget,
}
