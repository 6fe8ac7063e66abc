"""How many pages are read again beside their schedule."""

from datetime import timedelta

from bot.ingest.page_budget import PAGES_AN_HOUR, YOUNGEST_EVERY, PageBudget
from tests.bot.conftest import Clock


def test_an_hour_holds_so_many_pages_and_the_next_one_as_many_again() -> None:
    """Whoever asks for them."""
    clock = Clock()
    budget = PageBudget(clock)
    assert [budget.take(str(one)) for one in range(PAGES_AN_HOUR + 1)].count(True) == PAGES_AN_HOUR
    clock.forward(timedelta(hours=1))
    assert budget.take("next")


def test_one_article_is_read_once_in_seven_minutes() -> None:
    """However often somebody asks."""
    clock = Clock()
    budget = PageBudget(clock)
    assert budget.take("1")
    clock.forward(YOUNGEST_EVERY - timedelta(seconds=1))
    assert not budget.take("1")
    clock.forward(timedelta(seconds=1))
    assert budget.take("1")
    assert budget.looked("1") == clock()


def test_a_clock_that_is_set_back_ends_no_reading() -> None:
    """What was counted in a future that is not to come soon counts no more."""
    clock = Clock()
    budget = PageBudget(clock)
    for one in range(PAGES_AN_HOUR):
        budget.take(str(one))
    clock.forward(timedelta(days=-400))
    assert budget.take("1")


def test_what_was_counted_long_ago_is_forgotten() -> None:
    """The memory is bounded by the pages of a day."""
    clock = Clock()
    budget = PageBudget(clock)
    budget.take("1")
    clock.forward(timedelta(days=1))
    budget.take("2")
    assert budget.looked("1") is None
