"""Finds time zones by their stored names, and the hour of a moment in them."""

from collections.abc import Collection
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo


def zone_or_utc(zone_name: str) -> tzinfo:
    """The time zone of that name; UTC where there is none: a damaged row must stop nothing."""
    try:
        return ZoneInfo(zone_name)
    except (KeyError, ValueError, OSError):
        return UTC


def digest_hour(moment: datetime, hours: Collection[int], zone_name: str) -> int | None:
    """The hour (0 to 23) in a city by which a digest of this moment is named.

    None outside the digest's hours: a digest that comes late, or after a pause, has no hour.
    """
    hour = moment.astimezone(zone_or_utc(zone_name)).hour
    return hour if hour in hours else None
