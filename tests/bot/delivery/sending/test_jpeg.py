"""Any picture as a JPEG that Telegram takes; anything else is refused, not decoded."""

import io
import itertools
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from telegram.constants import FileSizeLimit

from bot.delivery.sending.jpeg import FORMATS, LARGEST_UPLOAD, LONGEST_SIDE, as_jpeg
from bot.errors import PhotoError
from tests.bot.delivery.hostile import BUILDERS
from tests.parser_bounds import INPUTS, ON_LINUX, assert_bounds_in_subprocess


def picture(kind: str, size: tuple[int, int] = (640, 480), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else None).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["EPS", "PPM", "PCX", "TGA", "ICNS", "JPEG2000", "DDS", "PDF"])
def test_a_picture_of_no_web_format_is_refused(kind: str) -> None:
    """Each decoder more is one more to break, and that of PostScript runs a program."""
    assert kind not in FORMATS
    with pytest.raises(PhotoError, match="no picture"):
        as_jpeg(picture(kind))


def test_the_largest_upload_is_telegrams() -> None:
    """The worker process does not load its library for one number."""
    assert LARGEST_UPLOAD == FileSizeLimit.PHOTOSIZE_UPLOAD


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("WEBP", "RGBA"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("GIF", "P"),
        ("JPEG", "CMYK"),
        ("AVIF", "RGB"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
    ],
)
def test_every_common_kind_becomes_a_jpeg(kind: str, mode: str) -> None:
    """WebP and transparent pictures often fail at Telegram as they are."""
    with Image.open(io.BytesIO(as_jpeg(picture(kind, mode=mode)))) as converted:
        assert (converted.format, converted.mode, converted.size) == ("JPEG", "RGB", (640, 480))


@pytest.mark.parametrize("mode", ["I;16", "I"])
def test_grey_of_sixteen_bits_keeps_its_shades(mode: str) -> None:
    """Cut off at eight bits nearly all of it would be white."""
    half = Image.new(mode, (320, 480), 40_000)
    whole = Image.new(mode, (640, 480), 10_000)
    whole.paste(half, (0, 0))
    out = io.BytesIO()
    whole.save(out, "TIFF")
    with Image.open(io.BytesIO(as_jpeg(out.getvalue()))) as converted:
        left, right = converted.convert("L").getpixel((100, 200)), converted.getpixel((500, 200))
    assert abs(int(left) - 156) <= 2  # type: ignore[arg-type]
    assert right == (38, 38, 38)


def test_a_colour_profile_is_kept() -> None:
    """A wide-gamut photo without its profile looks dull."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (640, 480)).save(out, "PNG", icc_profile=profile)
    with Image.open(io.BytesIO(as_jpeg(out.getvalue()))) as converted:
        assert converted.info["icc_profile"] == profile


def test_a_broken_or_foreign_profile_costs_no_photo() -> None:
    """A profile of print does not fit red, green and blue; one that is no profile is dropped."""
    for mode in ("CMYK", "L"):
        out = io.BytesIO()
        Image.new(mode, (640, 480)).save(out, "JPEG", icc_profile=b"no profile" * 20)
        with Image.open(io.BytesIO(as_jpeg(out.getvalue()))) as converted:
            assert converted.mode == "RGB"
            assert "icc_profile" not in converted.info


def test_a_huge_picture_is_shrunk() -> None:
    """Width and height stay within what Telegram shows."""
    with Image.open(io.BytesIO(as_jpeg(picture("PNG", (3000, 2000))))) as shrunk:
        assert max(shrunk.size) == LONGEST_SIDE


def test_a_picture_is_upright() -> None:
    """Cameras write the turn beside the pixels; a new JPEG must not lose it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (640, 480)).save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(as_jpeg(out.getvalue()))) as upright:
        assert upright.size == (480, 640)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "CMYK", "I;16", "1"])
def test_a_picture_made_small_in_strips_has_no_seams(mode: str) -> None:
    """It is what a picture made small at once would be, in every mode and beyond one strip."""
    whole = Image.linear_gradient("L").resize((1800, 1500)).convert(mode)
    out = io.BytesIO()
    whole.save(out, "TIFF" if mode in {"CMYK", "I;16"} else "PNG")
    with Image.open(io.BytesIO(as_jpeg(out.getvalue(), 600))) as small:
        column = [int(small.convert("L").getpixel((300, row))) for row in range(small.height)]  # type: ignore[arg-type]
    assert len(column) == 500
    if mode == "1":
        return
    darker = list(itertools.pairwise(column))
    assert all(-2 <= below - above <= 3 for above, below in darker), max(darker)


# How a format says width and height, behind which bytes of its head.
SIZES = {
    "WEBP": (b"\x9d\x01\x2a", "<HH"),
    "AVIF": (b"ispe\0\0\0\0", ">II"),
    "JPEG": (b"\xff\xc2\x00\x11\x08", ">HH"),
}


@pytest.mark.parametrize(
    ("kind", "made", "side", "more"),
    [
        ("WEBP", 16, 4_400, {}),
        ("AVIF", 16, 5_600, {"speed": 10}),
        ("JPEG", 16, 7_000, {"progressive": True, "subsampling": 0}),
        pytest.param("AVIF", 5_600, 5_600, {"speed": 10}, marks=pytest.mark.slow),
        pytest.param(
            "JPEG", 7_000, 7_000, {"progressive": True, "subsampling": 0}, marks=pytest.mark.slow
        ),
    ],
)
def test_what_takes_too_much_memory_is_refused_before_it_is_decoded(
    kind: str, made: int, side: int, more: dict[str, object]
) -> None:
    """By what its head says; the same number of pixels is no trouble as a plain JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (made, made)).save(out, kind, **more)
    data = bytearray(out.getvalue())
    if made != side:
        before, form = SIZES[kind]
        struct.pack_into(form, data, data.index(before) + len(before), side, side)
    with pytest.raises(PhotoError, match="MB to decode"):
        as_jpeg(bytes(data))


def test_a_press_photo_of_most_pixels_is_taken() -> None:
    """Cameras make such; it is decoded at half its size."""
    with Image.open(io.BytesIO(as_jpeg(picture("JPEG", (8_600, 5_800))))) as shrunk:
        assert shrunk.width == LONGEST_SIDE


def test_too_narrow_a_picture_is_refused() -> None:
    """Telegram takes no more than twenty to one."""
    with pytest.raises(PhotoError, match="narrow"):
        as_jpeg(picture("PNG", (4000, 100)))


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    """A few bytes that claim to be a picture of billions of pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )
    idat = b"IDAT" + zlib.compress(b"\0" * 1000)
    bomb += struct.pack(">I", len(idat) - 4) + idat + struct.pack(">I", zlib.crc32(idat))
    with pytest.raises(PhotoError, match="too many pixels"):
        as_jpeg(bomb)


def test_a_truncated_picture_is_refused() -> None:
    """Half of a download is no photo."""
    data = picture("PNG", (600, 600))
    with pytest.raises(PhotoError):
        as_jpeg(data[: len(data) // 2])


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    """Nothing but `PhotoError` comes out of bytes that are no picture."""
    with pytest.raises(PhotoError):
        as_jpeg(noise)


def test_whatever_a_decoder_raises_the_photo_is_refused() -> None:
    """Half of an AVIF fails with an error of its own kind."""
    whole = picture("AVIF", mode="RGB")
    for end in range(100, len(whole), max(1, len(whole) // 40)):
        with pytest.raises(PhotoError):
            as_jpeg(whole[: end - 50] + bytes(len(whole) - end + 50))


@ON_LINUX
@pytest.mark.slow
def test_hostile_photos_end_within_time_and_memory() -> None:
    """Bombs of every format, and some spoiled pictures, each by itself."""
    assert assert_bounds_in_subprocess("photo") >= INPUTS + len(BUILDERS)
