"""Folding for comparison, cleaning for show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import clean, compatible, fold
from tests.growth import assert_grows_in_proportion

arabic_text = st.text(
    st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةؤئءًٌٍَُِّْـ \u200c\u200d\u200f٠١٢۳۴abcA.،؟“”«»")
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أإآٱ", "اااا"),
        ("مدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("مؤتمر هيئة", "موتمر هييه"),
        ("الحُكُومَـــة", "الحكومه"),
        ("٢٠١٧ ۲۰۱۷", "2017 2017"),
        ("ﻣﺪﻳﻨﺔ", "مدينه"),
        ("ﻻ", "لا"),
        ("YPG", "ypg"),
        ("کتاب پارك گاز", "كتاب بارك كاز"),
        ("سو\u200fريا", "سوريا"),
    ],
)
def test_spellings_of_one_word_come_together(written: str, folded: str) -> None:
    """Marks, tatweel, hamza carriers, digits and presentation forms make no difference."""
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """Folded text can be folded again, so that callers need not know."""
    once = fold(text)
    assert fold(once) == once


@given(arabic_text)
def test_folding_ignores_composition(text: str) -> None:
    """Composed and decomposed spellings fold alike."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  سعر\u00a0 الخبز\n\t اليوم ", "سعر الخبز اليوم"),
        ("نص\u202e مقلوب\u202c", "نص مقلوب"),
        ("أ\x00ب\x1bت", "أبت"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("كلمة\u200c أخرى", "كلمة أخرى"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("هيئةٌ تُعلِن", "هيئةٌ تُعلِن"),
    ],
)
def test_cleaning_keeps_letters_and_drops_what_disturbs(raw: str, shown: str) -> None:
    """Letters and vowels stay as written; controls and marks of direction go."""
    assert clean(raw) == shown


@given(st.text())
def test_cleaning_is_idempotent_and_gives_one_line(text: str) -> None:
    """No control, no line break, no double space, whatever comes in."""
    shown = clean(text)
    assert clean(shown) == shown
    assert "  " not in shown
    assert not any(unicodedata.category(letter) == "Cc" for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def test_stacked_marks_are_folded_in_time_in_proportion() -> None:
    """Sorting all that stand on one letter takes time in the square of their number."""
    assert_grows_in_proportion(lambda n: "a" + "\u0301\u0327" * n, fold, size=2_000)


def test_of_stacked_marks_the_first_are_kept() -> None:
    """No language has as many; other signs in a row are none."""
    stack = "a" + "\u0301\u0327" * 500
    assert len(compatible(stack)) <= 32
    assert compatible(compatible(stack)) == compatible(stack)
    assert compatible("—" * 100) == "—" * 100
    assert compatible("e\u0301" * 100) == "é" * 100
