"""Hashtags by Telegram's rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.hashtags import MAX_LENGTH, hashtag, hashtags


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("دير الزور", "#دير_الزور"),
        ("دير-الزور", "#دير_الزور"),
        ("سوق «الجمعة»", "#سوق_الجمعة"),
        ("دِمَشْق", "#دمشق"),
        ("دمـــشق", "#دمشق"),
        ("كأس 2026", "#كأس_2026"),
        ("2026", ""),
        ("!!!", ""),
        ("", ""),
        ("#وسم", "#وسم"),
        ("COVID-19", "#COVID_19"),
    ],
)
def test_name_becomes_a_hashtag(name: str, wanted: str) -> None:
    """Gaps are underscores, marks go, and a number alone is none."""
    assert hashtag(name) == wanted


@given(st.text(max_size=400))
def test_hashtag_is_one_link_or_none(name: str) -> None:
    """Telegram would cut it nowhere."""
    made = hashtag(name)
    assert not made or re.fullmatch(r"#\w+", made)
    assert len(made) <= MAX_LENGTH + 1
    assert hashtag(made) == made


def test_each_hashtag_comes_once() -> None:
    """Two spellings of one tag are one, and there is a bound."""
    names = ["دير الزور", "دير-الزور", "حلب", "حمص"]
    assert hashtags(names, at_most=2) == ("#دير_الزور", "#حلب")
