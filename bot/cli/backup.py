"""Copies the database, and puts a copy back, for `khabar backup` and `khabar restore`."""

import asyncio
import contextlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.archive_access import run_stoppable
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import report_errors, screen
from bot.config.files import checked_file, is_folder, there_is
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.running import is_in_use, kept_from_others
from storage.engine.sqlite.backup import copy_database, restore_database, value_of
from storage.engine.sqlite.backup_files import copy_name, remove_unfinished, surplus
from storage.engine.sqlite.examine import examine_file
from storage.engine.sqlite.ownership import refuse_foreign
from storage.errors import StorageError
from storage.key_value import BOT_ID


def back_up(target: Path, keep: int | None, *, as_json: bool) -> None:
    """Copy the database while the bot runs; the copy is checked and for this user alone.

    Args:
        target: a new file, or a folder of copies.
        keep: in a folder: delete all but so many newest copies.
        as_json: print what was written and deleted as JSON.
    """
    with report_errors():
        settings = settings_or_exit()
        written, deleted = run_stoppable(lambda stopped: _back_up(settings, target, keep, stopped))
        size = written.stat().st_size
        if as_json:
            told = {"file": str(written), "bytes": size, "deleted": deleted}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        screen.print(f"{written}: sound, {size:,} bytes", markup=False)
        for name in deleted:
            screen.print(f"deleted {name}", markup=False)


async def _back_up(
    settings: Settings, target: Path, keep: int | None, stopped: threading.Event
) -> tuple[Path, list[str]]:
    database = _file_of(settings)
    if not there_is(database):
        raise ConfigError(f"there is no database at {database}: check DATABASE and --env-file")
    refuse_foreign(database)
    if keep is not None:
        _make_folder(target)
    if not is_folder(target):
        checked_file(target)
        if there_is(target):
            if target.samefile(database):
                raise ConfigError(f"{target} is the database itself")
            await asyncio.to_thread(_refuse_no_copy, database, target)
        await asyncio.to_thread(copy_database, database, target, stopped=stopped)
        return target, []
    await asyncio.to_thread(remove_unfinished, target)
    written = target / copy_name(datetime.now(UTC))
    await asyncio.to_thread(copy_database, database, written, stopped=stopped)
    return written, _make_room(target, keep, written.name) if keep else []


def _refuse_no_copy(database: Path, target: Path) -> None:
    """Refuse to replace what is no copy of a bot's own: nothing else of anybody's.

    Raises:
        ConfigError: a bot or a command works on it, or it holds the chats of another bot.
        StorageError: it is no database of Khabar's, or can't be read.
    """
    if is_in_use(target):
        raise ConfigError(f"a bot or a command is at work on {target}: name another file")
    examine_file(target, at_rest=True)
    there, own = _bot_of(target, at_rest=True), _bot_of(database, at_rest=False)
    if there and own and there != own:
        raise ConfigError(
            f"{target} belongs to bot {there}, and {database} to bot {own}: name another file"
        )


def _bot_of(database: Path, *, at_rest: bool) -> str:
    """Return whose chats a file holds; empty where it does not say so, or is empty or damaged."""
    with contextlib.suppress(StorageError):
        return value_of(database, BOT_ID, at_rest=at_rest)
    return ""


def _make_folder(folder: Path) -> None:
    """Make the folder in which copies are kept, if its own folder is there.

    Raises:
        ConfigError: something else has its name, or it can't be made.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise ConfigError(f"--keep is for folders, and {folder} is none") from None
    except OSError as error:
        raise ConfigError(f"the folder {folder} can't be made: {error.strerror}") from None


def _make_room(folder: Path, keep: int, newest: str) -> list[str]:
    """Delete all but so many of the newest copies in a folder; return the names of those deleted.

    Raises:
        ConfigError: this user may not look into the folder, or not delete there.
    """
    try:
        old = surplus([one.name for one in folder.iterdir()], keep, newest=newest)
        for name in old:
            with contextlib.suppress(FileNotFoundError):
                (folder / name).unlink()
    except OSError as error:
        raise ConfigError(
            f"the copy was made, and older ones in {folder} can't be deleted: {error.strerror}"
        ) from None
    return old


def restore(copy: Path) -> None:
    """Put a copy in the place of the database, which is kept aside; the bot must not run."""
    with report_errors():
        settings = settings_or_exit()
        database = _file_of(settings)
        if not there_is(checked_file(copy)):
            raise ConfigError(f"there is no file {copy}")
        if there_is(database) and copy.samefile(database):
            raise ConfigError(f"{copy} is the database itself")
        if not examine_file(copy, at_rest=True).schema:
            raise ConfigError(f"{copy} is empty: there is nothing in it to put back")
        check_bot(settings, value_of(copy, BOT_ID), str(copy))
        refuse_foreign(database)
        aside = run_stoppable(lambda stopped: _restore(database, copy, stopped))
        screen.print(f"{database}: restored from {copy}", markup=False)
        if aside is not None:
            screen.print(f"what was there before: {aside}", markup=False)


async def _restore(database: Path, copy: Path, stopped: threading.Event) -> Path | None:
    # Also a backfill would go on writing into what was moved away.
    async with kept_from_others(database):
        now = datetime.now(UTC)
        return await asyncio.to_thread(restore_database, copy, database, now, stopped=stopped)


def _file_of(settings: Settings) -> Path:
    """The SQLite file.

    Raises:
        ConfigError: the database is one of PostgreSQL, which has tools of its own for this.
    """
    if not isinstance(settings.database, Path):
        raise ConfigError(
            f"{settings.database} is copied by pg_dump and put back by pg_restore: see "
            "docs/postgresql.md"
        )
    return settings.database


def check_bot(settings: Settings, owner: str, database: str) -> None:
    """Refuse a database whose chats belong to another bot than the token's.

    No chat takes a message of a bot that it has not started: each would count as gone.

    Raises:
        ConfigError: the database belongs to another bot.
    """
    if settings.bot_token is None or not owner:
        return
    own = settings.bot_token.get_secret_value().partition(":")[0]
    if own != owner:
        raise ConfigError(
            f"{database} belongs to bot {owner}, and BOT_TOKEN is of bot {own}: "
            "another bot needs a DATABASE of its own"
        )
