"""Uploaded and fetched files: stored by file_id, photos measured, shown as Telegram's objects."""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

import httpx
from PIL import Image, UnidentifiedImageError

from sandbox.telegram.api_errors import ApiError, bad_request
from sandbox.telegram.loopback_files import fetch
from sandbox.telegram.models import Json

MAX_PHOTO_BY_URL = 5 << 20
MAX_PHOTO_UPLOAD = 10 << 20
MAX_FILE_BY_URL = 20 << 20
MAX_DOWNLOAD = 20 << 20
MAX_UPLOAD = 50 << 20
_MOST_BYTES = 256 << 20
_MAX_SIDES = 10_000
_MAX_RATIO = 20
_SIZES = ((90, "s"), (320, "m"), (800, "x"), (1280, "y"), (2560, "w"))
_BY_URL = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "BMP": "image/bmp"}
_UPLOADED = _BY_URL | {"WEBP": "image/webp", "TIFF": "image/tiff"}


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it came in a multipart request."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    kind: str  # "photo", "video", "audio" or "document"
    name: str
    mime_type: str
    data: bytes
    width: int = 0
    height: int = 0


class FileStore:
    """Everything that has a file_id, the oldest going first once `most_bytes` are held."""

    def __init__(self, client: httpx.AsyncClient, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._client = client
        self._files: dict[str, StoredFile] = {}
        self._bytes = 0
        self._count = 0

    def get(self, file_id: str) -> StoredFile | None:
        """The file of this id; a photo has one id for each of its sizes."""
        return self._files.get(file_id.partition("-")[0])

    def download(self, path: str) -> StoredFile:
        """The file at the `file_path` that getFile gave.

        Raises:
            ApiError: 404.
        """
        file = self.get(path.rpartition("/")[2])
        if file is None:
            raise ApiError(404, "Not Found")
        return file

    def keep(self, file: StoredFile) -> str:
        """Store a file; answers its id."""
        self._count += 1
        letter = file.kind[0].upper()
        digest = hashlib.sha256(file.data).hexdigest()[:24]
        file_id = f"{letter}{self._count:07d}{digest}"
        self._files[file_id] = file
        self._bytes += len(file.data)
        while self._bytes > self._most_bytes and len(self._files) > 1:
            oldest = next(iter(self._files))
            self._bytes -= len(self._files.pop(oldest).data)
        return file_id

    def clear(self) -> None:
        self._files.clear()
        self._bytes = 0

    async def photo(self, given: str | UploadedFile | None) -> list[Json]:
        """Take a photo by file_id, URL or upload; answers its PhotoSize list.

        Raises:
            ApiError: there is none, it can't be fetched, or it is no photo that Telegram takes.
        """
        if given is None or given == "":
            raise bad_request("there is no photo in the request")
        if isinstance(given, UploadedFile):
            return photo_sizes(*await self._new_photo(given.data, by_url=False))
        known = self.get(given)
        if known is not None:
            if known.kind != "photo":
                raise bad_request(f"can't use file of type {known.kind.title()} as Photo")
            return photo_sizes(given.partition("-")[0], known)
        data, content_type = await fetch(self._client, given, MAX_PHOTO_BY_URL)
        if not content_type.startswith("image/"):
            raise bad_request("wrong type of the web page content")
        return photo_sizes(*await self._new_photo(data, by_url=True))

    async def document(self, given: str | UploadedFile | None) -> Json:
        """Take a document by file_id, URL or upload; answers its Document."""
        if given is None or given == "":
            raise bad_request("there is no document in the request")
        if isinstance(given, UploadedFile):
            if not given.data:
                raise bad_request("file must be non-empty")
            stored = StoredFile("document", given.name, given.mime_type, given.data)
            return _document(self.keep(stored), stored)
        known = self.get(given)
        if known is not None:
            return _document(given.partition("-")[0], known)
        data, content_type = await fetch(self._client, given, MAX_FILE_BY_URL)
        name = urlsplit(given).path.rpartition("/")[2] or "file"
        stored = StoredFile("document", name, content_type.partition(";")[0], data)
        return _document(self.keep(stored), stored)

    async def playable(self, kind: str, given: str | UploadedFile | None) -> Json:
        """Take a video or audio by file_id, URL or upload; answers its Video or Audio.

        Raises:
            ApiError: there is none, it can't be fetched, or it is something else.
        """
        if given is None or given == "":
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(given, UploadedFile):
            if not given.data:
                raise bad_request("file must be non-empty")
            stored = StoredFile(kind, given.name, _MIME_TYPES[kind], given.data)
            return _playable(self.keep(stored), stored)
        known = self.get(given)
        if known is not None:
            if known.kind != kind:
                raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
            return _playable(given.partition("-")[0], known)
        data, content_type = await fetch(self._client, given, MAX_FILE_BY_URL)
        if not content_type.startswith(f"{kind}/"):
            raise bad_request("wrong type of the web page content")
        name = urlsplit(given).path.rpartition("/")[2] or kind
        stored = StoredFile(kind, name, content_type.partition(";")[0], data)
        return _playable(self.keep(stored), stored)

    async def _new_photo(self, data: bytes, *, by_url: bool) -> tuple[str, StoredFile]:
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > MAX_PHOTO_UPLOAD:
            raise bad_request(
                f"file of size {len(data)} bytes is too big for a photo; "
                f"the maximum size is {MAX_PHOTO_UPLOAD} bytes"
            )
        stored = await asyncio.to_thread(_measured, data, by_url=by_url)
        return self.keep(stored), stored


def _measured(data: bytes, *, by_url: bool) -> StoredFile:
    """Look at the picture's head, as Telegram does before it takes a photo."""
    wrong = "wrong type of the web page content" if by_url else "IMAGE_PROCESS_FAILED"
    try:
        with Image.open(BytesIO(data)) as image:
            kind, (width, height) = image.format or "", image.size
            if width + height > _MAX_SIDES or max(width, height) > _MAX_RATIO * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            image.load()
    except Image.DecompressionBombError as error:
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise bad_request(wrong) from error
    mime_type = (_BY_URL if by_url else _UPLOADED).get(kind)
    if mime_type is None:
        raise bad_request(wrong)
    return StoredFile("photo", f"photo.{kind.lower()}", mime_type, data, width, height)


def photo_sizes(file_id: str, file: StoredFile) -> list[Json]:
    """The PhotoSize list of a photo: sizes up to its own, the largest last."""
    largest = max(file.width, file.height)
    sizes: list[Json] = []
    for side, letter in _SIZES:
        scale = min(side / largest, 1.0)
        sizes.append(
            {
                "file_id": f"{file_id}-{letter}",
                "file_unique_id": f"{file_id[-16:]}{letter}",
                "width": max(round(file.width * scale), 1),
                "height": max(round(file.height * scale), 1),
                "file_size": max(int(len(file.data) * scale * scale), 1),
            }
        )
        if scale >= 1:
            break
    return sizes


_MIME_TYPES = {"video": "video/mp4", "audio": "audio/mpeg"}
# No codec is at hand to look into them.
_VIDEO_SIZE = (1280, 720)


def _playable(file_id: str, file: StoredFile) -> Json:
    found = _document(file_id, file) | {"duration": 0}
    if file.kind == "video":
        found |= {"width": _VIDEO_SIZE[0], "height": _VIDEO_SIZE[1]}
    return found


def _document(file_id: str, file: StoredFile) -> Json:
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-16:],
        "file_name": file.name,
        "mime_type": file.mime_type,
        "file_size": len(file.data),
    }
