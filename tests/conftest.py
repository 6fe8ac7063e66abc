"""How hard the property tests try, and in which order tests start."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("change", max_examples=30)
settings.register_profile("thorough", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))

TESTS = Path(__file__).parent
# What waits most comes first: the others fill the time.
WAITING = ("end_to_end", "browser", "delivery", "bot")


def _rank(item: pytest.Item) -> int:
    room = item.path.relative_to(TESTS).parts[0]
    return WAITING.index(room) if room in WAITING else len(WAITING)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Spare the collector the hundred thousands of objects that live as long as the process."""
    gc.collect()
    gc.freeze()
