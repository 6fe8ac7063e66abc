"""Latin runs inside messages from right to left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.bidi import (
    LEFT_TO_RIGHT_ISOLATE,
    POP_ISOLATE,
    RIGHT_TO_LEFT_MARK,
    from_the_right,
    isolate,
)


@pytest.mark.parametrize("run", ["2014-10-12", "YPG", "50%", "C++", "@khabar_bot", "1,500", "v2.1"])
def test_a_run_from_left_to_right_is_isolated(run: str) -> None:
    """Its signs stay on their side."""
    assert isolate(f"في {run} جاء") == f"في {LEFT_TO_RIGHT_ISOLATE}{run}{POP_ISOLATE} جاء"


def test_a_lone_number_needs_nothing() -> None:
    """Whole numbers are shown right by themselves."""
    assert isolate("بعد 15 يومًا") == "بعد 15 يومًا"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("رقم 1 - 3 آذار", "رقم 1 - 3 آذار"),
        ("من 14:00 - 16:30", "من [14:00] - [16:30]"),
        ("عام 2,500 -- 3", "عام [2,500] -- 3"),
        ("5, 7 و 2014-10-12", "5, 7 و [2014-10-12]"),
        ("iPhone 15 - 16", "[iPhone 15 - 16]"),
        ("هاتف +963 11 22", "هاتف [+963 11 22]"),
    ],
)
def test_numbers_with_a_spaced_sign_between_them_run_as_the_sentence(line: str, shown: str) -> None:
    """In one isolate the second would be read before the first."""
    bare = isolate(line).replace(LEFT_TO_RIGHT_ISOLATE, "[").replace(POP_ISOLATE, "]")
    assert bare == shown


@given(st.text(st.sampled_from("ابت YPG12-.,/%+@ \u2066\u2069")))
def test_isolates_are_balanced_and_may_be_applied_twice(text: str) -> None:
    """Calling it again changes nothing; every opening mark has its closing one."""
    once = isolate(text)
    assert isolate(once) == once
    assert once.count(LEFT_TO_RIGHT_ISOLATE) == once.count(POP_ISOLATE)


def test_a_bracket_stands_on_the_side_of_its_other_half() -> None:
    """Opened inside a run it is closed inside, and outside where it was opened outside."""
    opened, closed = LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE
    assert isolate("نسخة v2 (beta) جديدة") == f"نسخة {opened}v2 (beta){closed} جديدة"
    assert isolate("حلف (NATO) اليوم") == f"حلف ({opened}NATO{closed}) اليوم"
    assert isolate("خبر (12) آخر") == "خبر (12) آخر"


@pytest.mark.parametrize(
    ("line", "is_marked"),
    [
        ("#SDF #حمص", True),
        ("\u2066SDF\u2069 تعلن", True),
        ("#حمص #SDF", False),
        ("12:30 خبر", False),
        ("🔴 عاجل", False),
        ("🔴 BBC", True),
        ("12:30", False),
        ("", False),
    ],
)
def test_a_line_that_begins_with_a_latin_letter_is_made_to_run_from_the_right(
    line: str, is_marked: bool
) -> None:
    """Whatever signs stand before that letter; other lines stay as they are."""
    assert from_the_right(line) == (RIGHT_TO_LEFT_MARK if is_marked else "") + line
    assert from_the_right(from_the_right(line)) == from_the_right(line)
