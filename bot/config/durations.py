"""Validates settings that are durations; each function returns the value or refuses in words."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

_LONGEST: Final = timedelta(days=60)
_WRITTEN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.IGNORECASE)
_MAX_LETTERS: Final = 20
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def in_any_unit(value: object) -> object:
    """Parse `90s`, `2m`, `48h` or `2d`; what is no text is left for pydantic to validate.

    A number alone is refused where several units would do: for whoever writes EDIT_WINDOW=48 it is
    hours, and a program would take it for seconds. 172800 can be nothing else.
    """
    return _parsed(value, may_be_bare=False)


def in_seconds(value: object) -> object:
    """Parse a duration that is of seconds by default, so that a number alone means these."""
    return _parsed(value, may_be_bare=True)


def _parsed(value: object, *, may_be_bare: bool) -> object:
    if not isinstance(value, str):
        return value
    match = _WRITTEN.fullmatch(value.strip())
    if match is None or len(value) > _MAX_LETTERS:
        raise ValueError(f"{value[:40]!r} is no duration; write 90s, 2m, 48h or 2d")
    number, unit = float(match[1]), match[2].lower()
    fitting = [f"{match[1]}{unit}" for unit in _UNITS if _fits(number * _UNITS[unit])]
    if not unit and not may_be_bare and len(fitting) > 1:
        others = ", ".join(fitting[:-1])
        raise ValueError(f"{match[1]!r} has no unit; write {others} or {fitting[-1]}")
    try:
        return timedelta(seconds=number * _UNITS[unit or "s"])
    except OverflowError:
        raise ValueError(
            f"{value[:40]!r} is longer than anything lasts; write 90s, 2m or 48h"
        ) from None


def _fits(seconds: float) -> bool:
    return 1 <= seconds <= _LONGEST.total_seconds()


def positive(value: timedelta) -> timedelta:
    """Accept a duration that is positive and finite."""
    if not timedelta(seconds=1) <= value <= _LONGEST:
        raise ValueError("must lie between one second and sixty days, as 2m or 48h do")
    return value


def bounded(value: timedelta) -> timedelta:
    """Accept a duration from one second to two minutes."""
    if not timedelta(seconds=1) <= value <= timedelta(minutes=2):
        raise ValueError("must lie between one second and two minutes, as 20s does")
    return value


Wait = Annotated[timedelta, BeforeValidator(in_any_unit), AfterValidator(positive)]
Pause = Annotated[timedelta, BeforeValidator(in_seconds), AfterValidator(positive)]
ShortWait = Annotated[timedelta, BeforeValidator(in_seconds), AfterValidator(bounded)]
