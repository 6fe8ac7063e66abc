"""Decompresses gzip and deflate bodies up to a size limit."""

import zlib
from typing import Final

from bot.errors import FetchError, FetchTooLarge

ACCEPTED: Final = "gzip, deflate"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZLIB_HEADER: Final = 2  # bytes
# What misconfigured servers name here is no encoding, or a charset: RFC 9110, 8.4.1.
_NO_ENCODINGS: Final = frozenset(
    ("identity", "none", "utf-8", "utf8", "binary", "8bit", "windows-1256")
)
# Each costs a copy of what follows it: thousands of empty ones would be work in itself.
_MOST_MEMBERS: Final = 8


class Inflater:
    """Decompresses a body chunk by chunk, and bounds the size of the output.

    httpx's own decoders unfold a whole chunk at once, which is a thousandfold for a bomb.
    """

    def __init__(self, encoding: str, *, limit: int) -> None:
        """`limit` is in bytes of the unfolded body.

        Raises:
            FetchError: the encoding is one that was not asked for.
        """
        self._limit = limit
        self._size = 0
        self._begun = False
        self._members = 1
        self._over = False
        self._decoder: zlib._Decompress | None = None
        self._raw_allowed = False
        self._held = b""
        name = encoding.strip().lower()
        name = "" if name in _NO_ENCODINGS else name
        if name in {"gzip", "x-gzip"}:
            self._decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        elif name == "deflate":
            self._decoder = zlib.decompressobj()
            self._raw_allowed = True
        elif name:
            raise FetchError(f"the body came in an encoding that was not asked for: {name[:40]}")

    def feed(self, chunk: bytes) -> bytes:
        """Decompress one chunk.

        Raises:
            FetchTooLarge: the body exceeds its limit.
            FetchError: the compressed data are invalid.
        """
        self._begun = self._begun or bool(chunk)
        if self._decoder is None:
            return self._count(chunk)
        if self._over:
            return b""
        if self._raw_allowed:
            # zlib takes the first byte of raw deflate for one of its own header, which has two.
            chunk = self._held + chunk
            if len(chunk) < _ZLIB_HEADER:
                self._held = chunk
                return b""
        try:
            data = self._decoder.decompress(chunk, self._limit - self._size + 1)
        except zlib.error as error:
            if not self._raw_allowed:
                raise FetchError("the compressed body is broken") from error
            # Some servers send raw deflate, without the zlib header of RFC 9110, 8.4.1.2.
            self._raw_allowed = False
            self._decoder = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
            return self.feed(chunk)
        self._raw_allowed = False
        data = self._count(data)
        rest = self._decoder.unused_data
        return data + self._next_member(rest) if rest else data

    def _next_member(self, rest: bytes) -> bytes:
        """Decompress what follows the end of the compressed data.

        That may be a further member of the file (RFC 1952, 2.2), as where a server and its cache
        both compress. Anything else, as the comment that a cache appends, is left out: so do
        browsers.

        Raises:
            FetchError: there are more members than `_MOST_MEMBERS`.
        """
        # The network may part even the two bytes of a member's beginning: zlib keeps the first.
        if len(rest) < len(_GZIP_MAGIC) and _GZIP_MAGIC.startswith(rest):
            return b""
        self._over = not rest.startswith(_GZIP_MAGIC)
        if self._over:
            return b""
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise FetchError("the compressed body has too many parts")
        self._decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        return self.feed(rest)

    def finish(self) -> None:
        """Check that the compressed data are complete.

        Raises:
            FetchError: the compressed data end too early.
        """
        if self._begun and self._decoder is not None and not self._decoder.eof:
            raise FetchError("the compressed body ends too early")

    def _count(self, data: bytes) -> bytes:
        self._size += len(data)
        if self._size > self._limit:
            raise FetchTooLarge(f"the body is larger than {self._limit} bytes")
        return data


def unpack(raw: bytes, encoding: str, *, limit: int) -> bytes:
    """Decompress a whole body by its content encoding; blocking, so for a thread.

    Raises:
        FetchTooLarge: the output is larger than `limit` bytes.
        FetchError: the encoding is unknown, or the data are invalid.
    """
    inflater = Inflater(encoding, limit=limit)
    data = inflater.feed(raw)
    inflater.finish()
    return data


def unfold(body: bytes, *, limit: int) -> bytes:
    """Decompress a body that is gzip without a header saying so; return any other unchanged.

    Raises:
        FetchError: the data are invalid, or the output is larger than `limit` bytes.
    """
    if not body.startswith(_GZIP_MAGIC):
        return body
    inflater = Inflater("gzip", limit=limit)
    data = inflater.feed(body)
    inflater.finish()
    return data
