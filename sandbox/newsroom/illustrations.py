"""Illustrations drawn from a scene and a seed, in the place of photographs."""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.newsroom.foregrounds import FOREGROUNDS
from sandbox.newsroom.models import Photo, PhotoFormat, PhotoKind, Scene
from sandbox.newsroom.scenery import Canvas, Palette, skyline

HUGE_SIZE = (2300, 1600)
WIDE_SIZE = (10400, 500)
_PALETTES = (
    Palette((76, 132, 190), (214, 228, 236), (120, 138, 150), (206, 190, 164), (252, 244, 214)),
    Palette((40, 66, 116), (246, 176, 120), (88, 82, 110), (120, 98, 92), (255, 226, 170)),
    Palette((118, 156, 190), (240, 226, 200), (140, 150, 140), (216, 200, 172), (255, 250, 232)),
    Palette((92, 106, 124), (196, 202, 208), (110, 118, 126), (160, 152, 144), (232, 234, 238)),
    Palette((22, 32, 62), (96, 98, 140), (40, 48, 78), (58, 58, 82), (240, 236, 216)),
    Palette((190, 120, 84), (250, 218, 160), (130, 100, 92), (178, 140, 106), (255, 240, 200)),
)


def draw(photo: Photo) -> bytes:
    """The file of a photo; the same photo gives the same bytes.

    Takes about a fifth of a second for 1280 by 853, so run it in a thread.
    """
    if photo.kind is PhotoKind.NOT_IMAGE:
        return b"<!DOCTYPE html><title>404</title><p>this is not a picture</p>"
    if photo.kind is PhotoKind.HUGE:
        return _noise(photo.seed)
    size = WIDE_SIZE if photo.kind is PhotoKind.WIDE else (photo.width, photo.height)
    return _encoded(_picture(photo.scene, photo.seed, size), photo.format)


def resized(data: bytes, width: int, height: int, form: PhotoFormat) -> bytes:
    """A smaller copy of a drawn photo, as WordPress keeps beside each upload."""
    with Image.open(io.BytesIO(data)) as image:
        return _encoded(image.convert("RGB").resize((width, height)), form)


def _picture(scene: Scene, seed: int, size: tuple[int, int]) -> Image.Image:
    chance = random.Random(f"{scene}-{seed}")
    palette = chance.choice(_PALETTES[:4] if scene is Scene.RAIN else _PALETTES)
    if scene is Scene.RAIN:
        palette = _PALETTES[3]
    image = _sky(palette, size)
    canvas = Canvas(image, ImageDraw.Draw(image, "RGBA"), size[0], size[1], palette, chance)
    _sun(canvas)
    image.paste(_clouds(canvas))
    canvas.pen = ImageDraw.Draw(image, "RGBA")
    _hills(canvas)
    skyline(canvas)
    FOREGROUNDS[scene](canvas)
    return _finished(image, chance)


def _sky(palette: Palette, size: tuple[int, int]) -> Image.Image:
    strip = Image.new("RGB", (1, 64))
    for y in range(64):
        share = min(1.0, y / 44)
        strip.putpixel(
            (0, y),
            (
                round(palette.top[0] + (palette.horizon[0] - palette.top[0]) * share),
                round(palette.top[1] + (palette.horizon[1] - palette.top[1]) * share),
                round(palette.top[2] + (palette.horizon[2] - palette.top[2]) * share),
            ),
        )
    return strip.resize(size, Image.Resampling.BICUBIC)


def _sun(canvas: Canvas) -> None:
    x = canvas.chance.uniform(0.12, 0.88) * canvas.width
    y = canvas.chance.uniform(0.12, 0.4) * canvas.height
    radius = canvas.height * 0.045
    glow = Image.new("L", (canvas.width // 8, canvas.height // 8))
    pen = ImageDraw.Draw(glow)
    for step in range(12, 0, -1):
        r = radius / 8 * (1 + step * 0.55)
        pen.ellipse((x / 8 - r, y / 8 - r, x / 8 + r, y / 8 + r), fill=round(150 / step))
    mask = glow.filter(ImageFilter.GaussianBlur(5)).resize((canvas.width, canvas.height))
    canvas.image.paste(canvas.palette.light, (0, 0), mask)
    canvas.pen.ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=(*canvas.palette.light, 235)
    )


def _clouds(canvas: Canvas) -> Image.Image:
    small = (canvas.width // 4, canvas.height // 4)
    mask = Image.new("L", small)
    pen = ImageDraw.Draw(mask)
    for _ in range(canvas.chance.randint(3, 7)):
        x, y = canvas.chance.uniform(0, small[0]), canvas.chance.uniform(0.05, 0.4) * small[1]
        for _ in range(canvas.chance.randint(5, 11)):
            dx, dy = canvas.chance.gauss(0, small[0] * 0.06), canvas.chance.gauss(0, 4)
            w = canvas.chance.uniform(14, 52)
            pen.ellipse((x + dx - w, y + dy - w / 5, x + dx + w, y + dy + w / 5), fill=120)
    mask = mask.filter(ImageFilter.GaussianBlur(6)).resize((canvas.width, canvas.height))
    white = Image.new("RGB", (canvas.width, canvas.height), canvas.palette.light)
    return Image.composite(white, canvas.image, mask)


def _hills(canvas: Canvas) -> None:
    for layer, height in enumerate((0.5, 0.56)):
        phase = canvas.chance.uniform(0, 6)
        points = [
            (
                x,
                canvas.height
                * (
                    height
                    - 0.05 * math.sin(x / canvas.width * 5 + phase)
                    - 0.016 * math.sin(x / canvas.width * 17 + phase * 2)
                ),
            )
            for x in range(0, canvas.width + 16, 16)
        ]
        color = canvas.mix(canvas.palette.hills, canvas.palette.horizon, 0.6 - layer * 0.3)
        canvas.pen.polygon(
            [(0, canvas.height), *points, (canvas.width + 16, canvas.height)], fill=color
        )


def _finished(image: Image.Image, chance: random.Random) -> Image.Image:
    """Softness, grain and a dark rim, so that it looks photographed."""
    soft = image.filter(ImageFilter.GaussianBlur(0.8))
    grain = Image.frombytes("L", (256, 192), chance.randbytes(256 * 192))
    grain = grain.resize(soft.size, Image.Resampling.BILINEAR).point(_grain_level)
    rim = Image.new("L", (64, 48), 205)
    ImageDraw.Draw(rim).ellipse((-8, -8, 72, 56), fill=255)
    rim = rim.filter(ImageFilter.GaussianBlur(8)).resize(soft.size, Image.Resampling.BICUBIC)
    shaded = ImageChops.multiply(soft, Image.merge("RGB", (rim, rim, rim)))
    return ImageChops.add(shaded, Image.merge("RGB", (grain, grain, grain)), 1, -7)


def _grain_level(level: int) -> int:
    return level // 18


def _noise(seed: int) -> bytes:
    """A PNG that can't be compressed: just over the ten megabytes that Telegram takes."""
    data = random.Random(seed).randbytes(HUGE_SIZE[0] * HUGE_SIZE[1] * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", HUGE_SIZE, data).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _encoded(image: Image.Image, form: PhotoFormat) -> bytes:
    out = io.BytesIO()
    save: dict[PhotoFormat, Callable[[], None]] = {
        PhotoFormat.JPEG: lambda: image.save(out, "JPEG", quality=84, progressive=True),
        PhotoFormat.PNG: lambda: image.save(out, "PNG", compress_level=3),
        PhotoFormat.WEBP: lambda: image.save(out, "WEBP", quality=82, method=2),
    }
    save[form]()
    return out.getvalue()
