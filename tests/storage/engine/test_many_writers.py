"""What takes no turn among the writers is listed, each with the reason, and nothing else is."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
DECISION = ROOT / "docs/decisions/0010-many-writers.md"
# How engines and wrappers pass it on.
_OF_ENGINES = {"database.py", "checked.py", "observed.py", "wrapped.py"}


def takes_no_turn(call: ast.AST) -> bool:
    """Whether this is a call of `transaction` that is not `alone`, or may not be."""
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "transaction"
        and any(
            one.arg == "alone" and not (isinstance(one.value, ast.Constant) and one.value.value)
            for one in call.keywords
        )
    )


def named(tree: ast.AST, within: str = "") -> set[str]:
    """The functions that take no turn, by their class and name."""
    found: set[str] = set()
    for one in ast.iter_child_nodes(tree):
        inner = within
        if isinstance(one, ast.ClassDef):
            inner = f"{one.name}."
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and within[-1:] in {"", "."}:
            inner = f"{within}{one.name}"
        if takes_no_turn(one):
            found.add(within)
        found |= named(one, inner)
    return found


def test_what_takes_no_turn_is_listed_with_its_reason() -> None:
    """A new one was looked at by somebody, who says why others can't disturb it."""
    found: set[str] = set()
    for room in ("storage", "bot", "handlers"):
        for file in (ROOT / room).rglob("*.py"):
            if file.name in _OF_ENGINES and "engine" in file.parts:
                continue
            if "alone=" in (text := file.read_text("utf-8")):
                found |= named(ast.parse(text))
    table = DECISION.read_text("utf-8").partition("takes **no turn**")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    listed = {name for operations, _ in rows for name in re.findall(r"`([\w.]+)`", operations)}
    assert found == listed
    assert all(len(reason) > len(" one row ") for _, reason in rows)


def test_a_transaction_that_takes_no_turn_is_found() -> None:
    """In a method, in a function inside one, and where it is chosen while it runs."""
    source = """
class Rows:
    async def one(self):
        async with self.database.transaction(alone=False):
            pass

    async def two(self):
        async def inner():
            async with self.database.transaction(alone=self.chosen) as connection:
                pass

    async def three(self):
        async with self.database.transaction(alone=True), self.database.transaction():
            pass
"""
    assert named(ast.parse(source)) == {"Rows.one", "Rows.two"}
