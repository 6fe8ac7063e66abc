"""Instances by their names, and how long each lives after a renewal."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.instances.leases import Instances

LONG = timedelta(seconds=50)
OVER = timedelta(0)

Named = Callable[[str, timedelta], Instances]


@pytest.fixture
def named(database: Database) -> Named:
    """An instance of this name, which lives for so long after each renewal."""
    return lambda name, lease: Instances(database, name, lease)
