"""Bounds how many articles' pages are read again beside their schedule."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

PAGES_AN_HOUR: Final = 60
YOUNGEST_EVERY: Final = timedelta(minutes=7)
_HOUR: Final = timedelta(hours=1)
# The longest wait between two looks is a tenth of the time for which an article is watched.
_REMEMBERED: Final = timedelta(days=1)


class PageBudget:
    """Counts pages: `PAGES_AN_HOUR` of all, each once in `YOUNGEST_EVERY` for the same reason.

    A page is named by a key that holds the reason, too. The memory is lost on restart. The clock
    may be set back.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pages: deque[datetime] = deque(maxlen=PAGES_AN_HOUR)
        self._looked: dict[str, datetime] = {}

    def looked(self, key: str) -> datetime | None:
        """Return when a page was last counted, if it was within a day."""
        return self._looked.get(key)

    def take(self, key: str) -> bool:
        """Count a page if there is room for it; return whether there was."""
        now = self._now()
        while self._pages and abs(now - self._pages[0]) >= _HOUR:
            self._pages.popleft()
        last = self._looked.get(key)
        if len(self._pages) == PAGES_AN_HOUR or (last and abs(now - last) < YOUNGEST_EVERY):
            return False
        self._pages.append(now)
        self._looked.pop(key, None)
        self._looked[key] = now
        self._forget(now)
        return True

    def _forget(self, now: datetime) -> None:
        """Drop what was counted too long ago; the longest ago stands first."""
        while abs(now - next(iter(self._looked.values()))) >= _REMEMBERED:
            del self._looked[next(iter(self._looked))]
