"""Drawn foregrounds of landscapes: river, field, rain, orchard."""

from PIL import Image

from sandbox.newsroom.scenery import Canvas, people, tree


def river(c: Canvas) -> None:
    water = c.mix(c.palette.horizon, (40, 90, 110), 0.5)
    c.ground(water, 0.71)
    top = round(c.height * 0.72)
    mirror = c.image.crop((0, round(c.height * 0.46), c.width, top)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    veil = Image.new("RGB", mirror.size, water)
    c.image.paste(Image.blend(mirror, veil, 0.62), (0, top))
    for _ in range(420):
        y = c.chance.uniform(0.73, 1) * c.height
        long = c.chance.uniform(10, 80) * (y / c.height)
        x = c.chance.uniform(-20, c.width)
        c.pen.line((x, y, x + long, y), fill=(*c.palette.light, c.chance.randint(18, 70)), width=2)
    for arch in range(5):
        x = c.width * (0.08 + arch * 0.18)
        c.pen.rectangle(
            (x, c.height * 0.655, x + c.width * 0.18, c.height * 0.69), c.lit((140, 128, 112))
        )
        c.pen.pieslice(
            (x + 16, c.height * 0.665, x + c.width * 0.18 - 16, c.height * 0.8), 180, 360, water
        )


def field(c: Canvas) -> None:
    c.ground(c.lit((206, 170, 84), 0.15), 0.66)
    for _ in range(5200):
        y = c.height * (0.67 + 0.33 * c.chance.random() ** 0.8)
        tall = 6 + (y / c.height - 0.66) * 150
        x = c.chance.uniform(0, c.width)
        tone = c.mix((222, 186, 96), (140, 104, 44), c.chance.random())
        c.pen.line((x, y, x + c.chance.uniform(-5, 5), y - tall), fill=tone, width=2)
    x, y, s = c.chance.uniform(0.2, 0.7) * c.width, c.height * 0.76, c.height * 0.1
    c.pen.rounded_rectangle((x, y - s, x + s * 2.1, y), 8, fill=c.lit((60, 122, 66), 0.1))
    c.pen.rectangle((x + s * 0.2, y - s * 1.5, x + s, y - s), fill=(62, 82, 92))
    c.pen.rectangle((x - s * 0.6, y - s * 0.35, x, y), fill=(168, 60, 44))
    for wheel in (0.1, 1.4):
        c.pen.ellipse(
            (x + s * wheel, y - s * 0.4, x + s * (wheel + 0.6), y + s * 0.2), (34, 34, 34)
        )


def rain(c: Canvas) -> None:
    river(c)
    c.ground(c.lit((86, 90, 98), 0.2), 0.84)
    for _ in range(900):
        x, y = c.chance.uniform(0, c.width), c.chance.uniform(0, c.height)
        long = c.chance.uniform(14, 44)
        c.pen.line((x, y, x - long * 0.25, y + long), fill=(226, 232, 240, 110), width=2)
    people(c, 4, 0.86)


def orchard(c: Canvas) -> None:
    c.ground(c.lit((146, 118, 78), 0.15), 0.68)
    for row in range(5):
        y = c.height * (0.73 + 0.065 * row)
        size = c.height * (0.1 + 0.07 * row)
        for number in range(9 - row):
            x = c.width * (number + 0.5) / (9 - row) + c.chance.uniform(-14, 14)
            tree(c, x, y, size, (96, 116, 72))
