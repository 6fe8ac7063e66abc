"""Reads the time zone that a feed's date ends in: an offset, an abbreviation or an IANA name."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

_OFFSET: Final = re.compile(
    r"\s*(?P<name>\(?(?:GMT|UTC|UT|Z)\)?)?\s*"
    r"(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?:\s*\([^()]{1,40}\))?$",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?:\s*\(?\b(?P<name>[A-Za-z]{1,5})\)?|(?<=\d)(?P<zulu>Z))$")
_PLACE: Final = re.compile(r"\s+(?P<name>[A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_\-]{1,20}){1,2})$")
_TIME: Final = re.compile(r":\d\d(?:[.,]\d{1,9})?\s*$")
_LONGEST_OFFSET: Final = timedelta(hours=14)
# Hours east of Greenwich. RFC 822, 5.1, and the abbreviations of the tz database between Morocco
# and Iran, and of the newsrooms that report from there. A name that means several zones (IST, CST
# in Asia, AST in Arabia) has the meaning of the standard, or none.
_ABBREVIATIONS: Final = {
    **dict.fromkeys(("GMT", "UTC", "UT", "Z", "WET"), 0.0),
    **dict.fromkeys(("BST", "WEST", "CET", "MEZ"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), 2.0),
    **dict.fromkeys(("EEST", "MSK", "TRT", "EAT"), 3.0),
    **dict.fromkeys(("GST", "MSD", "SAMT"), 4.0),
    "IRST": 3.5,
    "IRDT": 4.5,
    "AFT": 4.5,
    "PKT": 5.0,
    "EDT": -4.0,
    "EST": -5.0,
    "CDT": -5.0,
    "CST": -6.0,
    "MDT": -6.0,
    "MST": -7.0,
    "PDT": -7.0,
    "PST": -8.0,
}


def split_zone(text: str, local: tzinfo) -> tuple[str, tzinfo | None]:
    """Split a date into the text before its zone, and the zone; None if it has none.

    An abbreviation that `local`, the newsroom's zone, uses itself has its meaning there; one that
    nobody knows is taken for the newsroom's own.
    """
    if offset := _offset(text):
        return offset
    if place := _PLACE.search(text):
        zone = _place(place["name"])
        return text[: place.start()].rstrip(), zone or local
    named = _NAME.search(text)
    # Without digits before it a word is no zone: "Mon", "Oct".
    if named is None or not re.search(r"\d\s*$", text[: named.start()]):
        return text, None
    name = (named["name"] or named["zulu"]).upper()
    if name in {"AM", "PM", "A", "P"}:
        return text, None
    return text[: named.start()].rstrip(), _abbreviation(name, local)


def _offset(text: str) -> tuple[str, tzinfo] | None:
    found = _OFFSET.search(text)
    # The day of "2026-10-12" is no offset: one stands behind a time, or behind a name.
    if found is None or not (found["name"] or _TIME.search(text[: found.start()])):
        return None
    size = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if size > _LONGEST_OFFSET:
        return text[: found.start()].rstrip(), UTC
    return text[: found.start()].rstrip(), timezone(size if found["sign"] == "+" else -size)


def _abbreviation(name: str, local: tzinfo) -> tzinfo:
    for month in (1, 7):
        if (offset := _offset_called(name, local, month)) is not None:
            return timezone(offset)
    hours = _ABBREVIATIONS.get(name)
    return local if hours is None else timezone(timedelta(hours=hours))


def _offset_called(name: str, local: tzinfo, month: int) -> timedelta | None:
    moment = datetime(2020, month, 1, 12, tzinfo=local)
    return moment.utcoffset() if moment.tzname() == name else None


@cache
def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None
