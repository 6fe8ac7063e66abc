"""Tells those who work only while this instance leads when to begin and when to end."""

import asyncio
import contextlib
from collections.abc import Awaitable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Lead(Protocol):
    """The lead of an instance, as those who work under it see it."""

    @property
    def leading(self) -> bool:
        """Whether this instance leads for certain."""

    @property
    def steady(self) -> bool:
        """Whether it is known of others whether they live."""

    async def gained(self) -> None:
        """Wait until this instance leads."""

    def lost(self) -> Coroutine[Any, Any, None]:
        """Wait until the lead that it has now, at the call, is another's."""

    def bound(self) -> AbstractContextManager[None]:
        """Bind what is begun inside to the present lead.

        Its transactions fail when that has ended, also if this instance leads again by then.
        """

    async def certain(self) -> None:
        """Wait until this instance leads, and the database says so."""

    async def uncertain(self) -> None:
        """Wait until another may lead: the lead is lost, or was not renewed in time."""


class SoleInstance:
    """The lead of the only instance that there can be."""

    @property
    def leading(self) -> bool:
        """Always."""
        return True

    @property
    def steady(self) -> bool:
        """Always: there are no others."""
        return True

    async def gained(self) -> None:
        """Return at once."""

    async def lost(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()

    def bound(self) -> AbstractContextManager[None]:
        """Bind nothing: this lead has no end."""
        return contextlib.nullcontext()

    async def certain(self) -> None:
        """Return at once."""

    async def uncertain(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()


SOLE_INSTANCE = SoleInstance()


async def while_waiting(end: Awaitable[None], work: Awaitable[object]) -> None:
    """Do the work until what is waited for has come; then cut it off.

    Raises:
        Exception: whatever the work raised.
    """
    ending, working = asyncio.ensure_future(end), asyncio.ensure_future(work)
    try:
        await asyncio.wait([ending, working], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        for task in (ending, working):
            task.cancel()
        await asyncio.gather(ending, working, return_exceptions=True)
