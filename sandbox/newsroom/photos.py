"""The upload folder: photos drawn on demand and kept in a bounded cache."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import replace

from sandbox.newsroom.illustrations import draw, resized
from sandbox.newsroom.models import Photo, PhotoFormat, PhotoKind

MAX_BYTES = 48 * 1024 * 1024
COPY_SIZES = frozenset({(300, 200), (768, 512), (1024, 682)})
_COPY = re.compile(r"^(?P<stem>.+)-(?P<width>\d{2,4})x(?P<height>\d{2,4})\.(?P<ext>\w+)$")


class PhotoCache:
    """Drawn photos, the least used dropped first beyond `max_bytes`."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._drawn: OrderedDict[tuple[Photo, tuple[int, int]], bytes] = OrderedDict()
        self._bytes = 0
        self._pen = asyncio.Semaphore(2)

    async def fetch(self, photo: Photo, size: tuple[int, int] | None = None) -> bytes:
        """The file of a photo, or of a smaller copy; drawn in a thread when it is not there."""
        key = (photo, size or (0, 0))
        if key not in self._drawn:
            async with self._pen:
                if key not in self._drawn:
                    self._put(key, await self._make(photo, size))
        self._drawn.move_to_end(key)
        return self._drawn[key]

    async def _make(self, photo: Photo, size: tuple[int, int] | None) -> bytes:
        if size is None:
            return await asyncio.to_thread(draw, photo)
        whole = await asyncio.to_thread(draw, replace(photo, format=PhotoFormat.JPEG))
        if photo.kind is PhotoKind.NOT_IMAGE:
            return whole
        return await asyncio.to_thread(resized, whole, size[0], size[1], photo.format)

    def _put(self, key: tuple[Photo, tuple[int, int]], data: bytes) -> None:
        self._drawn[key] = data
        self._bytes += len(data)
        while self._bytes > self._max_bytes and len(self._drawn) > 1:
            _, dropped = self._drawn.popitem(last=False)
            self._bytes -= len(dropped)


def split_copy(path: str) -> tuple[str, tuple[int, int] | None]:
    """Path of the upload, and the size if the path names a smaller copy of it."""
    found = _COPY.match(path)
    if found is None or (size := (int(found["width"]), int(found["height"]))) not in COPY_SIZES:
        return path, None
    return f"{found['stem']}.{found['ext']}", size
