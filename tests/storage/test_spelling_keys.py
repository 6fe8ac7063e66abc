"""Skeletons and mistyping: what near spellings have in common."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edit_distance import mistyping
from storage.spelling_keys import LONGEST, near_skeletons, skeleton

WORDS = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("typed", "right"),
    [("ظابط", "ضابط"), ("قمشلي", "قامشلي"), ("لازقيه", "لاذقيه"), ("ايدليب", "ادلب")],
)
def test_confused_letters_and_vowels_leave_the_skeleton(typed: str, right: str) -> None:
    """So such a slip is found by equality."""
    assert skeleton(typed) == skeleton(right)


def told_by_consonants(*keys: str) -> bool:
    """Whether none of the keys is the word itself, which stands where consonants are too few."""
    return not any(
        set(key) & set("ءاوي") or any(one == other for one, other in pairwise(key)) for key in keys
    )


@given(WORDS, st.data())
def test_a_letter_more_less_or_other_leaves_a_near_skeleton(word: str, data: st.DataObject) -> None:
    """Unless so few consonants are left that vowels tell the word."""
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("بتسشعفلمنر"))
    bones = skeleton(word)
    for typed in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        other = skeleton(typed)
        lengths = sorted((len(bones), len(other)))
        if told_by_consonants(bones, other) and lengths[0] > 2 and lengths[1] < LONGEST:
            assert other in near_skeletons(bones) or abs(len(other) - len(bones)) > 1


@given(st.text(max_size=60))
def test_skeletons_of_anything_are_bounded(word: str) -> None:
    """And so are those near them."""
    assert len(skeleton(word)) <= LONGEST
    assert len(near_skeletons(skeleton(word))) < 600


@given(WORDS, WORDS)
def test_mistyping_is_no_distance_for_the_same_word_alone(one: str, other: str) -> None:
    """It is the same both ways, and never more than the bound unless infinite."""
    there = mistyping(one, other, at_most=2.0)
    assert (there == 0) == (one == other)
    assert there == pytest.approx(mistyping(other, one, at_most=2.0))
    assert there <= 2.0 or math.isinf(there)


def test_likely_slips_are_nearer_than_other_letters() -> None:
    """By sound, a vowel, a doubled letter, an exchange; each less than a wrong letter."""
    wrong = mistyping("مكتبه", "مشتبه", at_most=2.0)
    for typed in ("مقتبه", "مكتبيه", "مكتتبه", "مكبته"):
        assert mistyping(typed, "مكتبه", at_most=2.0) < wrong
