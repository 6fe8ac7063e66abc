"""A reader's words between the bot's quotation marks, and times as readers say them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Catalogues
from handlers.ui.formatting import published_time, quoted


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("خبز", "خبز"),
        ("«خبز»", "خبز"),
        ('"خبز الحي"', "خبز الحي"),
        ("“خبز” -سوق", '"خبز" -سوق'),
        ("«خبز» «سوق»", '"خبز" "سوق"'),
    ],
)
def test_marks_are_not_doubled(written: str, shown: str) -> None:
    """Around all of it they go, inside they are others."""
    assert quoted(written) == shown


@given(st.text(alphabet="«»“” خبزab", max_size=20))
def test_no_mark_of_the_bots_stands_inside(written: str) -> None:
    """Whatever is written, the bot's own marks begin and end it alone."""
    assert not set("«»“”") & set(quoted(written))


@pytest.mark.parametrize(
    ("published", "arabic", "english"),
    [
        ("2026-03-14T14:00:30+00:00", "الآن", "just now"),
        ("2026-03-14T13:48:00+00:00", "قبل 12 دقيقة", "12 minutes ago"),
        ("2026-03-14T14:30:00+00:00", "الآن", "just now"),
        ("2026-03-14T11:05:00+00:00", "اليوم 14:05", "today 14:05"),
        ("2026-03-13T21:30:00+00:00", "اليوم 00:30", "today 00:30"),
        ("2026-03-13T20:59:00+00:00", "أمس 23:59", "yesterday 23:59"),
        ("2026-03-12T11:05:00+00:00", "12 آذار", "12 March"),
        ("2025-03-12T11:05:00+00:00", "12 آذار 2025", "12 March 2025"),
    ],
)
def test_a_list_says_when_an_article_came_as_readers_say_it(
    published: str, arabic: str, english: str
) -> None:
    """The day begins at midnight in Damascus."""
    now = datetime.fromisoformat("2026-03-14T14:00:45+00:00")
    for language, words in (("ar", arabic), ("en", english)):
        said = published_time(
            datetime.fromisoformat(published),
            now,
            translator=Catalogues.load().translator(language),
            zone_name="Asia/Damascus",
        )
        assert said == words
