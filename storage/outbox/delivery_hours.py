"""Computes when a chat may get news, by its digest hours and its quiet hours."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from storage.chats.rows import digest_hours_of
from storage.engine.database import Row
from storage.quiet_hours import quiet_ends
from storage.time_zones import zone_or_utc

# An article is put off by thousands of timetables, which share cities, hours and nights.
REMEMBERED = 8_192
_quiet_ends = functools.lru_cache(maxsize=REMEMBERED)(quiet_ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHours:
    """When a chat's news comes: its hours for digests, and quiet hours that may hold posts back."""

    zone_name: str
    hours: tuple[int, ...] = ()
    quiet_from: int = 0
    quiet_until: int = 0
    holds: bool = False

    @classmethod
    def of(cls, row: Row) -> Self:
        """From a row of `chats`."""
        return cls(
            zone_name=row["zone"],
            hours=digest_hours_of(row),
            quiet_from=row["quiet_from"],
            quiet_until=row["quiet_until"],
            holds=bool(row["quiet_holds"]),
        )

    def due(self, now: datetime, not_before: datetime) -> datetime:
        """When news of this moment may come that is not to come before `not_before`."""
        if not self.hours:
            return self.waking(not_before)
        around = [digests_around(now, zone_name=self.zone_name, hour=hour) for hour in self.hours]
        # One that quiet hours still hold back takes along what is published in the meantime.
        held = self.waking(max(last for last, _ in around))
        return held if held > now else self.waking(min(coming for _, coming in around))

    def waking(self, moment: datetime) -> datetime:
        """That moment, or the end of the quiet hours that hold posts back then."""
        if not self.holds:
            return moment
        return _quiet_ends(
            moment,
            zone_name=self.zone_name,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
        )


@functools.lru_cache(maxsize=REMEMBERED)
def digests_around(now: datetime, *, zone_name: str, hour: int) -> tuple[datetime, datetime]:
    """The last time, now included, and the next that it was this hour (0 to 23) in a city.

    An hour that summer time leaves out is taken when it would have been.
    """
    zone = zone_or_utc(zone_name)
    today = now.astimezone(zone).date()
    moments = [
        datetime.combine(today + timedelta(days=day), time(hour), zone).astimezone(UTC)
        for day in (-2, -1, 0, 1, 2)
    ]
    return (
        max(moment for moment in moments if moment <= now),
        min(moment for moment in moments if moment > now),
    )
