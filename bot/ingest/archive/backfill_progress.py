"""Defines scope and progress of a backfill, and their stored form."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feed.past_articles import ArchivePosition
from bot.feed.wordpress.rest_requests import PER_PAGE_MAX
from bot.types import FeedItem
from storage.models import Feed

LEFT_TO_POLLS = timedelta(days=1)
_COUNTS = ("read", "stored", "known", "copies", "skipped", "doubtful")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillScope:
    """The dates of a backfill: published from `since` (None: ever) until `until`."""

    since: datetime | None
    until: datetime

    def includes(self, item: FeedItem) -> bool:
        """Return whether an item is in the scope; one without a date is judged by its page."""
        moment = item.published
        return moment is None or (
            moment < self.until and (self.since is None or moment >= self.since)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of a backfill, over all runs of one scope.

    `skipped` have no headline or no date, `doubtful` were refused by the quality gate; `left` is
    None if it is unknown.
    """

    read: int = 0
    stored: int = 0
    known: int = 0
    copies: int = 0
    skipped: int = 0
    doubtful: int = 0
    left: int | None = None
    oldest: datetime | None = None
    by_rest: bool = True
    finished: bool = False


def progress_key(feed_url: str, since: datetime | None, until: datetime | None) -> str:
    """Return the key under which a backfill is resumed: same feed, same dates."""
    dates = "/".join(f"{moment:%Y-%m-%d}" if moment else "" for moment in (since, until))
    return f"backfill {feed_url} {dates}"


def scope_from_dates(
    since: datetime | None, until: datetime | None, *, feeds: Sequence[Feed], now: datetime
) -> BackfillScope:
    """Return the scope that may be read, without what a poll has yet to find and send.

    Feeds that were never polled set no bound: their first poll pushes nothing.
    """
    polled = [feed.last_success for feed in feeds if feed.last_success is not None]
    bound = min((moment - LEFT_TO_POLLS for moment in polled), default=now)
    return BackfillScope(since=since, until=min(until or bound, bound))


def serialize_progress(place: ArchivePosition | None, progress: Progress) -> str:
    """Serialise position and progress; the result is empty after the end of the archive."""
    if place is None:
        return ""
    counts = {name: getattr(progress, name) for name in _COUNTS}
    oldest = progress.oldest.isoformat() if progress.oldest else None
    return json.dumps({"place": dataclasses.asdict(place), "oldest": oldest, **counts})


def parse_progress(note: str) -> tuple[ArchivePosition | None, Progress]:
    """Parse what `serialize_progress` wrote; return the beginning if it can't be parsed."""
    try:
        kept = json.loads(note)
        place = ArchivePosition(**kept["place"])
        oldest = datetime.fromisoformat(kept["oldest"]) if kept["oldest"] else None
        progress = Progress(
            **{name: int(kept.get(name, 0)) for name in _COUNTS},  # type: ignore[arg-type]
            oldest=oldest,
        )
    except (ValueError, TypeError, KeyError):
        return None, Progress()
    if place.by_rest and place.page == 1:
        # The site may manage whole pages again.
        place = dataclasses.replace(place, per_page=PER_PAGE_MAX)
    return place, progress
