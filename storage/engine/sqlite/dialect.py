"""Translates the shared SQL to SQLite's words."""

import functools
import re

_EACH = re.compile(r"\b(each_number|each_text)\(")
_PAIRS = re.compile(r"\beach_pair\((\?\d*|:\w+)\)")


@functools.lru_cache(maxsize=1024)
def dialect(sql: str) -> str:
    """A statement of the shared SQL in SQLite's words."""
    return _PAIRS.sub(
        r"(select json_extract(value, '$[0]') as first, json_extract(value, '$[1]') as second"
        r" from json_each(\1))",
        _EACH.sub("json_each(", sql),
    )
