"""Remembers the items of a feed, to find those that changed, and whether the dates show it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.types import FeedItem

# An edit that the feed does not show moves Last-Modified once. Where it moves again at the next
# poll, and again nothing has changed, it is the time of the answer, or that of another cache.
_IDLE_MOVES_BELIEVED: Final = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a feed's answer says beside the one before.

    `changed` are the items that say something else or were not listed, `believed` whether a
    Last-Modified that has moved is a sign of an edit.
    """

    changed: frozenset[str] = frozenset()
    believed: bool = False


class FeedMemory:
    """What each feed's items said when it was last read; lost on restart."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, bytes]] = {}
        self._idle_moves: dict[str, int] = {}
        # Of polls that are not recorded yet: what the items say, and the idle moves with this one.
        self._looked_at: dict[str, tuple[dict[str, bytes], int]] = {}

    def look(self, feed_url: str, listed: Sequence[FeedItem], *, moved: bool) -> Seen:
        """Compare a feed's items with those that were kept last.

        `moved` says that the feed's Last-Modified is another than before.
        """
        before = self._said.get(feed_url)
        said = {item.site_id: _digest(item) for item in listed}
        if before is None:
            self._looked_at[feed_url] = said, 0
            return Seen(believed=moved)
        changed = frozenset(
            site_id for site_id, digest in said.items() if before.get(site_id) != digest
        )
        is_idle = moved and said == before
        idle_moves = self._idle_moves.get(feed_url, 0) + 1 if is_idle else 0
        self._looked_at[feed_url] = said, idle_moves
        return Seen(changed, believed=moved and idle_moves <= _IDLE_MOVES_BELIEVED)

    def keep(self, feed_url: str) -> None:
        """Remember what was last looked at, because its poll was recorded.

        A poll that failed is made again, and must find the same changes.
        """
        looked_at = self._looked_at.pop(feed_url, None)
        if looked_at is not None:
            self._said[feed_url], self._idle_moves[feed_url] = looked_at

    def stood_still(self, feed_url: str) -> None:
        """Note an answer that the feed is as it was."""
        self._idle_moves[feed_url] = 0


def _digest(item: FeedItem) -> bytes:
    said = (
        item.title,
        item.excerpt,
        *item.paragraphs,
        "\x1d".join(tag.name for tag in item.tags),
        item.photo.url if item.photo else "",
        item.photo.caption if item.photo else "",
        str(item.modified),
        str(item.locked),
    )
    return hashlib.blake2b("\x1e".join(said).encode(), digest_size=16).digest()
