"""Remembers documents whose parsing stopped the worker, and refuses them for a while."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar, runtime_checkable

from bot.errors import JobKilled
from bot.isolation.worker import Isolate

P = ParamSpec("P")
R = TypeVar("R")


@runtime_checkable
class FetchedDocument(Protocol):
    """A fetched document: its URL and its bytes, which are None if nothing was received."""

    @property
    def url(self) -> str: ...

    @property
    def body(self) -> bytes | None: ...


class History(Protocol):
    """What a document has done before."""

    @property
    def kills(self) -> int: ...

    @property
    def blocked_until(self) -> datetime | None: ...


class KillMemory(Protocol):
    """Stores which documents stopped the worker, across restarts."""

    async def history(self, content: str, url: str, *, now: datetime, by_url: bool) -> History:
        """Return what this content or, with `by_url`, this URL has done before."""
        ...

    async def record(self, content: str, url: str, reason: str, *, now: datetime) -> None:
        """Record that this document stopped the worker; its pause grows each time."""
        ...


class Quarantine:
    """An `Isolate` that refuses documents which stopped the worker before.

    With `by_url` the URL is refused as well as the content, because pages hold nonces and come
    with other bytes each time. A feed is refused by its content alone: its next version is news.

    Args:
        isolate: parses documents.
        memory: stores which of them stopped it.
        now: gives the current time, aware UTC.
        by_url: refuse by the URL as well.
        warily: parses those that stopped it once, when their pause is over. It should give them
            less time: all other news waits for them.
    """

    def __init__(
        self,
        isolate: Isolate,
        memory: KillMemory,
        *,
        now: Callable[[], datetime],
        by_url: bool = False,
        warily: Isolate | None = None,
    ) -> None:
        self._isolate = isolate
        self._warily = warily or isolate
        self._memory = memory
        self._now = now
        self._by_url = by_url

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function in the worker, unless its document is refused.

        Raises:
            JobKilled: the document stopped the worker now or recently.
            KhabarError: as raised by the wrapped `Isolate`.
        """
        url, body = document_in(args)
        if body is None:
            return await self._isolate(function, *args, **kwargs)
        content = await asyncio.to_thread(content_key, function.__name__, body)
        history = await self._memory.history(content, url, now=self._now(), by_url=self._by_url)
        if (until := history.blocked_until) is not None:
            raise JobKilled(f"not parsed before {until:%H:%M} UTC, as it stopped the worker before")
        isolate = self._warily if history.kills else self._isolate
        try:
            return await isolate(function, *args, **kwargs)
        except JobKilled as error:
            await self._memory.record(content, url, str(error), now=self._now())
            raise


def document_in(arguments: tuple[object, ...]) -> tuple[str, bytes | None]:
    """Return URL and bytes of the document among a call's arguments; no bytes if none is."""
    for argument in arguments:
        if isinstance(argument, bytes):
            return "", argument
        if isinstance(argument, FetchedDocument) and isinstance(argument.body, bytes):
            return argument.url, argument.body
    return "", None


def content_key(function: str, body: bytes) -> str:
    """Return the hash that identifies a document's content for one function."""
    return hashlib.sha256(function.encode() + b"\0" + body).hexdigest()
