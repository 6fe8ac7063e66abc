"""The wheel, built and installed once for all processes of a run."""

import os
from pathlib import Path

import pytest

from tests.end_to_end.conftest import people, sandbox
from tests.packages.installed import Installed, installed_once

__all__ = ["people", "sandbox"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each of its processes a folder below that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "installed"
    folder.mkdir(exist_ok=True)
    return installed_once(folder)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder in which nothing lies."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder
