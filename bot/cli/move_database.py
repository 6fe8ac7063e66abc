"""Moves everything from one database into another, for `khabar move-database`."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import typer

from bot.cli.archive_access import run_interruptible
from bot.cli.progress import ProgressRate, progress_bar
from bot.cli.reindex_command import build_index
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import error_console, report_errors, screen
from bot.config.files import checked_file, there_is
from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress, PostgresqlAddress, address_of, names_a_server
from storage.engine.database import Database
from storage.engine.running import ensure_kept, kept_from_others
from storage.engine.upgrade import open_migrated
from storage.errors import AlreadyRunning, StorageError
from storage.instances.connected_sessions import any_connected
from storage.moving import Move, refuse_hopeless

# A server learns some time after the end of a process that its connections are gone. Whoever moves
# at once behind an instance or another move that has just ended waits for that.
GONE_WITHIN = timedelta(seconds=2)
_LOOK_EVERY = timedelta(seconds=0.1)


def move_database(source: str, target: str, *, as_json: bool) -> None:
    """Move everything to another, empty database; no bot may run.

    Args:
        source: the present database, as the setting DATABASE has it.
        target: the new one.
        as_json: print what was moved as JSON.
    """
    with report_errors():
        settings_or_exit()
        run_interruptible(_move(_named(source), _named(target), as_json=as_json))


def _named(written: str) -> DatabaseAddress:
    address = address_of(written)
    if isinstance(address, PostgresqlAddress):
        return address
    if names_a_server(Path(written)):
        raise ConfigError("name a file, or postgresql://role:password@host/database")
    return checked_file(Path(written)).resolve()


async def _move(source: DatabaseAddress, target: DatabaseAddress, *, as_json: bool) -> None:
    if source == target:
        raise ConfigError(f"{source} is named twice: --to must be another database")
    if not there_is(source):
        raise ConfigError(f"there is no database at {source}")
    # By which the servers tell the connections of this move from those of a bot.
    own = f"move-{secrets.token_hex(3)}"
    async with contextlib.AsyncExitStack() as stack:
        for address in (source, target):
            with _told_of(address):
                await stack.enter_async_context(kept_from_others(address))
        await refuse_hopeless(source, target, own)
        old, new = [
            await stack.enter_async_context(_opened(address, own)) for address in (source, target)
        ]
        move = Move(old, new, source_address=str(source), target_address=str(target))
        indexed = 0
        if not await move.begin():
            await _copy(move)
            indexed = await build_index(new)
        for address, database in ((source, old), (target, new)):
            await ensure_kept(address, database)
            await _refuse_connected(address, database, own)
        await move.finish()
    _tell(move, target, indexed, as_json=as_json)


@contextlib.contextmanager
def _told_of(address: DatabaseAddress) -> Iterator[None]:
    """Say of which of the two an error is: neither of them need be the one in DATABASE."""
    try:
        yield
    except AlreadyRunning:
        raise
    except StorageError as error:
        raise StorageError(f"{address}: {str(error).replace(' in DATABASE', '')}") from None


@contextlib.asynccontextmanager
async def _opened(address: DatabaseAddress, own: str) -> AsyncIterator[Database]:
    """Open a database that nothing else uses.

    Raises:
        AlreadyRunning: an instance of the bot or a command is connected to it.
        StorageError: it can't be used.
    """
    with _told_of(address):
        database = await open_migrated(address, lock_held=True, instance=own, moving=True)
    try:
        await _refuse_connected(address, database, own)
        yield database
    finally:
        await database.close()


async def _refuse_connected(address: DatabaseAddress, database: Database, own: str) -> None:
    gone_by = asyncio.get_running_loop().time() + GONE_WITHIN.total_seconds()
    while await any_connected(database, own):
        if asyncio.get_running_loop().time() > gone_by:
            raise AlreadyRunning(f"a bot or a command works on {address}: stop all instances first")
        await asyncio.sleep(_LOOK_EVERY.total_seconds())


async def _copy(move: Move) -> None:
    with progress_bar(error_console) as progress:
        drawn = progress.add_task("copying", total=None, pace="")
        pace, present = ProgressRate(), ""
        async for step in move.copy():
            name = f"{step.doing} {step.table}"
            if name != present:
                pace, present = ProgressRate(), name
            progress.update(
                drawn,
                description=name,
                total=step.total,
                completed=step.done,
                pace=pace.rate_text(step.done, step.total - step.done),
            )


def _tell(move: Move, target: DatabaseAddress, indexed: int, *, as_json: bool) -> None:
    if as_json:
        tables = {name: asdict(found) for name, found in sorted(move.checksums.items())}
        told = {"database": str(target), "tables": tables, "articles": indexed}
        typer.echo(json.dumps(told, indent=2))
        return
    rows = sum(one.rows for one in move.checksums.values())
    if move.checksums:
        screen.print(
            f"{rows:,} rows in {len(move.checksums)} tables: the same in both; "
            f"{indexed:,} articles indexed",
            markup=False,
        )
    screen.print(f"everything is in {target} now: name it in DATABASE", markup=False)
