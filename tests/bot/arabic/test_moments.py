"""Moments to come, as people write them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.moments import moment_in

# A Saturday.
NOW = datetime(2026, 3, 14, 17, 5, tzinfo=ZoneInfo("Asia/Damascus"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("18:30", "14 18:30"),
        ("١٨:٣٠", "14 18:30"),
        ("الساعة 18.30", "14 18:30"),
        ("9", "15 09:00"),
        ("8 مساءً", "14 20:00"),
        ("12 ظهرًا", "15 12:00"),
        ("12 ص", "15 00:00"),
        ("غدًا 9", "15 09:00"),
        ("غداً الساعة ٩:١٥ صباحًا", "15 09:15"),
        ("بعد غد، 7", "16 07:00"),
        ("اليوم 19:00", "14 19:00"),
        ("يوم الخميس 8 مساء", "19 20:00"),
        ("السبت 18:00", "14 18:00"),
        ("السبت 9", "21 09:00"),
        ("بعد ساعة", "14 18:05"),
        ("بعد ساعتين", "14 19:05"),
        ("بعد 40 دقيقة", "14 17:45"),
        ("بعد نصف ساعة", "14 17:35"),
        ("بعد 3 أيام", "17 17:05"),
        ("بعد 12 يومًا", "26 17:05"),
        ("بكرة الصبح الساعة ٩", "15 09:00"),
        ("بكرا 8 المسا", "15 20:00"),
        ("غدًا صباحًا 9", "15 09:00"),
        ("tomorrow at 9", "15 09:00"),
        ("6:45 PM", "14 18:45"),
        ("in 2 hours", "14 19:05"),
        ("on Monday 10", "16 10:00"),
    ],
)
def test_a_moment_is_understood(text: str, wanted: str) -> None:
    """In Arabic and English, any digits, with and without a day."""
    found = moment_in(text, NOW)
    assert found is not None
    assert f"{found:%d %H:%M}" == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "متى؟",
        "25:00",
        "18:75",
        "اليوم 9",
        "13 مساء",
        "بعد",
        "بعد ساعات",
        "18:30 من فضلك",
        "-3",
        "صباحًا 9 مساءً",
    ],
)
def test_anything_else_is_no_moment(text: str) -> None:
    """Better asked again than posted at a wrong hour."""
    assert moment_in(text, NOW) is None


@given(st.text(max_size=80))
def test_whatever_is_written_the_moment_is_to_come(text: str) -> None:
    """Never past, and with the zone that was given."""
    found = moment_in(text, NOW)
    assert found is None or (found > NOW and found.tzinfo is NOW.tzinfo)


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_alone_is_within_a_day(hour: int, minute: int) -> None:
    """The next time that the clock shows it."""
    found = moment_in(f"{hour}:{minute:02}", NOW)
    assert found is not None
    assert timedelta(0) < found - NOW <= timedelta(days=1)
    assert (found.hour, found.minute) == (hour, minute)
