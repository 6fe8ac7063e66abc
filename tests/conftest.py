"""How hard the property tests try, in which order tests start, and how coverage is measured."""

import gc
import itertools
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import settings
from slipcover.importer import SlipcoverMetaPathFinder

from tests.newsrooms import FEW

# A stall of the machine is no fault of an example; times are measured by the benchmarks.
settings.register_profile("change", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))

# Until all tests are collected nearly everything that is made stays.
gc.disable()

# To take out probes that have seen enough slipcover looks at the local variables of every thread,
# and that keeps their values alive: in a test, a cursor that holds its database open. So it is told
# when: between tests.
MEASURES = [finder.sci for finder in sys.meta_path if isinstance(finder, SlipcoverMetaPathFinder)]
for measure in MEASURES:
    measure.d_miss_threshold = 10**9
done = itertools.count(1)

TESTS = Path(__file__).parent
# Their tests wait most: for processes, browsers, polls. The longest come first.
WAITING = (
    "end_to_end/test_desk",
    "end_to_end/test_choices",
    "delivery/test_faults",
    "end_to_end/test_process",
    "end_to_end/test_owners",
    "end_to_end/test_wishes",
    "end_to_end/",
    "delivery/test_worker",
    "browser/",
    "delivery/",
)


def _mixed(files: Iterable[Path]) -> dict[Path, float]:
    """The place of each file in the row: waiting ones and others alternate from end to end."""
    names = {file: file.relative_to(TESTS).as_posix() for file in files}
    waiting = dict.fromkeys(
        file for start in WAITING for file, name in names.items() if name.startswith(start)
    )
    others = [file for file in names if file not in waiting]
    return {file: at / len(row) for row in (waiting, others) for at, file in enumerate(row)}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = _mixed(dict.fromkeys(item.path for item in items))
    items.sort(key=lambda item: (place[item.path], item.path))


def pytest_collection_finish() -> None:
    """Spare the collector what lives as long as the process, and much of what dies young."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_runtest_logfinish() -> None:
    """After 16, 32, 64… tests of a worker what runs often has no probe in it any more."""
    count = next(done)
    if count >= 16 and count.bit_count() == 1:
        for measure in MEASURES:
            measure.deinstrument_seen()


@pytest.fixture
def backlog() -> int:
    """So many articles are on the site from the beginning."""
    return FEW
