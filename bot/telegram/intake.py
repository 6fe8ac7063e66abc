"""Stores updates that arrive one by one, those of the same moment in one transaction."""

import asyncio

from bot.logs import describe_error
from bot.telegram.inbox import InboxWorker
from storage.errors import StorageError
from storage.models import ReceivedUpdate

# A statement with more parameters than these updates have is refused by SQLite.
AT_MOST = 500


class Intake:
    """Adds updates to the inbox; while one transaction runs, the next is gathered.

    So a commit's wait for the disk is shared by however many updates arrive meanwhile, and a lone
    one waits for nobody.
    """

    def __init__(self, inbox: InboxWorker) -> None:
        self._inbox = inbox
        self._waiting: list[tuple[ReceivedUpdate, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def accepts(self) -> bool:
        """Whether there is room for an update now."""
        return self._inbox.accepts

    async def add(self, update: ReceivedUpdate) -> None:
        """Store an update; when this returns, a crash no longer loses it.

        Raises:
            StorageError: it was not stored.
        """
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="intake")
        await stored

    async def stop(self) -> None:
        """Wait until what was added is stored."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:AT_MOST], self._waiting[AT_MOST:]
                failure = await self._store([update for update, _ in batch])
                for _, stored in batch:
                    # Whoever hung up meanwhile waits no more.
                    if stored.done():
                        continue
                    if failure is None:
                        stored.set_result(None)
                    else:
                        stored.set_exception(failure)
        finally:
            self._writing = None

    async def _store(self, updates: list[ReceivedUpdate]) -> StorageError | None:
        try:
            await self._inbox.add(updates)
        except StorageError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whoever waits for it would wait for ever
            return StorageError(f"not stored: {describe_error(error)}")
        return None
