"""Faults that can be switched on for the site, and how long each lasts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from sandbox.newsroom.errors import InvalidRequestError

MAX_COUNT = 1_000_000
MAX_DURATION = timedelta(days=365)
MAX_SECONDS = 3600.0
MAX_BYTES = 200 * 1024 * 1024


class Area(StrEnum):
    """A part of the site, told by the address of a request."""

    FEED = "feed"
    PAGE = "page"
    PHOTO = "photo"
    REST = "rest"
    OTHER = "other"


class Fault(StrEnum):
    """Everything that can go wrong; the comment says what a client meets."""

    DOWN = "down"  # 503
    SERVER_ERROR = "server_error"  # 500
    RETRY_AFTER = "retry_after"  # 503 with Retry-After
    RATE_LIMITED = "rate_limited"  # 429 with Retry-After
    FORBIDDEN = "forbidden"  # 403 with a challenge page
    CHALLENGE = "challenge"  # 200 with a challenge page
    LOGIN_WALL = "login_wall"  # 302 to a log-in form
    REDIRECT_LOOP = "redirect_loop"  # 302 for ever
    SOFT_404 = "soft_404"  # 200 with "not found"
    EMPTY = "empty"  # 200 without a body
    DROPPED = "dropped"  # the connection ends in the middle
    SLOW = "slow"  # the answer comes after `seconds`
    DRIP = "drip"  # one byte each `seconds`
    ENDLESS = "endless"  # a body without end
    OVERSIZED = "oversized"  # 50 MB (or `bytes`) of padding behind the body
    GZIP_BOMB = "gzip_bomb"  # 200 KB that become 200 MB
    GZIP_UNLABELLED = "gzip_unlabelled"  # gzip without Content-Encoding
    TRUNCATED = "truncated"  # cut inside a letter, Content-Length fits the cut
    WRONG_CHARSET = "wrong_charset"  # windows-1256 that nobody declares
    CHARSET_HEADER = "charset_header"  # windows-1256, declared in the header only
    FEED_AS_HTML = "feed_as_html"  # right body, Content-Type text/html
    STALE = "stale"  # the feed as it was when the fault was set
    WEAK_ETAG = "weak_etag"  # ETag becomes W/"…"
    GZIP_ETAG = "gzip_etag"  # ETag becomes "…-gzip"
    NO_VALIDATORS = "no_validators"  # neither ETag nor Last-Modified, never 304
    OLD_LAST_MODIFIED = "old_last_modified"  # Last-Modified of 1970
    ALWAYS_304 = "always_304"  # 304 to everyone who asks conditionally
    DUPLICATE_ITEMS = "duplicate_items"  # each item twice
    NO_GUID = "no_guid"  # items without guid
    NO_LINK = "no_link"  # items without link
    NO_DATE = "no_date"  # items without pubDate
    NO_TITLE = "no_title"  # items without title
    ODD_DATES = "odd_dates"  # pubDate in forms that no standard knows
    FAR_DATES = "far_dates"  # pubDate in 1970 and 2087 by turns
    DIRTY_TITLES = "dirty_titles"  # control and bidi characters, <script>
    SHUFFLED = "shuffled"  # items out of order
    ENTITY_BOMB = "entity_bomb"  # a DTD whose entities grow without bound
    PHOTO_HUGE = "photo_huge"  # over 10 MB
    PHOTO_WIDE = "photo_wide"  # width + height over 10000, ratio over 20
    PHOTO_NOT_IMAGE = "photo_not_image"  # HTML called .jpg
    PHOTO_MISSING = "photo_missing"  # 404


_ALL = frozenset(Area)
_TEXT = frozenset({Area.FEED, Area.PAGE, Area.REST, Area.OTHER})
_FEED = frozenset({Area.FEED})
_PHOTO = frozenset({Area.PHOTO})
_DEFAULT_AREAS: dict[Fault, frozenset[Area]] = {
    Fault.SOFT_404: frozenset({Area.PAGE}),
    Fault.TRUNCATED: _FEED,
    Fault.CHALLENGE: _TEXT,
    Fault.LOGIN_WALL: _TEXT,
    Fault.WRONG_CHARSET: _FEED,
    Fault.CHARSET_HEADER: _FEED,
    Fault.EMPTY: _FEED,
    Fault.GZIP_BOMB: _FEED,
    Fault.GZIP_UNLABELLED: _FEED,
    Fault.OVERSIZED: _FEED,
    Fault.ENDLESS: _FEED,
    Fault.DRIP: _FEED,
}
FEED_FAULTS = frozenset(
    {
        Fault.FEED_AS_HTML,
        Fault.STALE,
        Fault.WEAK_ETAG,
        Fault.GZIP_ETAG,
        Fault.NO_VALIDATORS,
        Fault.OLD_LAST_MODIFIED,
        Fault.ALWAYS_304,
        Fault.DUPLICATE_ITEMS,
        Fault.NO_GUID,
        Fault.NO_LINK,
        Fault.NO_DATE,
        Fault.NO_TITLE,
        Fault.ODD_DATES,
        Fault.FAR_DATES,
        Fault.DIRTY_TITLES,
        Fault.SHUFFLED,
        Fault.ENTITY_BOMB,
    }
)
PHOTO_FAULTS = frozenset(
    {Fault.PHOTO_HUGE, Fault.PHOTO_WIDE, Fault.PHOTO_NOT_IMAGE, Fault.PHOTO_MISSING}
)


def default_areas(fault: Fault) -> frozenset[Area]:
    """Where a fault shows if nobody says where."""
    if fault in FEED_FAULTS:
        return _FEED
    if fault in PHOTO_FAULTS:
        return _PHOTO
    return _DEFAULT_AREAS.get(fault, _ALL)


@dataclass(slots=True, kw_only=True)
class ActiveFault:
    """A fault that is on: until `until`, or for `remaining` more requests, or until cleared."""

    fault: Fault
    areas: frozenset[Area]
    seconds: float
    size: int
    since: datetime
    until: datetime | None = None
    remaining: int | None = None
    hits: int = 0

    def view(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "fault": self.fault.value,
            "areas": sorted(area.value for area in self.areas),
            "seconds": self.seconds,
            "bytes": self.size,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "remaining": self.remaining,
            "hits": self.hits,
        }


class FaultBoard:
    """Which faults are on now; each fault at most once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._active: dict[Fault, ActiveFault] = {}

    def put(self, active: ActiveFault) -> None:
        """Set a fault, in place of an older one of the same name."""
        self._active[active.fault] = active

    def clear(self, faults: Iterable[Fault] | None = None) -> None:
        """End the named faults, or all."""
        for fault in list(self._active) if faults is None else faults:
            self._active.pop(fault, None)

    def active(self) -> list[ActiveFault]:
        """Those that still hold; what has run out is forgotten."""
        now = self._now()
        for fault, active in list(self._active.items()):
            if active.remaining == 0 or (active.until is not None and now >= active.until):
                del self._active[fault]
        return list(self._active.values())

    def strike(self, area: Area) -> dict[Fault, ActiveFault]:
        """The faults that one request to `area` meets; a counted one is used up by it."""
        met = {active.fault: active for active in self.active() if area in active.areas}
        for active in met.values():
            active.hits += 1
            if active.remaining is not None:
                active.remaining -= 1
        return met


class Course(TypedDict, total=False):
    """How a fault runs; what is left out or None is as it makes sense.

    `areas` says where, `count` for how many requests (1 to a million), `duration` how long (up to
    a year); `seconds` is of SLOW (5), DRIP (1 a byte) and Retry-After (120), `size` the bytes of
    OVERSIZED (50 MiB) and, unpacked, of GZIP_BOMB (200 MiB).
    """

    areas: frozenset[Area] | None
    count: int | None
    duration: timedelta | None
    seconds: float | None
    size: int | None


def switched_on(fault: Fault, course: Course, *, now: datetime) -> ActiveFault:
    """A fault as it is from now on.

    Raises:
        InvalidRequestError: a number is out of bounds.
    """
    count, duration = course.get("count"), course.get("duration")
    seconds, size = course.get("seconds"), course.get("size")
    if count is not None and not 0 < count <= MAX_COUNT:
        raise InvalidRequestError(f"count must lie between 1 and {MAX_COUNT}")
    if duration is not None and not timedelta() < duration <= MAX_DURATION:
        raise InvalidRequestError("duration must be more than nothing and at most a year")
    if seconds is not None and not 0 <= seconds <= MAX_SECONDS:
        raise InvalidRequestError(f"seconds must lie between 0 and {MAX_SECONDS:.0f}")
    if size is not None and not 0 < size <= MAX_BYTES:
        raise InvalidRequestError(f"bytes must lie between 1 and {MAX_BYTES}")
    return ActiveFault(
        fault=fault,
        areas=course.get("areas") or default_areas(fault),
        seconds=_seconds(fault) if seconds is None else seconds,
        size=_size(fault) if size is None else size,
        since=now,
        until=now + duration if duration is not None else None,
        remaining=count,
    )


def _seconds(fault: Fault) -> float:
    return {Fault.DRIP: 1.0, Fault.RETRY_AFTER: 120.0, Fault.RATE_LIMITED: 120.0}.get(fault, 5.0)


def _size(fault: Fault) -> int:
    return MAX_BYTES if fault is Fault.GZIP_BOMB else 50 * 1024 * 1024
