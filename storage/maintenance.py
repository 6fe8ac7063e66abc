"""Erases chats, repairs times that a wrong clock wrote, and deletes what is no longer needed."""

from datetime import datetime, timedelta
from pathlib import Path

from storage.chats.lifecycle import delete_gone_chats
from storage.future_time_limits import repair_future_times
from storage.instances.server_clock import server_time
from storage.outbox import KEEP_FAILED
from storage.repositories import Repositories


class Maintenance(Repositories):
    """Operations over all tables."""

    async def erase(self, telegram_id: int, *, asked_by: int | None = None) -> None:
        """Erase a chat, and a person as an administrator, by the Telegram id, from every file.

        Args:
            telegram_id: of the chat or person.
            asked_by: the update that is being handled, whose content stays until `erase_update`:
                what fails here is tried again by its next attempt.

        Raises:
            StorageError: it was not forgotten, or its words may still be legible for a while.
        """
        await self.inbox.forget(telegram_id, but=asked_by)
        await self.chats.forget(telegram_id)
        await self.administrators.forget(telegram_id)
        await self.announcements.forget(telegram_id)
        self.fruitless_words.forget(telegram_id)
        await self._database.fold_log()

    async def erase_update(self, update_id: int) -> None:
        """Erase the update that asked for an erasure, from every file; it is tried no more.

        Raises:
            StorageError: it was not forgotten, or its words may still be legible for a while.
        """
        await self.inbox.forget_update(update_id)
        await self._database.fold_log()

    async def save(self, target: Path) -> None:
        """Write all that the database holds to a new file, which this user alone may read.

        Raises:
            StorageError: it can't be written, or the database is one of a server.
        """
        await self._database.save(target)

    async def repair_future_times(self, now: datetime) -> int:
        """Repair stored times that lie too far ahead, after the clock was set; return how many.

        Raises:
            StorageError: none of them was ended.
        """
        async with self._database.transaction() as connection:
            return await repair_future_times(connection, now)

    async def server_time(self) -> datetime | None:
        """Return the present time by the clock of the database's server; None if there is none.

        Raises:
            StorageError: the server can't be asked.
        """
        return await server_time(self._database)

    async def prune(self, now: datetime, edit_window: timedelta) -> None:
        """Delete what is kept no longer: finished rows, past searches, chats gone for long.

        Args:
            now: the present time.
            edit_window: how long after its sending a post can be corrected, and its row is kept.

        Raises:
            StorageError: some of it may be deleted already.
        """
        await self.outbox.prune(now, edit_window)
        await self.announcements.prune(now)
        await self.inbox.prune(now)
        await self.approvals.prune(now)
        await self.withdrawn_schedules.prune(now - KEEP_FAILED)
        await self.channel_statistics.prune(now)
        await self.overrides.prune()
        await self.saved_searches.prune(now)
        await self.fruitless_words.prune(now)
        async with self._database.transaction() as connection:
            await delete_gone_chats(connection, now)
        # What a backup kept `erase` from emptying.
        await self._database.fold_log()
