"""Holds what the words of a spoken time have said so far: day, clock, how long to wait."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

NOON: Final = 12
DAY_HOURS: Final = 24
HOUR_MINUTES: Final = 60


class NoTime(Exception):
    """Raised where a text says no time."""


@dataclass(slots=True)
class SpokenTime:
    """What a text has said so far.

    `days` counts from today, `weekday` from Monday; `date` is year and month (None where they are
    not said) and day; `minutes` are added to `hour` and may be below zero. `exact` says that the
    hour is written as on a clock of 24 hours, `clock` that its minutes stand behind a colon.
    """

    days: int | None = None
    weekday: int | None = None
    next_week: bool = False
    date: tuple[int | None, int | None, int] | None = None
    part: str = ""
    hour: int | None = None
    minutes: int = 0
    exact: bool = False
    clock: bool = False
    wait: timedelta | None = None

    @property
    def names_day(self) -> bool:
        return self.days is not None or self.weekday is not None or self.date is not None


def require(condition: object) -> None:
    """Refuse the text unless the condition holds.

    Raises:
        NoTime: it does not hold.
    """
    if not condition:
        raise NoTime
