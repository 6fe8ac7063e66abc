"""Parses dates of feeds and REST answers in any form, rejecting impossible ones."""

from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bot.arabic.dates import parse_date

# Older ones are clocks at zero (1970), not news; later ones are typing errors (2087).
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE: Final = timedelta(days=1)


def read(text: str, now: datetime) -> datetime | None:
    """A date as an aware moment in UTC; None if it can't be read or can't be true."""
    text = text.strip()[:100]
    if not text:
        return None
    for reader in (_rfc822, _iso, _words):
        moment = reader(text)
        if moment is not None:
            return plausible(moment, now)
    return None


def plausible(moment: datetime, now: datetime) -> datetime | None:
    """The moment in UTC, or None where no article can have been published."""
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if EARLIEST <= moment <= now + FUTURE_TOLERANCE else None


def entry_date(entry: Mapping[str, Any], now: datetime, *names: str) -> datetime | None:
    """The first date of a feedparser entry that can be true, by field name."""
    # As a plain dict, because feedparser's own gives `published` for a missing `updated`.
    entry = dict(entry.items())
    for name in names:
        # feedparser's own tuple is right where it has one; three of five odd dates give none.
        parsed = entry.get(f"{name}_parsed")
        if parsed is not None:
            try:
                moment = plausible(datetime.fromtimestamp(timegm(parsed), UTC), now)
            except (ValueError, TypeError, OverflowError, OSError):
                moment = None
        else:
            moment = read(str(entry.get(name) or ""), now)
        if moment is not None:
            return moment
    return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def _words(text: str) -> datetime | None:
    day = parse_date(text)
    return datetime.combine(day, time(), tzinfo=UTC) if day else None
