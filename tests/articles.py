"""Invented articles for tests of every room."""

from datetime import UTC, datetime, timedelta

from storage.models import Article, Photo, Tag, TagKind

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def invented(number: int = 1, **changes: object) -> Article:
    """Article `number`; each minute of that noon brought one."""
    values: dict[str, object] = {
        "site_id": str(number),
        "url": f"https://news.example/{number}/khabar/",
        "title": f"المجلس البلدي يفتتح الحديقة رقم {number}",
        "paragraphs": (
            f"افتتح المجلس البلدي الحديقة رقم {number} في حي الزيتون صباح اليوم.",
            "وقالت المهندسة هدى سلوم إن الحديقة تضم ملعبًا ومكتبة صغيرة.",
        ),
        "published": NOON + timedelta(minutes=number),
        "modified": NOON + timedelta(minutes=number),
        "excerpt": "افتتح المجلس البلدي حديقة جديدة.",
        "author": "هدى سلوم",
        "photo": Photo(f"https://news.example/photo-{number}.jpg", "مدخل الحديقة", "نور العلي"),
        "tags": (
            Tag("حي الزيتون", folded="حي الزيتون"),
            Tag("محليات", TagKind.SECTION, "local", "محليات"),
        ),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]
