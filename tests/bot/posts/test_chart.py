"""The picture of a week: it is one, whatever the numbers and the words."""

import io

import pytest
from PIL import Image, features

from bot.posts.chart import HEIGHT, WIDTH, Chart, draw, font
from storage.channels.statistics import MAX_TAGS

WEEK = tuple(
    zip(
        (
            f"{day}\n{number}/3"
            for number, day in enumerate(
                ("الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"), start=8
            )
        ),
        range(7),
        strict=True,
    )
)

pytestmark = pytest.mark.skipif(
    not features.check("raqm") or font(24) is None, reason="no raqm or no font on this system"
)


def drawn(**changes: object) -> Image.Image:
    values: dict[str, object] = {
        "title": "قناة المدينة",
        "counts": "21 منشورًا · تعديلان · لم يفشل أي إرسال",
        "days": WEEK,
        "tags_title": "أنشط الوسوم",
        "tags": (("حي الزيتون", 12), ("محليات", 3)),
    }
    picture = draw(Chart(**(values | changes)))  # type: ignore[arg-type]
    assert picture is not None
    return Image.open(io.BytesIO(picture)).convert("RGB")


def columns(image: Image.Image, colour: tuple[int, int, int]) -> list[int]:
    """The columns of pixels that hold this colour."""
    pixels = image.load()
    assert pixels is not None
    return [x for x in range(0, WIDTH, 3) if any(pixels[x, y] == colour for y in range(HEIGHT))]


BLUE = (0x2F, 0x6F, 0xB0)


def test_it_is_a_picture_of_its_size() -> None:
    """Small enough to be sent with every message."""
    assert drawn().size == (WIDTH, HEIGHT)


def test_the_five_busiest_tags_have_room() -> None:
    """As many as the words below the picture name."""
    red = (0xC0, 0x56, 0x3D)
    pixels = drawn(tags=tuple((f"وسم {n}", 5) for n in range(MAX_TAGS))).load()
    assert pixels is not None
    x = WIDTH // 2
    rows = [y for y in range(1, HEIGHT) if pixels[x, y] == red and pixels[x, y - 1] != red]
    assert len(rows) == MAX_TAGS


def test_the_bars_of_the_tags_begin_beside_their_names() -> None:
    """Short names leave the bars more room than long ones; none runs into its bar."""
    red = (0xC0, 0x56, 0x3D)
    short = columns(drawn(tags=(("نهر", 5), ("جسر", 3))), red)
    long = columns(drawn(tags=(("مشاريع ترميم الأسواق", 5), ("جسر", 3))), red)
    assert len(short) > len(long) * 1.3
    assert max(short) > WIDTH - 150


def test_the_oldest_day_stands_on_the_right_in_arabic() -> None:
    """And on the left in English."""
    first = (("الأحد", 5), *((day, 0) for day, _ in WEEK[1:]))
    assert min(columns(drawn(days=first), BLUE)) > WIDTH / 2
    assert max(columns(drawn(days=first, language="en"), BLUE)) < WIDTH / 2


def test_arabic_letters_are_joined() -> None:
    """Shaped text is narrower than its letters one by one: the sign that raqm is at work."""
    face = font(24)
    assert face is not None
    word = "المدينة"
    assert face.getlength(word) < sum(face.getlength(letter) for letter in word) * 0.9


@pytest.mark.parametrize(
    "changes",
    [
        {"days": (), "tags": ()},
        {"days": tuple((day, 0) for day, _ in WEEK)},
        {"days": tuple((day, 10**9) for day, _ in WEEK)},
        {"tags": tuple((f"وسم {n}", n) for n in range(50))},
        {"title": "\u202e\x00<b>" * 50},
    ],
)
def test_extremes_are_drawn(changes: dict[str, object]) -> None:
    """Nothing posted, very much posted, too many tags, hostile words."""
    width, height = drawn(**changes).size
    assert width == WIDTH
    # Without tags there is no room for them.
    assert height == HEIGHT or (height < HEIGHT and not changes.get("tags", ("some",)))
