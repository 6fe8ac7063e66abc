"""How many lines of storage are there for the second engine alone, beside all that both share.

Counted are lines that hold code, of Python and of migrations: no blank ones, comments or
docstrings. What is PostgreSQL's alone stands in files and folders of its name, or under
`Engine.POSTGRESQL` in a table of words for both engines. What several instances need of each other
is no engine, and is counted apart.
"""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Figure

STORAGE = Path(__file__).parents[1] / "storage"
GOAL_PERCENT = 25
_ENGINE, _INSTANCES = "postgresql", STORAGE / "instances"
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for one in ast.walk(tree):
        if isinstance(one, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = one.body[0] if one.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first


def _lines_of(node: ast.AST) -> set[int]:
    first: int = getattr(node, "lineno", 0)
    last: int = getattr(node, "end_lineno", 0)
    return set(range(first, last + 1))


def _of_postgresql(tree: ast.AST) -> set[int]:
    """The lines of what stands under `Engine.POSTGRESQL` in a table."""
    return {
        line
        for table in ast.walk(tree)
        if isinstance(table, ast.Dict)
        for key, value in zip(table.keys, table.values, strict=True)
        if key is not None and ast.unparse(key) == "Engine.POSTGRESQL"
        for line in _lines_of(value)
    }


def _python(text: str) -> tuple[int, int]:
    """How many lines of code a module has, and how many of them are PostgreSQL's alone."""
    tree = ast.parse(text)
    lines = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    lines -= {line for one in _docstrings(tree) for line in _lines_of(one)}
    return len(lines), len(lines & _of_postgresql(tree))


def _sql(text: str) -> int:
    bare = (line.strip() for line in text.splitlines())
    return sum(bool(line) and not line.startswith("--") for line in bare)


def measure() -> list[Figure]:
    second = rest = instances = 0
    for file in sorted([*STORAGE.rglob("*.py"), *STORAGE.rglob("*.sql")]):
        text = file.read_text("utf-8")
        lines, part = _python(text) if file.suffix == ".py" else (_sql(text), 0)
        if _ENGINE in str(file.relative_to(STORAGE)):
            second += lines
        elif file.is_relative_to(_INSTANCES):
            instances += lines
        else:
            second += part
            rest += lines - part
    more = 100 * second / rest
    return [
        Figure("storage without PostgreSQL", rest, "lines", "-", ok=True),
        Figure("   what PostgreSQL adds", more, "%", f"< {GOAL_PERCENT}", ok=more < GOAL_PERCENT),
        Figure(
            "   with what several instances need of each other",
            100 * (second + instances) / rest,
            "%",
            f"< {GOAL_PERCENT}",
            ok=100 * (second + instances) / rest < GOAL_PERCENT,
        ),
    ]
