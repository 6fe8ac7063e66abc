"""Greetings are told from searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.greetings import is_greeting


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا",
        "مرحباً!",
        "شكرا",
        "شُكرًا جزيلًا 🌹",
        "السلام عليكم",
        "السلام عليكم ورحمة الله وبركاته، صباح الخير",
        "Hello",
        "thank you",
    ],
)
def test_greetings_and_thanks_are_known(text: str) -> None:
    """Whatever their vowels, signs and capitals, and several together."""
    assert is_greeting(text)


@pytest.mark.parametrize(
    "text",
    ["", "!!", "حلب", "سلام", "مرحبا حلب", "مفاوضات السلام", "شكرا على خبر الحديقة", "hi-fi x"],
)
def test_what_names_something_is_no_greeting(text: str) -> None:
    """A greeting before it does not make it one."""
    assert not is_greeting(text)


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """Without an error, and a subject added to it leaves no greeting."""
    is_greeting(text)
    assert not is_greeting(f"{text} الحديقة")
