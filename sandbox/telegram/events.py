"""Event stream of the chats, for any number of listeners."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

Produce = Callable[[], dict[str, Any]]
_KEPT = 2000
_WATCHER_HOLDS = 500
_COMMENT_SECONDS = 15.0


class EventHub:
    """The newest events and their watchers; an event is made into JSON only if someone watches.

    Args:
        after: the ids begin behind it. One that no earlier run has reached has whoever watched
            that run begin again: its ids mean other events here.
    """

    def __init__(self, after: int = 0) -> None:
        self._kept: deque[tuple[int, str, Produce]] = deque(maxlen=_KEPT)
        self._watchers: set[asyncio.Queue[bytes | None]] = set()
        self.last_id = after
        self._closed = False

    def publish(self, name: str, produce: Produce) -> None:
        self.last_id += 1
        self._kept.append((self.last_id, name, produce))
        if not self._watchers:
            return
        frame = _frame(self.last_id, name, produce())
        for queue in self._watchers:
            if queue.qsize() >= _WATCHER_HOLDS:  # too slow: it begins again from the state
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(_frame(self.last_id, "reset", {}))
            else:
                queue.put_nowait(frame)

    def close(self) -> None:
        self._closed = True
        for queue in self._watchers:
            queue.put_nowait(None)

    async def watch(self, after: int | None) -> AsyncGenerator[bytes, None]:
        """Frames of server-sent events: those after `after` (None: only new ones), then live."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            # Before anything is yielded: what happens meanwhile comes by the queue alone.
            missed = self._missed(after)
            yield b"retry: 1000\n\n"
            for frame in missed:
                yield frame
            while not self._closed:
                frame_or_end: bytes | None = b": still here\n\n"
                with suppress(TimeoutError):
                    async with asyncio.timeout(_COMMENT_SECONDS):
                        frame_or_end = await queue.get()
                if frame_or_end is None:
                    return
                yield frame_or_end
        finally:
            self._watchers.discard(queue)

    def _missed(self, after: int | None) -> list[bytes]:
        if after is None or after == self.last_id:
            return []
        first = self._kept[0][0] if self._kept else self.last_id + 1
        if after > self.last_id or after < first - 1:
            return [_frame(self.last_id, "reset", {})]
        return [_frame(i, name, produce()) for i, name, produce in self._kept if i > after]


def _frame(event_id: int, name: str, data: dict[str, Any]) -> bytes:
    return (
        f"id: {event_id}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
    )
