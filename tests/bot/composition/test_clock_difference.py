"""Where the clocks of several machines differ, each says so once."""

import logging

import pytest

from bot.composition.clock_difference import ClockDifference, least_difference


@pytest.mark.parametrize(
    ("asked", "answered", "server", "difference"),
    [
        (100.0, 100.1, 100.05, 0),
        (100.0, 100.0, 100.0, 0),
        (100.0, 100.5, 103.5, 3),
        (100.0, 100.5, 97.0, -3),
        # As far as anybody knows, the server's word was ten seconds on its way.
        (100.0, 110.0, 101.0, 0),
        (100.0, 110.0, 112.0, 2),
    ],
)
def test_no_more_difference_is_seen_than_there_is(
    asked: float, answered: float, server: float, difference: float
) -> None:
    assert least_difference(asked, answered, server) == difference


@pytest.mark.parametrize(("off", "words"), [(300.0, "300 s ahead of"), (-300.0, "300 s behind")])
def test_a_clock_that_is_wrong_is_told_once_and_that_it_is_right_again(
    off: float, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.composition.clock_difference")
    moment = 1000.0 + off
    clocks = ClockDifference(lambda: moment)
    for _ in range(3):
        clocks.compare(moment, 1000.0)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert words in caplog.text
    moment = 1000.5
    for _ in range(3):
        clocks.compare(moment, 1000.0)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
