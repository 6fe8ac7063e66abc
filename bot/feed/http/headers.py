"""Parses response headers that steer polling: validators, age, hub, Retry-After."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from bot.text.urls import absolute
from bot.types import Validators

# Longer waits than this come from broken clocks and would silence the bot.
MAX_WAIT: Final = timedelta(days=1)
_DIGITS: Final = 9
_MAX_HEADER: Final = 300


def validators(headers: Mapping[str, str]) -> Validators:
    """Return ETag and Last-Modified as WordPress itself wrote them.

    A cache in front turns the tag into `W/"…"` or `…-gzip"`; WordPress compares it as a string,
    so that sent back like this it never matches.
    """
    etag = headers.get("etag", "").strip()[:_MAX_HEADER]
    etag = re.sub(r'[-;](?:gzip|br|deflate|zstd|df)"$', '"', etag.removeprefix("W/"))
    return Validators(
        etag=etag, last_modified=headers.get("last-modified", "").strip()[:_MAX_HEADER]
    )


def conditional(known: Validators | None) -> dict[str, str]:
    """Return the request headers for a conditional GET.

    Both are sent or none: If-Modified-Since alone gives a wrong 304 after a post was withdrawn,
    except where the site has no ETag at all. A server may write what a request can't carry.
    """
    if known is None:
        return {}
    sent = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    if not all(value.isascii() and value.isprintable() for value in sent.values()):
        return {}
    return {name: value for name, value in sent.items() if value}


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the site asks to wait (RFC 9110, 10.2.3); None if it does not."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        # Nobody means a wait of centuries: it is as if none were asked for.
        return min(timedelta(seconds=int(value)), MAX_WAIT) if len(value) <= _DIGITS else None
    moment = http_date(value)
    return None if moment is None else min(max(moment - now, timedelta(0)), MAX_WAIT)


def http_date(value: str) -> datetime | None:
    """Return the moment that a header names, aware; UTC where it names no zone, None if none."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long the response stays fresh: `Cache-Control` less `Age`; None if unknown."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    found = re.search(r"(?<![\w-])max-age=\"?(\d{1,9})", control)
    if found is None:
        return None
    age = headers.get("age", "")
    spent = int(age[:9]) if age.isascii() and age.isdigit() else 0
    return min(timedelta(seconds=max(int(found[1]) - spent, 0)), MAX_WAIT)


def hub(headers: Mapping[str, str]) -> str:
    """Return the WebSub hub in the `Link` header; empty if there is none."""
    link = headers.get("link", "")[:4000]
    found = re.search(r"<([^<>]{1,2000})>[^,<]{0,200}?rel=\"?hub\"?(?![\w-])", link)
    return absolute(found[1]) if found else ""


def total(headers: Mapping[str, str]) -> int | None:
    """Return how many posts all pages of a REST response hold together; None if unknown."""
    value = headers.get("x-wp-total", "").strip()
    return int(value[:9]) if value.isascii() and value.isdigit() else None
