"""Photos that are meant to break their decoder: every format spoiled, and shapes that it fears."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from hypothesis import strategies as st
from PIL import Image

from bot.delivery.sending.jpeg import FORMATS, LARGEST_UPLOAD, MOST_BYTES, as_jpeg
from bot.errors import PhotoError
from tests.corruption import corrupted

# What decoding may take, and the small picture made of it; the worker process may have 1 GiB.
MEGABYTES: Final = 1.2 * MOST_BYTES / 2**20
PIECES: Final = (
    b"\xff\xd8", b"\xff\xd9", b"\xff\xda", b"\xff\xc2", b"\xff\xdb", b"\xff\xe1Exif\0\0", b"IHDR",
    b"IDAT", b"IEND", b"acTL", b"fcTL", b"PLTE", b"tRNS", b"iCCP", b"GIF89a", b"\x21\xf9\x04",
    b"RIFF", b"WEBPVP8X", b"WEBPVP8L", b"ANMF", b"EXIF", b"II*\0", b"MM\0*", b"ftypavif", b"ispe",
    b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"BM", b"\x01\x00\x00\x00",
)  # fmt: skip


def _pictures() -> list[bytes]:
    found = []
    for kind in FORMATS:
        for mode in ("RGB", "RGBA", "L", "P", "CMYK", "I;16"):
            out = io.BytesIO()
            try:
                Image.linear_gradient("L").resize((40, 30)).convert(mode).save(out, kind)
            except (OSError, ValueError, KeyError):
                continue
            found.append(out.getvalue())
    return found


SEEDS: Final = _pictures()


def bodies() -> st.SearchStrategy[bytes]:
    """Bytes without a plan, and pictures, cut and spoiled."""
    return corrupted(SEEDS, PIECES) | st.binary(max_size=500)


def read(body: bytes, _content_type: str = "") -> None:
    """Convert a photo as delivery does, and hold what every result has."""
    try:
        made = as_jpeg(body)
    except PhotoError:
        return
    assert made.startswith(b"\xff\xd8")
    assert len(made) <= LARGEST_UPLOAD


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, *, colour: int = 2, chunks: bytes = b"", rows: int | None = None
) -> bytes:
    """A picture of one colour that weighs little, whatever its size."""
    row = b"\0" * (width * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 1)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + chunks + _chunk(b"IDAT", data + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + parts + _chunk(b"IEND", b"")


def _saved(kind: str, size: tuple[int, int], *, frames: int = 1, mode: str = "RGB") -> bytes:
    pictures = [Image.new(mode, size, number % 250) for number in range(frames)]
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    out = io.BytesIO()
    pictures[0].save(out, kind, **more)
    return out.getvalue()


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1000, 1000)).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + whole[-2:]


def _tiff_directories(count: int) -> bytes:
    """A TIFF of so many directories, none of which holds a picture."""
    told = bytearray(b"II*\0\x08\0\0\0")
    for _ in range(count):
        told += struct.pack("<HHHIII", 1, 256, 3, 1, 9, len(told) + 18)
    return bytes(told)


# What is small and becomes large, has no end, or breaks off: one of each kind first.
BUILDERS: Final[dict[str, Callable[[], bytes]]] = {
    "a PNG of more pixels than are decoded": lambda: png(30_000, 30_000, rows=10),
    "a PNG of most pixels with transparency": lambda: png(7_000, 7_000, colour=6),
    "a PNG with texts of 400 MB": lambda: png(
        400, 300, chunks=_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 50_000_000)) * 8
    ),
    "a PNG with a profile of 100 MB": lambda: png(
        400, 300, chunks=_chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 100_000_000))
    ),
    "a PNG of no rows": lambda: png(400, 300, rows=0),
    "a PNG with 100,000 chunks": lambda: png(400, 300, chunks=_chunk(b"tEXt", b"a\0b") * 100_000),
    "a WebP of 100 frames": lambda: _saved("WEBP", (300, 300), frames=100),
    "an AVIF of many pixels": lambda: _saved("AVIF", (2_000, 2_000)),
    "a GIF of 400 frames": lambda: _saved("GIF", (300, 300), frames=400, mode="P"),
    "a TIFF of most pixels": lambda: _saved("TIFF", (7_000, 7_000), mode="L"),
    "a TIFF of 50,000 directories": lambda: _tiff_directories(50_000),
    "a JPEG of 500 scans": lambda: _scans(500),
    "half a JPEG": lambda: _saved("JPEG", (400, 300))[:400],
    "one row": lambda: png(30_000, 1),
    # Further ones of the same kinds.
    "a PNG of most pixels": lambda: png(7_000, 7_000),
    "a PNG of most pixels with transparent grey": lambda: png(7_000, 7_000, colour=4),
    "a PNG of most pixels with a transparent colour": lambda: png(
        7_000, 7_000, colour=3, chunks=_chunk(b"PLTE", bytes(768)) + _chunk(b"tRNS", b"\0")
    ),
    "a WebP of many pixels": lambda: _saved("WEBP", (4_000, 4_000)),
}


def shapes() -> Iterator[tuple[str, bytes]]:
    """Each when it is asked for: together they take some seconds to make."""
    return ((name, build()) for name, build in BUILDERS.items())
