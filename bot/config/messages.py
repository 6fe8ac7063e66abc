"""Formats configuration errors: which setting is wrong and how to write it."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo

_NUMBER: Final = "write a number"
_YES_OR_NO: Final = "write yes or no"
_ANY_NUMBER: Final = frozenset(
    {"int_parsing", "int_type", "int_from_float", "int_parsing_size", "float_parsing", "float_type"}
)
_BOUNDS: Final = {"greater_than_equal": "ge", "less_than_equal": "le"}
_MAX_SHOWN: Final = 60
# FEED_URL is this near to FEED_URLS, and DATABASE_URL, which other programs have, not to DATABASE.
_NEAR: Final = 0.9


def explain(error: ValidationError, fields: Mapping[str, FieldInfo]) -> str:
    """Format one line for each invalid setting; the values of secrets are never repeated."""
    problems = error.errors(include_url=False)
    return "\n".join(dict.fromkeys(_line(problem, fields) for problem in problems))


def near_misses(names: Iterable[str], unset: Iterable[str]) -> list[str]:
    """Return a line for each variable that is nearly a setting, where nobody has set that one.

    The environment is everybody's, so that an unknown name in it is no fault; but a newsroom whose
    settings are written with a slip must not get another newsroom's news.

    Args:
        names: of the variables in the environment.
        unset: the settings that neither environment nor settings file sets.
    """
    meant = [one.upper() for one in unset]
    lines = []
    for name in sorted(names):
        near = difflib.get_close_matches(name.upper(), meant, n=1, cutoff=_NEAR)
        if near:
            lines.append(
                f"{name}: the environment has no setting of this name; did you mean {near[0]}? "
                f"If it is another program's, set {near[0]} as well"
            )
    return lines


def _line(problem: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> str:
    loc: Sequence[str | int] = problem["loc"]
    key = str(loc[0]) if loc else ""
    name = key.upper() or "settings"
    kind = str(problem["type"])
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, [field.upper() for field in fields], n=1)
        hint = f"did you mean {near[0]}?" if near else "see .env.example for those there are"
        return f"{name}: unknown setting; {hint}"
    if kind == "value_error":
        return f"{name}: {str(problem['msg']).removeprefix('Value error, ')}"
    is_secret = key not in fields or "Secret" in str(fields[key].annotation)
    given = "this" if is_secret else repr(problem.get("input"))[:_MAX_SHOWN]
    return f"{name}: {given} can't be used; {_advice(key, kind, problem.get('ctx') or {})}"


def _advice(key: str, kind: str, context: Mapping[str, Any]) -> str:
    """Say how to write a setting, by what pydantic expected there."""
    if key == "owner_ids":
        return "write Telegram ids, which are numbers, as 123456789, 987654321"
    if kind in _ANY_NUMBER:
        return _NUMBER
    if kind in _BOUNDS:
        bound = context.get(_BOUNDS[kind])
        return f"{_NUMBER} of {'at least' if kind == 'greater_than_equal' else 'at most'} {bound:g}"
    if kind.startswith("bool"):
        return _YES_OR_NO
    if kind == "literal_error":
        return f"write one of {str(context.get('expected', '')).replace(' or ', ', ')}"
    return "see .env.example for what it looks like"
