"""Notices that the database's file is gone from under the bot, and saves what it held."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from storage.errors import StorageError

log = logging.getLogger(__name__)


class DatabaseFile:
    """Looks whether the file that the bot has open is still the one under its name.

    A bot goes on with the file that it has opened, and shows nothing of it, but all that is gone
    when it ends: who subscribed, what they follow, what waits. So a copy is saved at once.

    Args:
        path: where the file should be.
        save: writes all that the database holds to a new file.
        on_lost: called at each look that does not find it, with whether a copy could be saved.
        now: gives the current time, aware UTC.
    """

    def __init__(
        self,
        path: Path,
        *,
        save: Callable[[Path], Awaitable[None]],
        on_lost: Callable[[bool], None],
        now: Callable[[], datetime],
    ) -> None:
        self._path = path
        self._save = save
        self._on_lost = on_lost
        self._now = now
        self._opened = _identity(path)
        self._saved = False

    async def check(self) -> None:
        """Look once; while the file is gone and no copy could be saved, try to save one."""
        if await asyncio.to_thread(_identity, self._path) == self._opened:
            self._saved = False
            return
        if not self._saved:
            self._saved = await self._save_copy()
        self._on_lost(self._saved)

    async def _save_copy(self) -> bool:
        copy = self._path.with_name(f"{self._path.name}.saved-{self._now():%Y%m%d-%H%M%S}")
        try:
            await self._save(copy)
        except StorageError as error:
            log.critical(
                "%s was removed or replaced under the bot; when it ends, all that it holds is "
                "gone, and no copy can be saved beside it: %s",
                self._path,
                error,
            )
            return False
        log.critical(
            "%s was removed or replaced under the bot; when it ends, all that it holds is "
            "gone. A copy of now is saved: stop the bot, then khabar restore %s",
            self._path,
            copy,
        )
        return True


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
