"""Chooses the engine that a run of tests works on, and starts what it needs."""

import contextlib
import os

import pytest

from storage.engine.database import Engine
from tests import postgresql

_stack = contextlib.ExitStack()


def add_option(parser: pytest.Parser) -> None:
    """`--engine postgresql` runs the same tests on PostgreSQL."""
    parser.addoption(
        "--engine", choices=[str(one) for one in Engine], default=str(Engine.SQLITE),
        help="The engine of the databases in tests.",
    )  # fmt: skip


def engine() -> Engine:
    """The engine of this run."""
    return Engine.POSTGRESQL if os.environ.get(postgresql.SERVER) else Engine.SQLITE


def configure(config: pytest.Config) -> None:
    """Start one server for the whole run, whose address the workers inherit.

    Without PostgreSQL's programs the run is left out with a clear word; CI must have them.
    """
    if config.getoption("--engine") != Engine.POSTGRESQL or hasattr(config, "workerinput"):
        return
    binaries = postgresql.programs()
    if binaries is None:
        missing = (
            f"PostgreSQL {postgresql.OLDEST} or newer is not installed: apt install postgresql"
        )
        pytest.exit(missing, returncode=1 if os.environ.get("CI") == "true" else 0)
    server = _stack.enter_context(postgresql.running_server(binaries))
    os.environ[postgresql.SERVER] = str(server.folder)
    _stack.callback(os.environ.pop, postgresql.SERVER)


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about SQLite's own files says nothing of PostgreSQL, and the other way round."""
    other = "sqlite" if config.getoption("--engine") == Engine.POSTGRESQL else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(other) is not None]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.get_closest_marker(other) is None]


def unconfigure() -> None:
    """Stop the server."""
    _stack.close()
