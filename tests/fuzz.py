"""Fuzz the feed reader and the page reader: `python -m tests.fuzz [feed|page ...] [--minutes N]`.

Each input is read in a process of its own. It must end in a result or in the project's own error
within the bounds of `tests.measured_process`; whatever else happens is an escape: it is made as
small as hypothesis can, printed, kept in `.fuzz/`, and makes the command fail.
"""

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.bot.article import hostile as pages
from tests.bot.feed import hostile as feeds
from tests.measured_process import Outcome, doing_nothing, run_measured

FOUND: Final = Path(".fuzz")
ROUND: Final = 300  # inputs from one seed
QUIET: Final = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, what to give it, and the content types that it is told."""

    read: Callable[[bytes, str], None]
    bodies: Callable[[], st.SearchStrategy[bytes]]
    content_types: tuple[str, ...]
    shapes: Mapping[str, bytes]


TARGETS: Final = {
    "feed": Target(feeds.read, feeds.bodies, feeds.CONTENT_TYPES, feeds.SHAPES),
    "page": Target(pages.read, pages.bodies, pages.CONTENT_TYPES, pages.SHAPES),
}


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

    def __init__(self, body: bytes, fault: str) -> None:
        super().__init__(fault)
        self.body = body


def fuzz(
    target: Target, seconds: float, *, first_seed: int, tally: Tally, inputs: int = ROUND
) -> list[EscapeError]:
    """Read inputs for so long, in rounds of a seed each; the escapes, one a round at most."""
    quiet = settings(QUIET, max_examples=inputs)
    found = []
    ends = time.monotonic() + seconds
    number = first_seed

    def check(body: bytes, content_type: str) -> None:
        outcome = run_measured(lambda: target.read(body, content_type), idle)
        tally.count(outcome)
        if outcome.fault:
            raise EscapeError(body, outcome.fault)

    given_inputs = given(target.bodies(), st.sampled_from(target.content_types))
    while time.monotonic() < ends:
        idle = doing_nothing()
        try:
            seed(number)(quiet(given_inputs(check)))()
        except EscapeError as escape:
            tally.escapes += 1
            found.append(escape)
        number += 1
    return found


def shaped(target: Target, tally: Tally) -> list[EscapeError]:
    """Read every shape that parsers are known to fear."""
    found = []
    idle = doing_nothing()
    for name, body in target.shapes.items():
        outcome = run_measured(lambda body=body: target.read(body, ""), idle)  # type: ignore[misc]
        tally.count(outcome)
        if outcome.fault:
            tally.escapes += 1
            found.append(EscapeError(body, f"{name}: {outcome.fault}"))
    return found


def _keep(name: str, escape: EscapeError) -> Path:
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{name}-{hashlib.sha256(escape.body).hexdigest()[:12]}"
    path.write_bytes(escape.body)
    return path


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Fuzz what is named, or all; the number of escapes, as far as an exit code can say it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each (default: 10)")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--round", type=int, default=ROUND, help="inputs from one seed")
    wanted = parser.parse_args(arguments)
    first_seed = random.SystemRandom().randrange(10**9) if wanted.seed is None else wanted.seed
    escapes = 0
    for name in wanted.targets or TARGETS:
        tally = Tally()
        _say(f"{name}: from seed {first_seed}, {wanted.minutes:g} minutes")
        found = shaped(TARGETS[name], tally)
        found += fuzz(
            TARGETS[name],
            wanted.minutes * 60,
            first_seed=first_seed,
            tally=tally,
            inputs=wanted.round,
        )
        for escape in found:
            _say(f"{name}: {_keep(name, escape)}: {escape}")
        _say(f"{name}: {tally}")
        escapes += tally.escapes
    return min(escapes, 1)


if __name__ == "__main__":
    sys.exit(main())
