"""Converts images to JPEG within Telegram's limits for photos."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from telegram.constants import FileSizeLimit

from bot.errors import PhotoError

# https://core.telegram.org/bots/api#sendphoto: width and height together at most 10000, the
# longer side at most 20 times the shorter. Telegram shows no more than 2560 pixels.
LONGEST_SIDE = 2560
WIDEST_RATIO = 20
# A picture of this many pixels takes 150 MB while it is decoded; press photos have 50 million.
MOST_PIXELS = 50_000_000
_QUALITIES = (90, 80, 65)


def as_jpeg(data: bytes) -> bytes:
    """A JPEG of the same picture, upright, within Telegram's bounds.

    Raises:
        PhotoError: it is no picture, a damaged one, too large to be decoded, or too narrow.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is refused below by a bound of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                return _converted(picture)
    except UnidentifiedImageError as error:
        raise PhotoError("this is no picture") from error
    except Image.DecompressionBombError as error:
        raise PhotoError("the picture has too many pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PhotoError(f"the picture is damaged: {type(error).__name__}") from error


def _converted(picture: Image.Image) -> bytes:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise PhotoError(f"the picture has too many pixels: {width} x {height}")
    if max(width, height) > WIDEST_RATIO * min(width, height):
        raise PhotoError(f"the picture is too narrow: {width} x {height}")
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = _on_white(upright)
    for quality in _QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= FileSizeLimit.PHOTOSIZE_UPLOAD:
            return out.getvalue()
    raise PhotoError("the picture does not get small enough")


def _on_white(picture: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what was transparent becomes white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")
