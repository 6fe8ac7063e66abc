"""Owners hear that something lasts, that it is over, and that it has begun anew; not more."""

import itertools
from datetime import datetime, timedelta

import pytest

from bot.owner_alerts.lasting_conditions import (
    BEGIN_AGAIN_AFTER,
    OVER_AFTER,
    TELL_AGAIN_AFTER,
    Condition,
    LastingConditions,
)
from tests.articles import NOON

OWNER, OTHER = 5, 6
ENDS_BY_WORD = Condition("it lasts", over="it is over")
ENDS_BY_SILENCE = Condition("it lasts", over="it is over", silence=timedelta(minutes=10))
UNSAID_END = Condition("it lasts", silence=timedelta(days=1))
MINUTE = timedelta(minutes=1)


class Watched:
    """Conditions at a moment that the test moves, with one owner or two."""

    def __init__(self, condition: Condition, owners: tuple[int, ...] = (OWNER,)) -> None:
        self.condition = condition
        self.owners = owners
        self.conditions = LastingConditions()
        self.now: datetime = NOON

    def met(self, **values: str) -> None:
        self.conditions.met(self.condition, values, self.now)

    def ended(self) -> None:
        self.conditions.ended(self.condition, self.now)

    def told(self) -> list[tuple[int, str]]:
        """Who is told what at this moment; each of them gets it."""
        notices = self.conditions.due(self.owners, self.now)
        for notice in notices:
            self.conditions.settled(notice, self.now)
        return [(notice.owner_id, notice.words) for notice in notices]


def test_what_lasts_is_told_at_once_and_again_each_day() -> None:
    watched = Watched(ENDS_BY_WORD)
    watched.met()
    assert watched.told() == [(OWNER, "it lasts")]
    watched.now += TELL_AGAIN_AFTER - MINUTE
    watched.met()
    assert watched.told() == []
    watched.now += MINUTE
    assert watched.told() == [(OWNER, "it lasts")]


@pytest.mark.parametrize("hours", [2, 11, 23])
def test_what_begins_anew_on_the_same_day_is_told_anew(hours: int) -> None:
    """A copy that was ended in the morning and started again in the evening, for instance."""
    watched = Watched(ENDS_BY_WORD)
    watched.met()
    watched.told()
    watched.now += 10 * MINUTE
    watched.ended()
    watched.now += OVER_AFTER
    assert watched.told() == [(OWNER, "it is over")]
    watched.now += timedelta(hours=hours)
    watched.met()
    assert watched.told() == [(OWNER, "it lasts")]


def test_what_comes_and_goes_each_minute_is_one_thing_that_lasts() -> None:
    watched = Watched(ENDS_BY_WORD)
    said = []
    for _ in range(120):
        watched.met()
        said += watched.told()
        watched.now += MINUTE
        watched.ended()
        said += watched.told()
        watched.now += MINUTE
    assert said == [(OWNER, "it lasts")]


def test_what_comes_and_goes_slowly_is_told_at_most_once_an_hour() -> None:
    watched = Watched(ENDS_BY_WORD)
    begun = []
    for _ in range(60):
        watched.met()
        begun += [watched.now for _, words in watched.told() if words == "it lasts"]
        watched.now += MINUTE
        watched.ended()
        watched.now += OVER_AFTER
        watched.told()
    pauses = [later - earlier for earlier, later in itertools.pairwise(begun)]
    assert len(begun) > 3
    assert min(pauses) >= BEGIN_AGAIN_AFTER


def test_who_was_not_told_that_it_lasts_is_not_told_that_it_is_over() -> None:
    watched = Watched(ENDS_BY_WORD)
    watched.met()
    watched.told()
    watched.owners = (OWNER, OTHER)
    watched.ended()
    watched.now += OVER_AFTER
    assert watched.told() == [(OWNER, "it is over")]
    assert watched.told() == []


def test_a_message_that_reached_nobody_stays_due() -> None:
    watched = Watched(ENDS_BY_WORD, (OWNER, OTHER))
    watched.met()
    first, second = watched.conditions.due(watched.owners, watched.now)
    watched.conditions.settled(first, watched.now)
    assert watched.conditions.due(watched.owners, watched.now) == [second]


def test_what_is_met_no_more_is_over() -> None:
    watched = Watched(ENDS_BY_SILENCE)
    watched.met()
    watched.told()
    watched.now += timedelta(minutes=9)
    watched.met()
    watched.now += timedelta(minutes=9)
    assert watched.told() == []
    watched.now += MINUTE
    assert watched.told() == [(OWNER, "it is over")]


def test_an_end_without_words_is_told_to_nobody_and_lets_it_begin_anew() -> None:
    watched = Watched(UNSAID_END)
    watched.met()
    watched.told()
    watched.now += timedelta(days=2)
    assert watched.told() == []
    watched.met()
    assert watched.told() == [(OWNER, "it lasts")]


def test_the_same_thing_elsewhere_is_another_thing() -> None:
    """Two webhooks of strangers, one after the other."""
    watched = Watched(ENDS_BY_WORD)
    watched.met(host="one.example")
    watched.told()
    watched.now += MINUTE
    watched.met(host="two.example")
    assert watched.told() == [(OWNER, "it lasts")]


def test_a_clock_that_was_set_back_does_not_silence_it_for_long() -> None:
    watched = Watched(ENDS_BY_WORD)
    watched.met()
    watched.told()
    watched.now -= timedelta(days=400)
    assert watched.told() == [(OWNER, "it lasts")]
