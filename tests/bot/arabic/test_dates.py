"""Dates as the newsroom writes and people type them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.dates import find_dates, format_date, month_bounds, parse_date, parse_month


@pytest.mark.parametrize(
    ("moment", "locale", "written"),
    [
        (date(2017, 10, 14), "ar", "14 تشرين الأول 2017"),
        (datetime(2020, 6, 4, 12, tzinfo=UTC), "ar", "4 حزيران 2020"),
        (date(2020, 1, 1), "ar", "1 كانون الثاني 2020"),
        (date(2020, 6, 4), "en", "4 June 2020"),
    ],
)
def test_dates_are_written_with_levantine_months_and_latin_digits(
    moment: date, locale: str, written: str
) -> None:
    """Plain `ar` would say أكتوبر."""
    assert format_date(moment, locale) == written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8 حزيران 2017", date(2017, 6, 8)),
        ("12/10/2014", date(2014, 10, 12)),
        ("١٢/١٠/٢٠١٤", date(2014, 10, 12)),
        ("السبت ١٤ تشرين الأول ٢٠١٧", date(2017, 10, 14)),
        ("14 أكتوبر 2017", date(2017, 10, 14)),
        ("14 تشرين الأول/أكتوبر 2017", date(2017, 10, 14)),
        ("3 من أيار، 2021", date(2021, 5, 3)),
        ("4 June 2020 (AFP)", date(2020, 6, 4)),
        ("June 4, 2020", date(2020, 6, 4)),
        ("2014-10-12", date(2014, 10, 12)),
        ("10/25/2014", date(2014, 10, 25)),
        ("29 شباط 2024", date(2024, 2, 29)),
        ("29 شباط 2023", None),
        ("31/02/2014", None),
        ("2014", None),
        ("حزيران", None),
        ("1234567", None),
        ("", None),
    ],
)
def test_dates_are_read_in_every_common_spelling(text: str, day: date | None) -> None:
    """Levantine, Egyptian and English names, day first, in any digits; no impossible day."""
    assert parse_date(text) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["ar", "en"]))
def test_what_was_written_is_read_back(day: date, locale: str) -> None:
    """Writing and reading are each other's reverse."""
    assert parse_date(format_date(day, locale)) == day


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    """Any text has dates or none."""
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
    parse_month(text)


def test_a_month_has_its_first_and_last_day() -> None:
    """February of a leap year ends on the 29th."""
    first, last = month_bounds(2024, 2)
    assert (first.day, last - first) == (1, timedelta(days=28))
