"""Writes a statement of the shared SQL in PostgreSQL's words, and its parameters in their order."""

import functools
import re
from collections.abc import Mapping
from typing import Any

from storage.engine.database import Parameters

# What stands in quotes is left alone; `?`, `?2` and `:name` are parameters.
_MARKS = re.compile(r"'[^']*'|\?(?P<place>\d*)|(?<![:\w]):(?P<name>[a-z_]\w*)")
# Hints for SQLite's planner, for which PostgreSQL has statistics.
_INDEXED = re.compile(r"\sindexed by \w+")
_JSON_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_NUL = "\0"

Ordered = tuple[str, ...] | None


@functools.lru_cache(maxsize=1024)
def dialect(sql: str) -> tuple[str, Ordered]:
    """The statement with `$1` for parameters, and their names where it calls them by names."""
    names: dict[str, int] = {}
    marks = 0

    def numbered(mark: re.Match[str]) -> str:
        nonlocal marks
        if mark["name"]:
            return f"${names.setdefault(mark['name'], len(names) + 1)}"
        if mark["place"] is None:
            return mark[0]
        marks += 1
        return f"${mark['place'] or marks}"

    written = _MARKS.sub(numbered, _INDEXED.sub("", sql).replace("cross join", "join"))
    return written, tuple(names) or None


def ordered(names: Ordered, parameters: Parameters, *, lists: bool) -> list[Any]:
    """The values that a statement takes, in the order of its marks.

    Args:
        names: what `dialect` returned beside the statement.
        parameters: as the caller gave them.
        lists: the statement reads JSON arrays of texts.
    """
    if isinstance(parameters, Mapping):
        values = [plain(parameters[name]) for name in names or ()]
    else:
        values = [plain(value) for value in parameters]
    if lists:
        return [
            _JSON_NUL.sub(r"\1", one) if isinstance(one, str) and "\\u0000" in one else one
            for one in values
        ]
    return values


def plain(value: Any) -> Any:
    """A value in one of the few types that are sent: what SQLite takes, PostgreSQL takes too.

    Booleans are stored as 0 or 1. A text can't hold a NUL letter
    (https://www.postgresql.org/docs/15/datatype-character.html), which says nothing to anybody:
    it is left out.
    """
    if value is None or type(value) is int:
        return value
    if isinstance(value, str):
        text = str(value)
        return text.replace(_NUL, "") if _NUL in text else text
    return int(value) if isinstance(value, int) else value
