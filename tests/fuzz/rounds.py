"""Rounds of generated inputs: each from a seed, each input tried within its bounds."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.measured_process import Outcome

QUIET: Final = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
# Reads one input and tells how that ended.
Read = Callable[[Any], Outcome]


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: how it is opened, its generated inputs, and named ones of known bad shape."""

    opened: Callable[[], AbstractContextManager[Read]]
    inputs: Callable[[], st.SearchStrategy[Any]]
    shapes: Callable[[], Iterable[tuple[str, Any]]]


@dataclass(slots=True)
class Tally:
    """What a run has seen."""

    inputs: int = 0
    escapes: int = 0
    slowest: float = 0.0
    largest: float = 0.0

    def count(self, outcome: Outcome) -> None:
        self.inputs += 1
        self.slowest = max(self.slowest, outcome.seconds)
        self.largest = max(self.largest, outcome.megabytes)

    def __str__(self) -> str:
        return (
            f"{self.inputs} inputs, {self.escapes} escapes, "
            f"slowest {self.slowest:.2f} s, largest {self.largest:.0f} MB"
        )


class EscapeError(AssertionError):
    """An input that ended in neither a result nor an error of the project's own."""

    def __init__(self, given: Any, fault: str) -> None:
        super().__init__(fault)
        self.given = given


def fuzz(
    target: Target,
    read: Read,
    seconds: float,
    *,
    first_seed: int,
    tally: Tally,
    inputs: int,
) -> list[EscapeError]:
    """Read inputs for so long, in rounds of a seed each; the escapes, one a round at most.

    The first round is made in any case: it may take longer than a short time to prepare it.
    """
    found = []
    ends = time.monotonic() + seconds

    def check(one: Any) -> None:
        outcome = read(one)
        tally.count(outcome)
        if outcome.fault:
            raise EscapeError(one, outcome.fault)

    checked = settings(QUIET, max_examples=inputs)(given(target.inputs())(check))
    number = first_seed
    while number == first_seed or time.monotonic() < ends:
        try:
            seed(number)(checked)()
        except EscapeError as escape:
            tally.escapes += 1
            found.append(escape)
        number += 1
    return found


def try_shapes(target: Target, read: Read, tally: Tally) -> list[EscapeError]:
    """Read the inputs of known bad shape."""
    found = []
    for name, one in target.shapes():
        outcome = read(one)
        tally.count(outcome)
        if outcome.fault:
            tally.escapes += 1
            found.append(EscapeError(one, f"{name}: {outcome.fault}"))
    return found
