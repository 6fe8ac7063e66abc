"""Two copies with one token: a lone conflict is passed over, several in a row are another copy."""

import random
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.polling import (
    CALM_SECONDS,
    CONFLICTS_UNTIL_SECOND_COPY,
    LAST_CONFLICT_PAUSE_SECONDS,
    LONG_POLL_SECONDS,
    POLLS_UNTIL_ALONE,
    PROBE_SECONDS,
    Conflicts,
)


@dataclass
class Time:
    """Seconds that a test sets."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_lone_conflict_is_passed_over() -> None:
    conflicts = Conflicts(lambda: 0.5, Time())
    for _ in range(20):
        conflicts.met()
        assert not conflicts.undisturbed()
        assert not conflicts.second_copy


def test_repeated_conflicts_are_another_copy_until_polls_are_undisturbed_for_a_while() -> None:
    clock = Time()
    conflicts = Conflicts(lambda: 0.5, clock)
    for _ in range(CONFLICTS_UNTIL_SECOND_COPY):
        conflicts.met()
    assert conflicts.second_copy
    assert not any(conflicts.undisturbed() for _ in range(5 * POLLS_UNTIL_ALONE))
    clock.seconds += CALM_SECONDS
    assert conflicts.undisturbed()
    assert not conflicts.second_copy


def test_pauses_grow_up_to_their_bound() -> None:
    conflicts = Conflicts(lambda: 0.5, Time())
    pauses = [conflicts.met() for _ in range(50)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LAST_CONFLICT_PAUSE_SECONDS


@dataclass
class Copy:
    """A copy of the bot: polling until `ends`, or pausing until `wakes`."""

    conflicts: Conflicts
    wakes: float
    ends: float | None = None
    delivering: list[float] = field(default_factory=list)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.floats(0, 20))
def test_of_two_copies_one_settles(seed: int, later: float) -> None:
    """For two hours each poll ends the other's; in the last of them exactly one delivers."""
    clock, chance = Time(), random.Random(seed).random
    copies = [Copy(Conflicts(chance, clock), wakes) for wakes in (0.0, later)]
    both = 0.0
    while clock.seconds < 7200:
        before = clock.seconds
        mine = min(copies, key=lambda one: one.wakes if one.ends is None else one.ends)
        other = copies[1 - copies.index(mine)]
        clock.seconds = mine.wakes if mine.ends is None else mine.ends
        if before > 3600:
            both += (clock.seconds - before) * (
                copies[0].conflicts.second_copy == copies[1].conflicts.second_copy
            )
        if mine.ends is None:
            if other.ends is not None:
                other.ends, other.wakes = None, clock.seconds + other.conflicts.met()
            second = mine.conflicts.second_copy
            mine.ends = clock.seconds + (PROBE_SECONDS if second else LONG_POLL_SECONDS)
        else:
            mine.conflicts.undisturbed()
            mine.ends, mine.wakes = None, clock.seconds
    assert both == 0
