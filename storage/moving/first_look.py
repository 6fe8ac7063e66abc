"""Refuses a move of which nothing can come, before either database is brought up to date.

A database of an older version is copied and migrated when it is opened for a move. One that was
moved long ago, or holds something else, is to stay as it was, readable by its own version.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from storage.engine.address import DatabaseAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import newest_schema
from storage.engine.move_mark import MoveMark, is_one_move, mark_of, refusal
from storage.engine.opening import open_database
from storage.engine.sqlite.migrations import schema_of
from storage.engine.upgrade import server_schema
from storage.errors import DatabaseMoved, StorageError
from storage.moving.rows import what_is_there

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a database says of itself: its mark, and why it would be no target."""

    mark: MoveMark | None = None
    filled: str = ""


async def refuse_hopeless(source: DatabaseAddress, target: DatabaseAddress, instance: str) -> None:
    """Refuse what `Move.begin` would refuse after both were migrated; nothing is changed.

    Args:
        source: the database whose contents are to be moved.
        target: where they are to be moved to.
        instance: names the connections to a server.

    Raises:
        DatabaseMoved: the source was moved already, or a move into it is not complete.
        StorageError: the target is of an older version, and holds what is not of this move.
    """
    old, new = await _look(source, instance), await _look(target, instance)
    if is_one_move(old.mark, new.mark):
        return
    if reason := refusal(old.mark):
        raise DatabaseMoved(reason)
    if new.filled:
        raise StorageError(new.filled)


async def _look(address: DatabaseAddress, instance: str) -> _Found:
    """Look at a database as it is; nothing is found where there is none, or none of Khabar's."""
    if isinstance(address, Path) and not address.exists():
        return _Found()
    try:
        database = await open_database(address, instance=instance, moving=True)
    except StorageError as error:
        _LOG.debug("%s will be refused when it is opened: %s", address, error)
        return _Found()
    try:
        return await _found_in(database, address)
    except StorageError as error:
        _LOG.debug("%s holds no tables of Khabar that can be read: %s", address, error)
        return _Found()
    finally:
        await database.close()


async def _found_in(database: Database, address: DatabaseAddress) -> _Found:
    on_file = isinstance(address, Path)
    schema = await (schema_of(database) if on_file else server_schema(database))
    if not schema:
        return _Found()
    mark = await mark_of(database)
    if schema >= newest_schema(Engine.SQLITE if on_file else Engine.POSTGRESQL):
        return _Found(mark)
    return _Found(mark, await what_is_there(database, str(address)))
