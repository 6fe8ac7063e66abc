"""The pause between attempts that fail."""

from bot.backoff import Backoff


def test_each_failure_doubles_the_pause_up_to_the_bound() -> None:
    backoff = Backoff(0.5, 3.0)
    assert [backoff.failed() for _ in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert backoff.pause == 3.0


def test_after_a_success_nothing_is_waited_for_and_the_first_pause_comes_again() -> None:
    backoff = Backoff(0.5, 3.0)
    assert backoff.pause == 0.0
    backoff.failed()
    backoff.failed()
    backoff.succeeded()
    assert backoff.pause == 0.0
    assert backoff.failed() == 0.5


def test_no_pause_exceeds_the_bound_not_even_the_first() -> None:
    assert Backoff(60.0, 3.0).failed() == 3.0
