"""How many examples the property tests try, and what every test may override."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import databases, engines
from tests.backlogs import FEW
from tests.ports import held_port

# A stall of the machine is no fault of an example; times are measured by the benchmarks. What must
# pass before a change lands tries the same examples each time: chance looks for others elsewhere.
settings.register_profile("change", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))

# Coverage is measured in the workers. In the processes that tests start, a tracer would use up
# the bounds of time that the tests are about.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

pytest_addoption = engines.add_option
pytest_configure = engines.configure
pytest_unconfigure = engines.unconfigure
pytest_collection_modifyitems = engines.leave_out


@pytest.fixture(autouse=True)
def _dropped() -> Iterator[None]:
    """What a test makes on PostgreSQL goes with it, as its folder does with SQLite."""
    with databases.dropped():
        yield


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine at which the test's own server is to listen."""
    with held_port() as held:
        yield held


@pytest.fixture
def backlog() -> int:
    """How many articles the site holds from the beginning."""
    return FEW
