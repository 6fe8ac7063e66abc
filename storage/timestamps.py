"""Converts aware datetimes to the whole numbers that the database holds, and back.

Columns hold seconds since 1970-01-01 UTC, those of the inbox milliseconds. Fractions are cut off,
so a stored time is never later than the time that it was made from, except by `to_seconds_up`.
"""

from datetime import UTC, datetime
from typing import overload


@overload
def to_seconds(moment: datetime) -> int: ...
@overload
def to_seconds(moment: None) -> None: ...
@overload
def to_seconds(moment: datetime | None) -> int | None: ...
def to_seconds(moment: datetime | None) -> int | None:
    """Return the whole seconds of an aware datetime; None (SQL's null) for None."""
    return None if moment is None else int(moment.timestamp())


def to_seconds_up(moment: datetime) -> int:
    """Return the first whole second that is not earlier than an aware datetime.

    For times before which something must not happen, such as Telegram's `retry_after`.
    """
    return -int(-moment.timestamp() // 1)


def from_seconds(seconds: int) -> datetime:
    """Return the datetime in UTC of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def from_optional_seconds(seconds: int | None) -> datetime | None:
    """Return the datetime in UTC of a column that may hold no time: null, or 0 by default."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def to_milliseconds(moment: datetime) -> int:
    """Return the whole milliseconds of an aware datetime since 1970."""
    return int(moment.timestamp() * 1000)


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the datetime in UTC of milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
