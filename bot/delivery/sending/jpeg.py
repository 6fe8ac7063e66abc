"""Converts images to JPEG within Telegram's limits for photos."""

import io
import math
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from bot.errors import PhotoError

# https://core.telegram.org/bots/api#sendphoto: width and height together at most 10000, the
# longer side at most 20 times the shorter. Telegram shows no more than 2560 pixels.
LONGEST_SIDE = 2560
LARGEST_UPLOAD = 10_000_000  # bytes; Telegram's own limit for a photo, a test compares them
# What Telegram itself makes of a photo for most screens.
SMALL_SIDE = 1280
WIDEST_RATIO = 20
MOST_PIXELS = 50_000_000  # press photos have so many
# What decoding may take at once; the worker process has 1 GiB for everything.
MOST_BYTES = 300_000_000
# Bytes that decoding takes for each pixel, measured with Pillow 13: what it makes of a picture has
# four where there are colours, and the decoders of WebP and AVIF hold two or three copies more.
_BYTES_PER_PIXEL = {"WEBP": 16, "AVIF": 10}
_BYTES_PER_COEFFICIENT = 2
# A strip is made small at a time, so that nothing else is as large as the picture itself. Its
# neighbours' pixels beside it count too: bicubic filters reach two pixels of the result.
_STRIP_ROWS = 128
_FILTER_REACH = 2
_TURN = 0x0112  # of Exif: which way up the camera was held
LARGEST_PROFILE = 1_000_000  # bytes; those of cameras and press have some thousand
_EIGHT_BITS, _SIXTEEN_BITS = 255.0, 65535.0
# What browsers show and sites take as uploads. Pillow knows thirty more, and runs Ghostscript for
# PostScript.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
_QUALITIES = (90, 80, 65)


def as_jpeg(data: bytes, longest_side: int = LONGEST_SIDE) -> bytes:
    """Convert a picture to an upright JPEG within Telegram's limits.

    Args:
        data: a picture in one of `FORMATS`.
        longest_side: the most pixels of a side.

    Raises:
        PhotoError: it is no picture, a damaged one, too large to be decoded, or too narrow.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is refused below by a bound of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                return _converted(picture, longest_side)
    except UnidentifiedImageError as error:
        raise PhotoError("this is no picture") from error
    except Image.DecompressionBombError as error:
        raise PhotoError("the picture has too many pixels") from error
    except (MemoryError, PhotoError):
        raise
    except Exception as error:
        # Each decoder raises what it likes.
        raise PhotoError(f"the picture is damaged: {type(error).__name__}") from error


def _converted(picture: Image.Image, longest_side: int) -> bytes:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise PhotoError(f"the picture has too many pixels: {width} x {height}")
    if max(width, height) > WIDEST_RATIO * min(width, height):
        raise PhotoError(f"the picture is too narrow: {width} x {height}")
    picture.draft("RGB", (longest_side, longest_side))
    if (taken := _decoding_bytes(picture, width * height)) > MOST_BYTES:
        raise PhotoError(f"the picture takes {taken / 1e6:.0f} MB to decode")
    small = _made_small(picture, longest_side)
    # Frees what was decoded: flattening and turning copy the small one several times.
    picture.close()
    upright = ImageOps.exif_transpose(small)
    flat, profile = _in_rgb(_in_eight_bits(upright))
    for quality in _QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True, icc_profile=profile)
        if out.tell() <= LARGEST_UPLOAD:
            return out.getvalue()
    raise PhotoError("the picture does not get small enough")


def _decoding_bytes(picture: Image.Image, pixels: int) -> int:
    """Estimate the memory for decoding a picture, before it is decoded.

    Args:
        picture: opened, with the size in which a JPEG is decoded.
        pixels: the number of pixels of the whole picture.
    """
    kept = picture.width * picture.height
    if fixed := _BYTES_PER_PIXEL.get(picture.format or ""):
        return fixed * kept
    taken = kept * (1 if picture.mode in {"1", "L", "P"} else 4)
    if picture.info.get("progressive"):
        # Coefficients of the whole picture wait for the last scan, in each of its bands.
        taken += _BYTES_PER_COEFFICIENT * len(picture.getbands()) * pixels
    return taken


def _made_small(picture: Image.Image, longest_side: int) -> Image.Image:
    """Return the picture with no side longer than that, in strips: only they are copied."""
    width, height = picture.size
    scale = min(1.0, longest_side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small: Image.Image | None = None
    for top in range(0, size[1], _STRIP_ROWS):
        rows = min(_STRIP_ROWS, size[1] - top)
        first, last = top * height / size[1], (top + rows) * height / size[1]
        reach = _FILTER_REACH / scale
        above, below = max(0, int(first - reach)), min(height, math.ceil(last + reach))
        strip = _resizable(picture.crop((0, above, width, below)))
        if scale < 1:
            box = (0, first - above, width, last - above)
            strip = strip.resize((size[0], rows), Image.Resampling.BICUBIC, box, reducing_gap=2.0)
        else:
            strip = strip.crop((0, top - above, width, top - above + rows))
        if small is None:
            small = Image.new(strip.mode, size)
            small.info = strip.info
            small.getexif()[_TURN] = picture.getexif().get(_TURN, 1)
        small.paste(strip, (0, top))
    if small is None:
        raise PhotoError("the picture has no rows")
    return small


def _resizable(strip: Image.Image) -> Image.Image:
    """Return the strip with pixels that are colours: numbers in a palette have no mean."""
    if strip.mode == "1":
        return strip.convert("L")
    if "transparency" in strip.info:
        return strip.convert("RGBA")
    return strip.convert("RGB") if strip.mode in {"P", "PA"} else strip


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits, or 32, scaled to the eight of a JPEG: cut off it would be white."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    grey = picture.convert("F")
    darkest, brightest = grey.getextrema()
    deep = picture.mode.startswith("I;16") or float(brightest) > _EIGHT_BITS  # type: ignore[arg-type]
    full = _SIXTEEN_BITS if deep else _EIGHT_BITS
    if float(brightest) > full or float(darkest) < 0:  # type: ignore[arg-type]
        raise ValueError("grey values that no picture has")
    return grey.point(lambda value: value * (_EIGHT_BITS / full)).convert("L")


def _in_rgb(picture: Image.Image) -> tuple[Image.Image, bytes | None]:
    """Return the picture in red, green and blue, with the colour profile that belongs to them.

    JPEG knows no transparency: what was transparent becomes white.
    """
    profile = picture.info.get("icc_profile")
    if not isinstance(profile, bytes) or len(profile) > LARGEST_PROFILE:
        profile = None
    if picture.mode == "CMYK":
        return _from_print(picture, profile), None
    if picture.mode not in {"RGB", "RGBA"}:
        profile = None
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB"), profile
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB"), profile


def _from_print(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours of print on a screen, by the picture's own profile where that can be read."""
    if profile is None:
        return picture.convert("RGB")
    try:
        found = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return picture.convert("RGB")
    return found if found is not None else picture.convert("RGB")
