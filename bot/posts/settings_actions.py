"""Defines the callback data of buttons for settings, onboarding and erasure."""

from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The pages of the settings message."""

    MAIN = "m"
    FORMAT = "f"
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
    """What a press in the settings message changes."""

    FORMAT = "f"
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
    """Turn the settings message to one of its pages."""

    menu: Menu


@dataclass(frozen=True, slots=True)
class Choose:
    """Give a setting the value with this number in the list of its choices."""

    setting: Setting
    choice: int


@dataclass(frozen=True, slots=True)
class SetHour:
    """Add an hour to those of the digest, or take it away."""

    hour: int
    on: bool


@dataclass(frozen=True, slots=True)
class PauseUntil:
    """Pause until this day begins, counted as Python's ordinals."""

    day: int


@dataclass(frozen=True, slots=True)
class AnswerOnboarding:
    """Answer a newcomer's question number `step`; the choice after the answers skips it."""

    step: int
    choice: int


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Say the welcome and the first question in the language with this number."""

    choice: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything kept about this chat, as was asked for and asked again."""


SettingsAction = OpenMenu | Choose | SetHour | PauseUntil | AnswerOnboarding | SetLanguage | Forget

SETTINGS_PREFIXES: dict[str, type[SettingsAction]] = {
    "o": OpenMenu,
    "c": Choose,
    "u": SetHour,
    "y": PauseUntil,
    "q": AnswerOnboarding,
    "la": SetLanguage,
    "x": Forget,
}
