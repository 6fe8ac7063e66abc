"""Each promise of docs/security.md names the tests that hold it, and they exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def promises() -> list[tuple[str, str]]:
    """The rows of the table: what is promised, and how it is tested."""
    lines = (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:2] == "| "]
    return [(promise, tests) for promise, _, tests in rows[1:]]


def functions_in(path: Path) -> set[str]:
    """The names of the tests that a file holds."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


@pytest.mark.parametrize(("promise", "tests"), promises(), ids=lambda cell: cell[:40])
def test_each_promise_names_tests_that_exist(promise: str, tests: str) -> None:
    named = NAMED.findall(tests)
    assert named, f"no test holds: {promise}"
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or name not in functions_in(ROOT / path)
    ]
    assert missing == []


def test_the_promises_are_read() -> None:
    assert len(promises()) > 10
