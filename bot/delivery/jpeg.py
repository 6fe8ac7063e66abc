"""Converts images to JPEG within Telegram's limits for photos."""

import io
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
# A picture of this many pixels takes 150 MB while it is decoded; press photos have 50 million.
MOST_PIXELS = 50_000_000
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
    # Made small first: turning copies the picture.
    picture.thumbnail((longest_side, longest_side))
    upright = ImageOps.exif_transpose(picture)
    flat, profile = _in_rgb(_in_eight_bits(upright))
    for quality in _QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True, icc_profile=profile)
        if out.tell() <= LARGEST_UPLOAD:
            return out.getvalue()
    raise PhotoError("the picture does not get small enough")


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
