"""Parses dates of feeds and REST answers in any form, rejecting impossible ones."""

import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bot.arabic.dates import fold_digits, parse_date
from bot.feed.parsing.zones import split_zone

# Older ones are clocks at zero (1970), not news; later ones are typing errors (2087).
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
FUTURE_TOLERANCE: Final = timedelta(days=1)
_CLOCK: Final = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])")
_HALF_OF_DAY: Final = re.compile(
    r"(?<=:\d\d)\s*(?:(?P<am>a\.?m\.?|ص|صباحا|صباح[اً]{2})|(?P<pm>p\.?m\.?|م|مساءً?))(?!\w)",
    re.IGNORECASE,
)
_NOON: Final = 12


def parse_feed_date(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """Parse a date to an aware time in UTC; None if it can't be parsed or is implausible.

    `zone` is that of a time which names none. A day without a time is its midnight in UTC, by
    which it can be told from a moment.
    """
    text = text.strip()[:100]
    if not text:
        return None
    text = fold_digits(text)
    half = _HALF_OF_DAY.search(text)
    whole = f"{text[: half.start()]}{text[half.end() :]}" if half else text
    bare, named = split_zone(whole, zone)
    for reader in (_rfc822, _iso, _worded):
        moment = reader(bare)
        if moment is not None:
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=named or zone)
            return plausible(_of_half(moment, half), now)
    day = parse_date(text)
    return plausible(datetime.combine(day, time(), tzinfo=UTC), now) if day else None


def _of_half(moment: datetime, half: re.Match[str] | None) -> datetime:
    """Return the time of twelve hours as one of twenty-four: parsers pass over AM and PM."""
    if half is None or moment.hour > _NOON:
        return moment
    return moment.replace(hour=moment.hour % _NOON + (_NOON if half["pm"] else 0))


def plausible(moment: datetime, now: datetime) -> datetime | None:
    """Return the time in UTC, or None if no article can have been published then."""
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if EARLIEST <= moment <= now + FUTURE_TOLERANCE else None


def entry_date(
    entry: Mapping[str, Any], now: datetime, *names: str, zone: tzinfo = UTC
) -> datetime | None:
    """Return the first plausible date among the named fields of a feedparser entry."""
    # As a plain dict, because feedparser's own gives `published` for a missing `updated`.
    entry = dict(entry.items())
    for name in names:
        # feedparser takes an unknown zone for UTC, so its tuple serves only what is not read here.
        moment = parse_feed_date(str(entry.get(name) or ""), now, zone) or _of_feedparser(
            entry.get(f"{name}_parsed"), now
        )
        if moment is not None:
            return moment
    return None


def _of_feedparser(parsed: Any, now: datetime) -> datetime | None:
    if parsed is None:
        return None
    try:
        return plausible(datetime.fromtimestamp(timegm(parsed), UTC), now)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _rfc822(text: str) -> datetime | None:
    # Python reads numbers alone in the American order, and most of these have another.
    if not any(letter.isalpha() for letter in text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _worded(text: str) -> datetime | None:
    """Return the moment of a day in words with a time, as plug-ins of a language write it."""
    day, clocks = parse_date(text), _CLOCK.findall(text)
    if day is None or len(clocks) != 1:
        return None
    hour, minute, second = (int(part or 0) for part in clocks[0])
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    """Return a moment as ISO 8601 writes it; a day alone is left to the reader of days."""
    if ":" not in text and "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
