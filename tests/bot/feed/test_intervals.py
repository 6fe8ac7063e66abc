"""When feeds are asked and articles are read again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feed import intervals

NOW = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
MIN, MAX = timedelta(minutes=2), timedelta(minutes=15)


def wait(**given_: object) -> timedelta:
    arguments = {"now": NOW, "poll_min": MIN, "poll_max": MAX} | given_
    return intervals.next_check(**arguments) - NOW  # type: ignore[arg-type]


def test_a_busy_hour_is_polled_more_often_than_a_quiet_one() -> None:
    """Three articles an hour at nine, none at night."""
    published = [
        NOW.replace(minute=minute) - timedelta(days=day)
        for day in range(1, 14)
        for minute in (5, 25, 45)
    ]
    per_hour = intervals.publishing_rate(published, NOW)
    assert per_hour[9] > per_hour[10] > per_hour[12] == 0
    busy = wait(per_hour=per_hour)
    quiet = wait(now=NOW, per_hour=per_hour[12:] + per_hour[:12])
    assert MIN <= busy < quiet == MAX


def test_an_unknown_habit_polls_often() -> None:
    """A new installation can't know what it would miss."""
    assert wait() == MIN
    assert intervals.publishing_rate([], NOW) == (0.0,) * 24
    assert wait(per_hour=(0.0,) * 24) == MAX


def test_failures_back_off_and_a_success_ends_it() -> None:
    """Doubled each time, up to an hour."""
    waits = [wait(failures=n) for n in range(8)]
    assert waits == sorted(waits)
    assert waits[1] == 2 * MIN
    assert waits[-1] == timedelta(hours=1)


@pytest.mark.parametrize("failures", [0, 1, 30])
def test_retry_after_is_obeyed(failures: int) -> None:
    """Up to an hour: no single answer silences the bot for a day."""
    for asked in (timedelta(minutes=59), timedelta(hours=5), timedelta(days=1)):
        waited = wait(failures=failures, retry_after=asked)
        assert min(asked, timedelta(hours=1)) <= waited <= timedelta(hours=1) * 1.1
    assert wait(failures=failures, retry_after=timedelta(0)) == wait(failures=failures)


def test_a_maintenance_may_be_passing_until_it_was_met_three_times() -> None:
    """As long as it follows itself: behind another failure it has only begun."""
    met = [intervals.may_be_passing(failures, again=failures > 1) for failures in range(1, 5)]
    assert met == [True, True, False, False]
    assert intervals.may_be_passing(9, again=False)


def test_cache_control_is_obeyed_within_reason() -> None:
    """A cache that lives five minutes is not asked before, one that lives a day is."""
    assert wait(max_age=timedelta(minutes=5)) == timedelta(minutes=5)
    assert wait(max_age=timedelta(days=1)) == MAX


@given(
    st.floats(0, 1),
    st.lists(st.floats(0, 1e6), min_size=24, max_size=24),
    st.integers(0, 10_000),
    st.timedeltas(timedelta(0), timedelta(days=1)) | st.none(),
)
def test_the_wait_is_always_between_the_bounds(
    jitter: float, per_hour: list[float], failures: int, max_age: timedelta | None
) -> None:
    """Whatever the publishing rate, failures, cache and chance are."""
    waited = wait(jitter=jitter, per_hour=per_hour, failures=failures, max_age=max_age)
    assert MIN <= waited <= timedelta(hours=1) * 1.1
    if not failures:
        assert waited <= MAX * 1.1


def test_jitter_parts_two_bots() -> None:
    """The same moment and another chance give another wait."""
    assert wait(jitter=0.1) < wait(jitter=0.9) <= MIN * 1.1


def test_articles_are_read_again_on_a_falling_schedule() -> None:
    """Ten minutes, an hour, six hours, a day; then the article has settled."""
    waits = [moment - NOW for moment in intervals.recheck_times(NOW)]
    assert waits == [
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
    ]
    assert intervals.recheck_after(NOW, NOW) == NOW + timedelta(minutes=10)
    assert intervals.recheck_after(NOW, NOW + timedelta(hours=2)) == NOW + timedelta(hours=6)
    assert intervals.recheck_after(NOW, NOW + timedelta(days=2)) is None


def test_a_reading_that_an_outage_swallowed_is_made_up_for() -> None:
    """Once the schedule is over, after half of the article's age, until it is four days old."""
    moment = intervals.next_try(NOW, NOW + timedelta(minutes=10))
    assert moment == NOW + timedelta(hours=1)
    tries = []
    moment = intervals.next_try(NOW, NOW + timedelta(hours=24))
    while moment is not None:
        tries.append((moment - NOW) / timedelta(hours=1))
        moment = intervals.next_try(NOW, moment)
    assert tries == [36, 54, 81]


def test_an_edit_that_a_cache_keeps_back_is_looked_for_at_growing_waits() -> None:
    """Two minutes, then as long as it has been known, and a last time when its time is over."""
    told, looks = NOW, []
    at: datetime | None = told
    while at is not None:
        looks.append((at - told) / timedelta(minutes=1))
        at = intervals.next_look_for_edit(told, at, longest=timedelta(hours=1))
    assert looks == [0, 2, 4, 8, 16, 32, 60]
