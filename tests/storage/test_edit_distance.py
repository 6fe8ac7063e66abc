"""How far two words are from each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edit_distance import distance

short = st.text(st.sampled_from("ابتن"), max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [
        ("حكومه", "حكومه", 0),
        ("حكموه", "حكومه", 1),
        ("حكوم", "حكومه", 1),
        ("خكومه", "حكومه", 1),
        ("حكوومه", "حكومه", 1),
        ("خكموه", "حكومه", 2),
        ("سوق", "حكومه", 3),
    ],
)
def test_a_mistake_is_a_letter_more_less_other_or_exchanged(
    one: str, other: str, mistakes: int
) -> None:
    """Beyond the bound the exact number doesn't matter."""
    assert distance(one, other, at_most=2) == mistakes


@given(short, short)
def test_distance_is_symmetric_and_zero_for_the_same(one: str, other: str) -> None:
    """What any distance must be."""
    assert distance(one, other, at_most=6) == distance(other, one, at_most=6)
    assert (distance(one, other, at_most=6) == 0) == (one == other)
