"""Fuzz what is named, or everything: `python -m tests.fuzz [feed|page|photo ...] [--minutes N]`.

Each input must end in a result or in the project's own error, within bounds of time and memory.
Whatever else happens is an escape: it is made as small as hypothesis can, printed, kept in
`.fuzz/`, and makes the command fail. A run is repeated by its seed.
"""

import argparse
import hashlib
import importlib
import json
import random
import sys
from pathlib import Path
from typing import Final

from tests.fuzz.rounds import EscapeError, Tally, Target, fuzz, try_shapes

FOUND: Final = Path(".fuzz")
ROUND: Final = 300  # inputs from one seed
# A parser is measured in a fork of this process, which therefore loads no more than it must.
TARGETS: Final = {
    "tests.fuzz.parser_targets": ("feed", "rest", "page", "photo"),
    "tests.fuzz.bot_targets": ("update", "callback", "query"),
}


def _target(name: str) -> Target:
    module = next(module for module, names in TARGETS.items() if name in names)
    target: Target = importlib.import_module(module).TARGETS[name]
    return target


def _keep(name: str, escape: EscapeError) -> Path:
    given = escape.given
    body = given if isinstance(given, bytes) else json.dumps(given, default=str).encode()
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{name}-{hashlib.sha256(body).hexdigest()[:12]}"
    path.write_bytes(body)
    return path


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Fuzz what is named, or all; 1 if anything escaped."""
    names = [name for group in TARGETS.values() for name in group]
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("targets", nargs="*", choices=[*names, []], help="default: all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each (default: 10)")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--round", type=int, default=ROUND, help="inputs from one seed")
    wanted = parser.parse_args(arguments)
    first_seed = random.SystemRandom().randrange(10**9) if wanted.seed is None else wanted.seed
    escapes = 0
    for name in wanted.targets or names:
        target, tally = _target(name), Tally()
        _say(f"{name}: from seed {first_seed}, {wanted.minutes:g} minutes")
        with target.opened() as read:
            found = try_shapes(target, read, tally)
            found += fuzz(
                target,
                read,
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
