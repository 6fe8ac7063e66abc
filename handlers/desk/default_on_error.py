"""Keeps an error that nobody expected from ending more of the desk's work than it concerns."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.logs import describe_error
from storage.errors import StorageError

log = logging.getLogger(__name__)

T = TypeVar("T")


async def default_on_error(default: T, work: Awaitable[T], what: str) -> T:
    """Return what the work returns; `default` after an error that nobody expected.

    Args:
        default: what leaves this piece of work behind, so that the others have their turn.
        work: one piece of work among others.
        what: names it in the log.

    Raises:
        StorageError: the database can't be used; that concerns all of them.
    """
    try:
        return await work
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is about this one
        log.error("%s failed: %s", what, describe_error(error))  # noqa: TRY400 - its words may be a reader's
        return default
