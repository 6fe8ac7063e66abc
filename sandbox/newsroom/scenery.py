"""Drawing primitives of illustrations: canvas, light, skyline, trees, people."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

Color = tuple[int, int, int]
NIGHT = 200
"""Red, green and blue of a night sky together stay below this."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The light of a picture."""

    top: Color
    horizon: Color
    hills: Color
    stone: Color
    light: Color


@dataclass(slots=True)
class Canvas:
    """A picture in the making."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    width: int
    height: int
    palette: Palette
    chance: random.Random

    def mix(self, one: Color, other: Color, share: float) -> Color:
        """`one` with `share` (0 to 1) of the other color."""
        return (
            round(one[0] + (other[0] - one[0]) * share),
            round(one[1] + (other[1] - one[1]) * share),
            round(one[2] + (other[2] - one[2]) * share),
        )

    def lit(self, color: Color, share: float = 0.4) -> Color:
        """A color as the picture's light shows it."""
        return self.mix(color, self.palette.hills, share)

    def ground(self, color: Color, top: float = 0.7) -> None:
        """A plain from `top` (share of the height) down to the lower edge, darker in front."""
        start = round(self.height * top)
        for y in range(start, self.height, 4):
            share = (y - start) / max(1, self.height - start)
            self.pen.rectangle(
                (0, y, self.width, y + 4), fill=self.mix(color, (24, 24, 24), share * 0.35)
            )


def skyline(c: Canvas) -> None:
    """Two rows of flat-roofed houses with windows and water tanks, and a dome or two."""
    for row in range(2):
        base, x = c.height * (0.70 + row * 0.02), -20.0
        body = c.mix(c.palette.stone, c.palette.horizon, 0.5 - row * 0.35)
        while x < c.width:
            wide = c.chance.uniform(0.035, 0.085) * c.width
            tall = c.chance.uniform(0.06, 0.2 - row * 0.05) * c.height
            shade = c.mix(body, (40, 40, 52), c.chance.uniform(0, 0.22))
            c.pen.rectangle((x, base - tall, x + wide, base + 8), fill=shade)
            c.pen.rectangle(
                (x + wide * 0.82, base - tall, x + wide, base + 8),
                fill=c.mix(shade, (0, 0, 0), 0.2),
            )
            _windows(c, (x, base - tall, wide * 0.8, tall), shade)
            tank = c.chance.uniform(0.1, 0.6) * wide
            c.pen.rectangle(
                (x + tank, base - tall - 11, x + tank + 13, base - tall),
                fill=c.mix(shade, (255, 255, 255), 0.25),
            )
            x += wide * c.chance.uniform(0.9, 1.15)
    _dome(c, c.chance.uniform(0.15, 0.85) * c.width, c.height * 0.7)


def _windows(c: Canvas, box: tuple[float, float, float, float], shade: Color) -> None:
    x, y, wide, tall = box
    night = sum(c.palette.top) < NIGHT
    for wx in range(round(x + 8), round(x + wide - 8), 18):
        for wy in range(round(y + 10), round(y + tall - 8), 22):
            on = c.chance.random() < (0.45 if night else 0.08)
            pane = (250, 214, 130) if on else c.mix(shade, (30, 36, 52), 0.55)
            c.pen.rectangle((wx, wy, wx + 8, wy + 11), fill=pane)


def _dome(c: Canvas, x: float, base: float) -> None:
    r = c.height * c.chance.uniform(0.035, 0.055)
    color = c.lit((150, 170, 164))
    c.pen.rectangle(
        (x - r * 1.2, base - r * 1.2, x + r * 1.2, base + 8), fill=c.lit((190, 176, 150))
    )
    c.pen.ellipse((x - r, base - r * 2.2, x + r, base - r * 0.2), fill=color)
    c.pen.rectangle(
        (x + r * 1.6, base - r * 4.4, x + r * 2.0, base + 8), fill=c.lit((206, 194, 170))
    )
    c.pen.polygon(
        [
            (x + r * 1.5, base - r * 4.4),
            (x + r * 2.1, base - r * 4.4),
            (x + r * 1.8, base - r * 5.3),
        ],
        fill=color,
    )


def tree(c: Canvas, x: float, base: float, size: float, leaf: Color) -> None:
    """A tree that stands on `base`, `size` high."""
    c.pen.rectangle((x - size * 0.05, base - size * 0.5, x + size * 0.05, base), fill=(78, 58, 42))
    for _ in range(16):
        dx, dy = c.chance.gauss(0, size * 0.18), c.chance.gauss(0, size * 0.15)
        r = size * c.chance.uniform(0.1, 0.2)
        tone = c.mix(leaf, c.palette.light if dy < 0 else (16, 26, 16), c.chance.uniform(0.05, 0.3))
        x0, y0 = x + dx, base - size * 0.68 + dy
        c.pen.ellipse((x0 - r, y0 - r, x0 + r, y0 + r), fill=tone)


def person(c: Canvas, x: float, base: float, size: float) -> None:
    """Somebody who stands on `base`, `size` high."""
    cloth = c.chance.choice(
        ((52, 66, 92), (112, 54, 50), (64, 84, 66), (120, 104, 82), (40, 40, 46))
    )
    c.pen.ellipse(
        (x - size * 0.3, base + size * -0.03, x + size * 0.3, base + 3), fill=(0, 0, 0, 60)
    )
    c.pen.rounded_rectangle(
        (x - size * 0.13, base - size * 0.8, x + size * 0.13, base - size * 0.35), 5, fill=cloth
    )
    for side in (-0.07, 0.05):
        c.pen.rectangle(
            (x + size * side, base - size * 0.38, x + size * (side + 0.06), base), fill=(38, 36, 40)
        )
    c.pen.ellipse(
        (x - size * 0.075, base - size, x + size * 0.075, base - size * 0.82), fill=(176, 136, 108)
    )


def people(c: Canvas, count: int, top: float = 0.8) -> None:
    """So many people between `top` (share of the height) and the lower edge."""
    for _ in range(count):
        y = c.chance.uniform(top, 0.95)
        size = c.height * (0.07 + (y - top) * 0.6)
        person(c, c.chance.uniform(0.05, 0.95) * c.width, y * c.height, size)
