"""Quiet hours: whether a moment lies in them, on the clock of the chat's own city."""

from datetime import datetime
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60


def is_quiet(now: datetime, *, zone_name: str, quiet_from: int, quiet_until: int) -> bool:
    """Whether the city's clock stands between two minutes of its day; equal ones mean never.

    Hours may reach over midnight. The clock on the wall decides, so an hour that comes twice
    at the end of summer time is quiet both times. An unknown zone is taken for UTC.
    """
    if quiet_from == quiet_until:
        return False
    try:
        local = now.astimezone(ZoneInfo(zone_name))
    except (KeyError, ValueError, OSError):
        local = now
    minute = local.hour * 60 + local.minute
    if quiet_from < quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until
