"""Draws a channel's week as a bar chart: posts of each day, and the busiest tags.

Arabic is shaped and ordered by raqm; where Pillow lacks it, or no font on the system has Arabic
letters, there is no picture, for letters in the wrong order are worse than none.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, features

from bot.i18n import mark

# The first that the system has; those that hold both Arabic and Latin letters come first.
FONTS = (
    "DejaVuSans.ttf",
    "Arial.ttf",
    "Arial Unicode.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoNaskhArabic-Regular.ttf",
)
# On a phone of 360 pixels a picture is about 290 wide: a letter of 26 is one of 12 there.
WIDTH, HEIGHT = 640, 740
_MARGIN = 28
_COUNTS, _LINE_HEIGHT = 84, 38
_BACKGROUND, _INK, _SOFT = "#ffffff", "#1d2733", "#7a8794"
_DAYS, _TAGS = "#2f6fb0", "#c0563d"
_TITLE_SIZE, _TEXT_SIZE, _DAY_SIZE = 36, 26, 22
_CHART_TOP, _CHART_BOTTOM = 170, 330
_ROW_HEIGHT = 44
# Below the bars of the days: two lines for each day, then the tags, and a free strip, on which
# Telegram's apps write the time where nothing stands below the picture.
_TAGS_TITLE, _TAGS_TOP, _STRIP = 80, 126, 60
# The longest name of a tag takes this much, and a bar begins so far from it.
_NAMES, _GAP = 270.0, 16.0
_SEPARATOR = " · "

# Labels of the days, Monday first, to be translated.
WEEKDAYS = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The data of a chart; labels are short texts in the reader's language, two lines for a day.

    `notes` are lines below the counts; what is too long for a line goes on in the next one.
    """

    title: str
    counts: str
    days: tuple[tuple[str, int], ...]
    tags_title: str
    tags: tuple[tuple[str, int], ...]
    language: str = "ar"
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def font(size: int) -> ImageFont.FreeTypeFont | None:
    """Return a system font with Arabic letters; None if there is none."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.RAQM)
        except OSError:
            continue
    return None


def draw(chart: Chart) -> bytes | None:
    """Draw the chart as PNG; None if Arabic can't be rendered. Takes some milliseconds of CPU."""
    title, text, small = font(_TITLE_SIZE), font(_TEXT_SIZE), font(_DAY_SIZE)
    if not features.check("raqm") or title is None or text is None or small is None:
        return None
    lines = [(line, _SOFT) for line in _in_lines(chart.counts, text)]
    lines += [(line, _INK) for note in chart.notes for line in _in_lines(note, text)]
    lower = _LINE_HEIGHT * (len(lines) - 1)
    height = HEIGHT if chart.tags else _CHART_BOTTOM + _TAGS_TITLE + _STRIP
    image = Image.new("RGB", (WIDTH, height + lower), _BACKGROUND)
    pen = _Pen(ImageDraw.Draw(image), chart.language.startswith("ar"), lower)
    pen.write(chart.title, title, y=_MARGIN - lower, fill=_INK)
    for place, (line, colour) in enumerate(lines):
        pen.write(line, text, y=_COUNTS - lower + place * _LINE_HEIGHT, fill=colour)
    _draw_days(pen, chart.days, text, small)
    if chart.tags:
        pen.write(chart.tags_title, text, y=_CHART_BOTTOM + _TAGS_TITLE, fill=_SOFT)
        _draw_tags(pen, chart.tags, text)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _in_lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Part what is separated by dots into lines that fit; a part is never cut."""
    lines = [""]
    for part in text.split(_SEPARATOR):
        longer = f"{lines[-1]}{_SEPARATOR}{part}" if lines[-1] else part
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * _MARGIN:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


class _Pen:
    """Draws from the right in Arabic, from the left in other languages, all of it `lower`."""

    def __init__(self, draw: ImageDraw.ImageDraw, rtl: bool, lower: float) -> None:
        self.draw = draw
        self.rtl = rtl
        self.lower = lower
        self.direction = "rtl" if rtl else "ltr"

    def write(
        self, text: str, font: ImageFont.FreeTypeFont, *, y: float, fill: str, inset: float = 0
    ) -> None:
        """Write a line that begins at the reader's side of the picture."""
        x = WIDTH - _MARGIN - inset if self.rtl else _MARGIN + inset
        self.put(text, font, x=x, y=y, anchor="ra" if self.rtl else "la", fill=fill)

    def bar(self, box: tuple[float, float, float, float], fill: str) -> None:
        """Fill a box: left, top, right, bottom."""
        left, top, right, bottom = box
        self.draw.rectangle((left, top + self.lower, right, bottom + self.lower), fill=fill)

    def put(
        self,
        text: str,
        font: ImageFont.FreeTypeFont,
        *,
        x: float,
        y: float,
        anchor: str,
        fill: str,
    ) -> None:
        """Write a text in its own direction."""
        self.draw.text(
            (x, y + self.lower),
            text,
            font=font,
            fill=fill,
            anchor=anchor,
            direction=self.direction,
            align="center",
        )


def _draw_days(
    pen: _Pen,
    days: Sequence[tuple[str, int]],
    font: ImageFont.FreeTypeFont,
    small: ImageFont.FreeTypeFont,
) -> None:
    """Upright bars; in Arabic the oldest day stands on the right."""
    most = max([count for _, count in days], default=0) or 1
    step = (WIDTH - 2 * _MARGIN) / max(1, len(days))
    for place, (label, count) in enumerate(days):
        column = len(days) - 1 - place if pen.rtl else place
        middle = _MARGIN + step * (column + 0.5)
        top = _CHART_BOTTOM - (_CHART_BOTTOM - _CHART_TOP) * count / most
        if count:
            pen.bar((middle - step * 0.3, top, middle + step * 0.3, _CHART_BOTTOM), _DAYS)
        pen.put(str(count), font, x=middle, y=top - 6, anchor="md", fill=_INK)
        pen.put(label, small, x=middle, y=_CHART_BOTTOM + 8, anchor="ma", fill=_SOFT)


def _draw_tags(pen: _Pen, tags: Sequence[tuple[str, int]], font: ImageFont.FreeTypeFont) -> None:
    """Lying bars, each with its name before and its number after it."""
    most = max([count for _, count in tags], default=0) or 1
    rows = (HEIGHT - _CHART_BOTTOM - _TAGS_TOP - _STRIP) // _ROW_HEIGHT
    written = [font.getlength(name, direction=pen.direction) for name, _ in tags[:rows]]
    names = min(_NAMES, max(written, default=0.0)) + _GAP
    longest = WIDTH - 2 * _MARGIN - names - 60
    for place, (name, count) in enumerate(tags[:rows]):
        y = _CHART_BOTTOM + _TAGS_TOP + place * _ROW_HEIGHT
        pen.write(name, font, y=y, fill=_INK)
        length = max(4.0, longest * count / most)
        if pen.rtl:
            right = WIDTH - _MARGIN - names
            box, end, anchor = (right - length, y + 4, right, y + 30), right - length - 10, "ra"
        else:
            left = _MARGIN + names
            box, end, anchor = (left, y + 4, left + length, y + 30), left + length + 10, "la"
        pen.bar(box, _TAGS)
        pen.put(str(count), font, x=end, y=y, anchor=anchor, fill=_INK)
