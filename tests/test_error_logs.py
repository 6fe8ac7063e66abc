"""An error of Telegram is never dropped in silence: whoever catches one logs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOGGERS = {"log", "_LOG"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Everything that runs beside Telegram; the terminal's commands print what they catch."""
    for package in ("bot", "handlers", "khabar"):
        for path in sorted(ROOT.joinpath(package).rglob("*.py")):
            if "cli" not in path.parts:
                yield path, ast.parse(path.read_text("utf-8"))


def calls(node: ast.AST) -> set[str]:
    """The names of functions and methods that are called, `log.info` in full."""
    found = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            owner = call.func.value
            logs = isinstance(owner, ast.Name) and owner.id in LOGGERS
            found.add(f"log.{call.func.attr}" if logs else call.func.attr)
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            found.add(call.func.id)
    return found


def logs(node: ast.AST) -> bool:
    return bool(calls(node) & {f"log.{level}" for level in LEVELS})


def silent_handlers(trees: list[tuple[Path, ast.Module]]) -> list[str]:
    """Where an `except TelegramError` neither logs nor calls a function that does."""
    loggers = {
        node.name
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and logs(node)
    }
    return [
        f"{path}:{node.lineno}"
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and "TelegramError" in ast.unparse(node.type)
        and not logs(node)
        and not calls(node) & loggers
    ]


def test_every_caught_error_of_telegram_is_logged() -> None:
    assert silent_handlers(list(modules())) == []


def test_a_silent_handler_is_found() -> None:
    """The rule itself: one that logs, one that calls what logs, one that does neither."""
    tree = ast.parse(
        """
def told(error):
    log.info("refused: %s", error)

def ask():
    try:
        send()
    except TelegramError as error:
        log.warning("not sent: %s", error)
    try:
        send()
    except (TelegramError, OSError) as error:
        told(error)
    try:
        send()
    except TelegramError:
        return None
"""
    )
    assert silent_handlers([(Path("ask.py"), tree)]) == ["ask.py:16"]
