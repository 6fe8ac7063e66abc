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

from bot.delivery.sending.jpeg import LONGEST_SIDE, SMALL_SIDE, as_jpeg
from bot.errors import KhabarError, PhotoError
from bot.isolation.worker import Isolate, in_thread
from bot.posts.withdrawn_card import is_own_picture, own_picture
from storage.errors import StorageError
from storage.future_time_limits import still_waits

_LOG = logging.getLogger(__name__)

REMEMBERED = 512
# How long the others wait for the first one before they give their places back.
PATIENCE = timedelta(seconds=1.5)
# After that a photo that could not be had is tried again.
BROKEN_FOR = timedelta(minutes=10)
FETCH_TIMEOUT_SECONDS = 30.0
FILE_TIMEOUT_SECONDS = 100.0
# So many chats that took the text in place of the photo, for reasons unknown, tell that it is the
# photo, not the chat.
SUSPECTED_AT = 3


class PhotoMemory(Protocol):
    """Stores the `file_id` of an article's photo across restarts."""

    async def file_id(self, article_id: int, url: str) -> str:
        """Return the stored `file_id`, or an empty string."""
        ...

    async def remember(self, article_id: int, url: str, file_id: str) -> None:
        """Store the `file_id`; an empty one deletes the stored one."""
        ...


@dataclass(slots=True)
class PhotoState:
    """How one photo can be sent; the lock `finding` is held by the chat that tries it out."""

    url: str
    file_id: str = ""
    broken_until: datetime | None = None
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    slow: bool = False
    suspicions: int = 0


class PhotoBusy(KhabarError):
    """Another chat is still trying out how the photo can be sent; retry after a moment."""


async def no_file(url: str) -> bytes:
    """Fetch no file: videos and audio go by address alone."""
    raise PhotoError(f"{url} is not fetched")


class Photos:
    """Remembers for recent photos, videos and audio, by URL, how each can be sent.

    Args:
        fetch: fetches a photo's bytes; raises `KhabarError` if it can't.
        fetch_file: the same for a video or audio file.
        memory: stores `file_id`s across restarts.
        now: gives the current time, aware UTC.
        isolate: runs the decoding of a picture in the worker process.
    """

    def __init__(
        self,
        *,
        fetch: Callable[[str], Awaitable[bytes]],
        fetch_file: Callable[[str], Awaitable[bytes]] = no_file,
        memory: PhotoMemory,
        now: Callable[[], datetime],
        isolate: Isolate = in_thread,
    ) -> None:
        self._fetch = fetch
        self._fetch_file = fetch_file
        # Each holds up to 50 MB until Telegram has it.
        self._one_file = asyncio.Lock()
        self._isolate = isolate
        self._memory = memory
        self._now = now
        self._states: OrderedDict[str, PhotoState] = OrderedDict()

    def state(self, url: str) -> PhotoState:
        """Return what is known of a photo, or of an album by a key of its own."""
        state = self._states.get(url)
        if state is None:
            state = self._states[url] = PhotoState(url)
            while len(self._states) > REMEMBERED:
                self._states.popitem(last=False)
        else:
            self._states.move_to_end(url)
        return state

    @asynccontextmanager
    async def way(self, article_id: int, url: str) -> AsyncIterator[PhotoState]:
        """Yield the photo's state: to one chat at a time until it is known how to send it.

        Raises:
            PhotoBusy: another chat is trying it out and has not finished within `PATIENCE`.
        """
        state = self.state(url)
        if not self._settled(state):
            await self._turn(state)
            try:
                if not self._settled(state):
                    state.file_id = await self._memory.file_id(article_id, url)
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
        """Return whether every way of sending this photo has failed within `BROKEN_FOR`."""
        return still_waits(state.broken_until, self._now(), BROKEN_FOR)

    def give_up(self, state: PhotoState) -> None:
        """Send posts with this photo as text for `BROKEN_FOR`."""
        state.broken_until = self._now() + BROKEN_FOR

    def suspect(self, state: PhotoState) -> None:
        """Count an unknown refusal of this photo, after which the chat accepted the text alone."""
        state.suspicions += 1
        if state.suspicions >= SUSPECTED_AT:
            self.give_up(state)

    async def learn(self, article_id: int, state: PhotoState, file_id: str) -> None:
        """Remember the photo's `file_id` for all other chats, and store it if that can be done."""
        state.suspicions = 0
        if file_id and file_id != state.file_id:
            state.file_id = file_id
            try:
                await self._memory.remember(article_id, state.url, file_id)
            except StorageError as error:
                # The post stands in its chat: a failure now would have it sent a second time.
                _LOG.warning("the file_id of %s is not stored: %s", state.url, error)

    async def forget(self, article_id: int, state: PhotoState) -> None:
        """Delete a `file_id` that Telegram refused, so that the photo is uploaded again."""
        state.file_id = ""
        await self._memory.remember(article_id, state.url, "")

    async def jpeg(self, url: str, *, small: bool = False) -> bytes | None:
        """Fetch the photo and convert it to JPEG; None if it can't be fetched or decoded."""
        side = SMALL_SIDE if small else LONGEST_SIDE
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_SECONDS):
                found = own_picture(url) if is_own_picture(url) else await self._fetch(url)
                return await self._isolate(as_jpeg, found, side)
        except (KhabarError, TimeoutError) as error:
            _LOG.warning(
                "photo %s unusable, its posts are sent as text: %s", url, str(error) or "timed out"
            )
            return None

    @asynccontextmanager
    async def file(self, url: str) -> AsyncIterator[bytes | None]:
        """Fetch a video or audio file and yield it; None if it can't be had or is too large.

        One at a time is held in memory, as long as the block takes.
        """
        async with self._one_file:
            try:
                async with asyncio.timeout(FILE_TIMEOUT_SECONDS):
                    data = await self._fetch_file(url)
            except (KhabarError, TimeoutError) as error:
                _LOG.warning("video or audio file %s unusable: %s", url, str(error) or "timed out")
                yield None
            else:
                yield data
