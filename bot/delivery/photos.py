"""Chooses how a photo is sent: by `file_id`, by URL, as JPEG bytes, or not at all.

The first chat that gets a photo finds the way; the others wait a moment for its `file_id`.
While the way takes longer (a slow upload), they are put back, so that one photo's trouble does
not hold up what else is to be sent.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.jpeg import LONGEST_SIDE, SMALL_SIDE, as_jpeg
from bot.errors import KhabarError
from bot.isolation.worker import Isolate, in_thread
from storage.future_limits import still_waits

_LOG = logging.getLogger(__name__)

REMEMBERED = 512
# How long the others wait for the first one before they give their places back.
PATIENCE = timedelta(seconds=1.5)
# After that a photo that could not be had is tried again.
BROKEN_FOR = timedelta(minutes=10)
FETCH_TIMEOUT_SECONDS = 30.0
# So many chats that took the text in place of the photo, for reasons unknown, tell that it is the
# photo, not the chat.
SUSPECTED_AT = 3


class PhotoMemory(Protocol):
    """Where the `file_id` of an article's photo is kept across restarts."""

    async def file_id(self, article_id: int) -> str:
        """The known `file_id`, or nothing."""
        ...

    async def remember(self, article_id: int, file_id: str) -> None:
        """Keep it; an empty one forgets."""
        ...


@dataclass(slots=True)
class PhotoState:
    """What is known of one photo; `finding` is held by the chat that finds its way."""

    file_id: str = ""
    broken_until: datetime | None = None
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    slow: bool = False
    suspicions: int = 0


class PhotoBusy(KhabarError):
    """Somebody else is finding this photo's way; come back after a moment."""


class Photos:
    """The photos of late, by address, with the way that each takes.

    Args:
        fetch: the bytes of a photo; raises `KhabarError` where it can't be had.
        memory: keeps `file_id`s.
        now: the time.
        isolate: runs the decoding of a picture.
    """

    def __init__(
        self,
        *,
        fetch: Callable[[str], Awaitable[bytes]],
        memory: PhotoMemory,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        self._fetch = fetch
        self._isolate = isolate
        self._memory = memory
        self._now = now
        self._states: OrderedDict[str, PhotoState] = OrderedDict()

    @asynccontextmanager
    async def way(self, article_id: int, url: str) -> AsyncIterator[PhotoState]:
        """The photo's state: shared once its `file_id` is known, else for one chat at a time.

        Raises:
            PhotoBusy: another chat is finding the way, and it takes long.
        """
        state = self._states.get(url)
        if state is None:
            state = self._states[url] = PhotoState()
            while len(self._states) > REMEMBERED:
                self._states.popitem(last=False)
        else:
            self._states.move_to_end(url)
        if not self._settled(state):
            await self._turn(state)
            try:
                if not self._settled(state):
                    state.file_id = await self._memory.file_id(article_id)
                if not self._settled(state):
                    yield state
                    return
            finally:
                state.slow = False
                state.finding.release()
        yield state

    async def _turn(self, state: PhotoState) -> None:
        """Get the lock of an unsettled photo, or give up soon."""
        if state.slow:
            raise PhotoBusy("another chat is finding the way of this photo")
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await state.finding.acquire()
        except TimeoutError:
            state.slow = True
            raise PhotoBusy("another chat is finding the way of this photo") from None

    def _settled(self, state: PhotoState) -> bool:
        return bool(state.file_id) or self.broken(state)

    def broken(self, state: PhotoState) -> bool:
        """Whether this photo could not be sent by any way of late."""
        return still_waits(state.broken_until, self._now(), BROKEN_FOR)

    def give_up(self, state: PhotoState) -> None:
        """Send the posts of this photo as text for a while."""
        state.broken_until = self._now() + BROKEN_FOR

    def suspect(self, state: PhotoState) -> None:
        """A chat took the text where it had refused the photo in words that nobody knows."""
        state.suspicions += 1
        if state.suspicions >= SUSPECTED_AT:
            self.give_up(state)

    async def learn(self, article_id: int, state: PhotoState, file_id: str) -> None:
        """Every other chat gets the photo by this id."""
        state.suspicions = 0
        if file_id and file_id != state.file_id:
            state.file_id = file_id
            await self._memory.remember(article_id, file_id)

    async def forget(self, article_id: int, state: PhotoState) -> None:
        """The id was refused: find the way anew."""
        state.file_id = ""
        await self._memory.remember(article_id, "")

    async def jpeg(self, url: str, *, small: bool = False) -> bytes | None:
        """The photo as a JPEG that Telegram takes, or None where it can't be had or read."""
        side = SMALL_SIDE if small else LONGEST_SIDE
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_SECONDS):
                return await self._isolate(as_jpeg, await self._fetch(url), side)
        except (KhabarError, TimeoutError) as error:
            _LOG.warning("photo %s goes out as text: %s", url, str(error) or "timed out")
            return None
