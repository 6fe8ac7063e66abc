"""What a crowded machine exceeds is no limit of a test: it waits long, and fails only then."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
# In seconds. What is shorter than the first is meant to run out.
MEANT_TO_END, PATIENT = 1, 30
LIMITS = {"timeout": 0, "wait_for": 1}
NAMED = (*LIMITS, "AsyncClient")
# Each of these ends a request of httpx in five seconds, unless another client stands in its place.
BOUNDED = {"timeout", "transport"}


@functools.cache
def calls() -> list[tuple[str, ast.Call]]:
    """Where something is called as `module.name`, and the call; parsing takes its time."""
    paths = [path for path in sorted(TESTS.rglob("*.py")) if "data" not in path.parts]
    texts = {path: path.read_text("utf-8") for path in paths}
    return [
        (f"{path.relative_to(TESTS)}:{node.lineno}", node)
        for path, text in texts.items()
        if any(f"{name}(" in text for name in NAMED)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def named(call: ast.Call) -> tuple[str, str]:
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    return owner.id if isinstance(owner, ast.Name) else "", call.func.attr


def limits() -> Iterator[tuple[str, float]]:
    """The seconds of each limit of asyncio that is written as a number."""
    for place, call in calls():
        module, name = named(call)
        at = LIMITS.get(name) if module == "asyncio" else None
        if at is not None and len(call.args) > at:
            seconds = call.args[at]
            if isinstance(seconds, ast.Constant) and isinstance(seconds.value, int | float):
                yield place, seconds.value


def test_whoever_waits_waits_half_a_minute() -> None:
    found = dict(limits())
    assert len(found) > 10
    assert {one for one, seconds in found.items() if MEANT_TO_END <= seconds < PATIENT} == set()


def test_no_client_gives_up_by_the_usual_time_of_its_library() -> None:
    """`loopback_client` stands for all of them."""
    clients = [one for one in calls() if named(one[1]) == ("httpx", "AsyncClient")]
    usual = {
        place
        for place, call in clients
        if not BOUNDED & {keyword.arg for keyword in call.keywords}
        and place.partition(":")[0] != "loopback.py"
    }
    assert clients
    assert usual == set()


def test_no_assertion_bounds_processor_time_by_seconds() -> None:
    """What a slow machine takes, or one that measures coverage: `tests/growth.py` compares two."""
    clocks = {"process_time", "thread_time"}
    # What is hostile is held to its seconds, generously.
    paths = [path for path in sorted(TESTS.rglob("*.py")) if path.name != "parser_bounds.py"]
    texts = {path: path.read_text("utf-8") for path in paths}
    bounds = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path, text in texts.items()
        if any(f"{clock}()" in text for clock in clocks)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assert)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.ops[0], ast.Lt | ast.LtE)
        and any(isinstance(one, ast.Attribute) and one.attr in clocks for one in ast.walk(node))
    ]
    assert bounds == [], bounds
