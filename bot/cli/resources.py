"""Opens the store on the database that a command works with."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from bot.cli import sandbox
from bot.cli.terminal import error_console
from bot.config.files import there_is
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress
from storage.engine.observed import Observe, ObservedDatabase
from storage.engine.upgrade import open_migrated
from storage.store import Store


@contextlib.asynccontextmanager
async def open_store(
    address: DatabaseAddress,
    *,
    lock_held: bool = False,
    observe: Observe | None = None,
    instance: str = "",
) -> AsyncIterator[Store]:
    """Open the store on a database, migrated to the newest schema.

    `lock_held` says that the caller holds the lock of the running bot; `observe` is told of each
    use of the database; `instance` is the name of a running bot where there may be others.

    Raises:
        StorageError: the database can't be used.
    """
    database = await open_migrated(address, lock_held=lock_held, instance=instance)
    try:
        watched = ObservedDatabase(database, observe) if observe else database
        yield Store(watched, instance=instance)
    finally:
        await database.close()


def sandbox_database(settings: Settings) -> Path | None:
    """Return the database of the running sandbox, unless the settings name another one.

    Without a token the bot runs in the sandbox, on a database of its own.

    Raises:
        StorageError: what lies there can't be looked at.
    """
    if settings.bot_token is not None or "database" in settings.model_fields_set:
        return None
    return sandbox.running_database()


def archive_path(settings: Settings) -> DatabaseAddress:
    """Return the database to search: that of the running sandbox, or of the settings.

    Raises:
        ConfigError: there is none yet.
    """
    path: DatabaseAddress = settings.database
    if running := sandbox_database(settings):
        error_console.print("khabar: this is the archive of the running sandbox", markup=False)
        path = running
    if not there_is(path):
        raise ConfigError(f"there is no database at {path} yet: run the bot first")
    return path
