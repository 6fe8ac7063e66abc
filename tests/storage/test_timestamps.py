"""Times in the database: whole seconds or milliseconds, never later than what was stored."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from storage.timestamps import (
    from_milliseconds,
    from_optional_seconds,
    from_seconds,
    to_milliseconds,
    to_seconds,
    to_seconds_up,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda microseconds, zone: (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone),
    st.integers(0, 7 * 10**15),
    zones,
)


@given(moments)
def test_a_moment_comes_back_in_utc_less_than_a_second_earlier(moment: datetime) -> None:
    back = from_seconds(to_seconds(moment))
    assert timedelta(0) <= moment - back < timedelta(seconds=1)
    assert back.tzinfo is UTC


@given(moments)
def test_a_wait_is_never_stored_shorter(moment: datetime) -> None:
    """Not by a fraction of a second, and longer by less than one."""
    back = from_seconds(to_seconds_up(moment))
    assert timedelta(0) <= back - moment < timedelta(seconds=1)


@given(moments)
def test_milliseconds_keep_the_thousandth(moment: datetime) -> None:
    assert abs(from_milliseconds(to_milliseconds(moment)) - moment) <= timedelta(milliseconds=1)


def test_no_time_is_null_or_zero() -> None:
    assert to_seconds(None) is None
    assert from_optional_seconds(None) is None
    assert from_optional_seconds(0) is None
    assert from_optional_seconds(60) == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
