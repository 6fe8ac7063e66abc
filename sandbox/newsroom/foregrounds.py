"""Drawn foregrounds of illustrations: street, market, harbour and other scenes."""

from collections.abc import Callable
from itertools import pairwise

from sandbox.newsroom import landscapes
from sandbox.newsroom.models import Scene
from sandbox.newsroom.scenery import Canvas, Color, people, tree


def _city(c: Canvas) -> None:
    c.ground(c.lit((150, 142, 130)))
    c.pen.rectangle((0, c.height * 0.78, c.width, c.height * 0.80), fill=c.lit((190, 184, 172)))
    for x in range(40, c.width, 150):
        tree(c, x + c.chance.uniform(-20, 20), c.height * 0.785, c.height * 0.13, (70, 100, 62))
    people(c, 9)


def _road(c: Canvas) -> None:
    c.ground(c.lit((150, 136, 108)))
    middle, far, edge = c.width * c.chance.uniform(0.4, 0.6), c.height * 0.7, c.height
    c.pen.polygon(
        [(middle - 14, far), (middle + 14, far), (c.width * 0.98, edge), (c.width * 0.02, edge)],
        fill=c.lit((74, 76, 82), 0.2),
    )
    for step in range(9):
        near, after = (step / 9) ** 2, ((step + 0.5) / 9) ** 2
        y0, y1 = far + (edge - far) * near, far + (edge - far) * after
        x0, x1 = (middle + (c.width * 0.5 - middle) * s for s in (near, after))
        w0, w1 = 1 + near * 9, 1 + after * 9
        c.pen.polygon([(x0 - w0, y0), (x0 + w0, y0), (x1 + w1, y1), (x1 - w1, y1)], (236, 226, 196))
    for side in (0.2, 0.74):
        size = c.chance.uniform(0.08, 0.12) * c.height
        x, y = c.width * side, c.height * 0.86
        body = c.chance.choice(((196, 60, 50), (230, 230, 226), (64, 92, 130), (220, 178, 70)))
        c.pen.rounded_rectangle((x, y - size, x + size * 1.9, y), 10, fill=body)
        c.pen.rectangle((x + 12, y - size * 0.86, x + size * 1.7, y - size * 0.5), (46, 60, 76))
        for wheel in (0.3, 1.4):
            c.pen.ellipse(
                (x + size * wheel, y - size * 0.18, x + size * (wheel + 0.3), y + size * 0.14),
                fill=(28, 28, 30),
            )


def _market(c: Canvas) -> None:
    c.ground(c.lit((156, 140, 120)))
    goods = (
        (206, 56, 44),
        (240, 150, 40),
        (90, 140, 60),
        (236, 206, 80),
        (120, 50, 90),
        (228, 220, 190),
    )
    stalls = 4
    for number in range(stalls):
        x, wide = c.width * number / stalls + 8, c.width / stalls - 16
        roof, front = c.height * 0.52, c.height * 0.63
        cloth = c.chance.choice(((180, 50, 44), (40, 96, 120), (60, 120, 72), (200, 140, 50)))
        c.pen.rectangle((x + 10, front, x + wide - 10, c.height * 0.8), fill=(44, 38, 36))
        for stripe in range(8):
            left = x + wide * stripe / 8
            tone = cloth if stripe % 2 else (240, 234, 220)
            c.pen.polygon(
                [
                    (left + wide * 0.01, roof),
                    (left + wide * 0.115, roof),
                    (left + wide / 8, front),
                    (left, front),
                ],
                fill=c.lit(tone, 0.15),
            )
            c.pen.pieslice(
                (left, front - 14, left + wide / 8, front + 14), 0, 180, c.lit(tone, 0.15)
            )
        for crate in range(4):
            cx, cy = x + wide * (0.04 + crate * 0.24), c.height * 0.78
            c.pen.rectangle((cx, cy, cx + wide * 0.21, cy + 52), fill=c.lit((140, 104, 66), 0.1))
            fruit = c.chance.choice(goods)
            for _ in range(26):
                fx, fy = cx + c.chance.uniform(4, wide * 0.2 - 8), cy - c.chance.uniform(-8, 20)
                tone = c.mix(fruit, (255, 255, 255), c.chance.uniform(0, 0.25))
                c.pen.ellipse((fx, fy, fx + 15, fy + 15), fill=tone)
    people(c, 7, 0.86)


def _power(c: Canvas) -> None:
    c.ground(c.lit((150, 138, 104)))
    tops = []
    for number in range(4):
        x, tall = c.width * (0.08 + number * 0.28), c.height * (0.5 - number * 0.06)
        base, half = c.height * 0.84, c.width * 0.03
        tops.append((x, base - tall))
        for side in (-1, 1):
            c.pen.line((x + half * side, base, x, base - tall), fill=(60, 62, 68), width=5)
        for step in range(1, 7):
            y0, y1 = base - tall * step / 7, base - tall * (step - 1) / 7
            w0, w1 = half * (1 - step / 7), half * (1 - (step - 1) / 7)
            c.pen.line((x - w1, y1, x + w0, y0), fill=(70, 72, 78), width=3)
            c.pen.line((x + w1, y1, x - w0, y0), fill=(70, 72, 78), width=3)
        for arm in (0.02, 0.12):
            c.pen.line(
                (x - half * 1.6, base - tall * (1 - arm), x + half * 1.6, base - tall * (1 - arm)),
                fill=(60, 62, 68),
                width=5,
            )
    for (x0, y0), (x1, y1) in pairwise(tops):
        for lift in (-36, 0, 36):
            dots = [
                (
                    x0 + (x1 - x0) * t / 20 + lift,
                    y0 + (y1 - y0) * t / 20 + 160 * t / 20 * (1 - t / 20),
                )
                for t in range(21)
            ]
            c.pen.line(dots, fill=(48, 50, 56), width=2)


def _building(c: Canvas, color: Color, sign: Color) -> None:
    x0, x1, y0, y1 = c.width * 0.14, c.width * 0.86, c.height * 0.38, c.height * 0.82
    c.pen.rectangle((x0, y0, x1, y1), fill=color)
    c.pen.rectangle((x0 - 12, y0 - 16, x1 + 12, y0 + 6), fill=c.mix(color, (0, 0, 0), 0.25))
    for row in range(3):
        for column in range(12):
            wx = x0 + 24 + column * (x1 - x0 - 40) / 12
            wy = y0 + 28 + row * (y1 - y0) / 3.3
            c.pen.rectangle((wx, wy, wx + 40, wy + 62), fill=c.lit((64, 84, 104), 0.2))
            c.pen.line(
                (wx + 20, wy, wx + 20, wy + 62), fill=c.mix(color, (255, 255, 255), 0.4), width=3
            )
    door = (x0 + x1) / 2
    c.pen.rectangle((door - 62, y1 - 130, door + 62, y1), fill=(66, 52, 44))
    c.pen.rectangle((door - 150, y1 - 176, door + 150, y1 - 134), fill=sign)


def _school(c: Canvas) -> None:
    c.ground(c.lit((172, 160, 140)))
    _building(c, c.lit((226, 208, 168), 0.15), (44, 90, 124))
    for x in (0.06, 0.93):
        tree(c, c.width * x, c.height * 0.84, c.height * 0.3, (72, 104, 60))
    people(c, 12, 0.84)


def _hospital(c: Canvas) -> None:
    c.ground(c.lit((160, 160, 158)))
    _building(c, c.lit((232, 234, 234), 0.12), (196, 44, 44))
    x, y = c.width * 0.5, c.height * 0.30
    c.pen.ellipse((x - 54, y - 54, x + 54, y + 54), fill=(200, 40, 42))
    c.pen.ellipse(
        (x - 26, y - 46, x + 60, y + 46), fill=c.mix(c.palette.horizon, c.palette.top, 0.3)
    )
    people(c, 5, 0.86)


def _stadium(c: Canvas) -> None:
    c.ground((58, 118, 62), 0.66)
    for band in range(6):
        y0 = c.height * (0.66 + 0.34 * (band / 6) ** 1.5)
        y1 = c.height * (0.66 + 0.34 * ((band + 1) / 6) ** 1.5)
        if band % 2:
            c.pen.rectangle((0, y0, c.width, y1), fill=(72, 136, 74))
    for row in range(9):
        y = c.height * (0.5 + row * 0.018)
        for x in range(0, c.width, 11):
            tone = c.chance.choice(((190, 60, 50), (236, 232, 224), (50, 70, 110), (60, 60, 64)))
            c.pen.ellipse((x, y, x + 10, y + 11), fill=tone)
    c.pen.line((0, c.height * 0.72, c.width, c.height * 0.72), fill=(240, 240, 236), width=4)
    c.pen.ellipse(
        (c.width * 0.3, c.height * 0.8, c.width * 0.7, c.height * 0.94),
        outline=(240, 240, 236),
        width=5,
    )
    for mast in (c.width * 0.08, c.width * 0.92):
        c.pen.rectangle((mast - 5, c.height * 0.2, mast + 5, c.height * 0.6), (90, 92, 98))
        c.pen.rectangle((mast - 50, c.height * 0.14, mast + 50, c.height * 0.21), (250, 248, 226))
    people(c, 11, 0.76)


def _books(c: Canvas) -> None:
    c.pen.rectangle((0, 0, c.width, c.height), fill=(62, 46, 36))
    for shelf in range(4):
        base, x = c.height * (0.26 + shelf * 0.24), 16.0
        while x < c.width - 30:
            wide, tall = c.chance.uniform(18, 46), c.height * c.chance.uniform(0.14, 0.2)
            tone = c.chance.choice(
                (
                    (134, 44, 40),
                    (40, 70, 92),
                    (66, 92, 62),
                    (190, 150, 84),
                    (220, 208, 182),
                    (84, 58, 92),
                )
            )
            c.pen.rectangle((x, base - tall, x + wide - 2, base), fill=tone)
            for line in (0.16, 0.22, 0.8):
                y = base - tall * line
                c.pen.line(
                    (x + 3, y, x + wide - 5, y), fill=c.mix(tone, (240, 214, 140), 0.6), width=2
                )
            x += wide
        c.pen.rectangle((0, base, c.width, base + 16), fill=(112, 82, 56))


FOREGROUNDS: dict[Scene, Callable[[Canvas], None]] = {
    Scene.CITY: _city,
    Scene.ROAD: _road,
    Scene.RIVER: landscapes.river,
    Scene.MARKET: _market,
    Scene.FIELD: landscapes.field,
    Scene.POWER: _power,
    Scene.SCHOOL: _school,
    Scene.HOSPITAL: _hospital,
    Scene.STADIUM: _stadium,
    Scene.RAIN: landscapes.rain,
    Scene.BOOKS: _books,
    Scene.ORCHARD: landscapes.orchard,
}
