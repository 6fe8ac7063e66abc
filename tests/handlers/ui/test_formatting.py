"""A reader's words between the bot's quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ui.formatting import quoted


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
