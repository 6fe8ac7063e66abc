"""Computes whether a time lies in quiet hours, and when they end, in a time zone."""

from datetime import UTC, datetime, timedelta, tzinfo

from storage.time_zones import zone_or_utc

MINUTES_A_DAY = 24 * 60
# All offsets from UTC that are in use, and so all changes of a clock, are multiples of this.
_STEP = timedelta(minutes=15)
# No clock is put on or back by more (https://data.iana.org/time-zones/theory.html).
_LARGEST_SHIFT = timedelta(hours=2)


def is_quiet(now: datetime, *, zone_name: str, quiet_from: int, quiet_until: int) -> bool:
    """Whether the city's clock stands between two minutes of its day; equal ones mean never.

    Hours may reach over midnight. The clock on the wall decides, so an hour that comes twice
    at the end of summer time is quiet both times. An unknown zone is taken for UTC.
    """
    if quiet_from == quiet_until:
        return False
    minute = _minute(now, zone_or_utc(zone_name))
    if quiet_from < quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


def quiet_ends(now: datetime, *, zone_name: str, quiet_from: int, quiet_until: int) -> datetime:
    """The first moment from now on that is not quiet, in UTC: now itself outside quiet hours.

    Where a change of summer time lies between, it is late by less than 15 minutes.
    """

    def quiet(moment: datetime) -> bool:
        return is_quiet(moment, zone_name=zone_name, quiet_from=quiet_from, quiet_until=quiet_until)

    if not quiet(now):
        return now
    left = (quiet_until - _minute(now, zone_or_utc(zone_name))) % MINUTES_A_DAY
    moment = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=left)
    # A clock that is put on or back in the meantime ends them earlier or later, and may leave
    # the minute out at which they would have ended.
    moment -= min(_LARGEST_SHIFT, (moment - now) // _STEP * _STEP)
    while moment <= now or quiet(moment):
        moment += _STEP
    return moment


def _minute(moment: datetime, zone: tzinfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
