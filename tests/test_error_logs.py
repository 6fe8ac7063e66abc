"""An error of Telegram is never dropped in silence: whoever catches one logs it or hands it on."""

import ast
import functools
import re
from pathlib import Path

import telegram.error

ROOT = Path(__file__).parents[1]
LOGGERS = {"log", "_LOG"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGING = {f"log.{level}" for level in LEVELS}
ERRORS = {
    name
    for name, kind in vars(telegram.error).items()
    if isinstance(kind, type) and issubclass(kind, telegram.error.TelegramError)
} | {"NeverSent", "NotTelegram", "ServerFault"}


# A module without any of these neither catches an error of Telegram nor logs.
TOLD_BY = re.compile(rf"\b(?:(?:{'|'.join(LOGGERS)})\.|{'|'.join(ERRORS)}\b)")


@functools.cache
def modules() -> list[tuple[Path, ast.Module]]:
    """What runs beside Telegram and may matter; the terminal's commands print what they catch."""
    paths = [ROOT / "khabar.py"]
    for package in ("bot", "handlers"):
        paths += sorted(ROOT.joinpath(package).rglob("*.py"))
    texts = {path: path.read_text("utf-8") for path in paths if "cli" not in path.parts}
    return [(path, ast.parse(text)) for path, text in texts.items() if TOLD_BY.search(text)]


def called(call: ast.Call) -> str:
    """The name of what is called, `log.info` in full; empty if it has none."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    if not isinstance(call.func, ast.Attribute):
        return ""
    owner = call.func.value
    logs = isinstance(owner, ast.Name) and owner.id in LOGGERS
    return f"log.{call.func.attr}" if logs else call.func.attr


def calls(node: ast.AST) -> set[str]:
    """The names of functions and methods that are called."""
    return {called(call) for call in ast.walk(node) if isinstance(call, ast.Call)}


def catches_telegram(node: ast.ExceptHandler) -> bool:
    """Whether a handler names an error of the library, or one of ours beside it."""
    if node.type is None:
        return False
    names = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)}
    return bool(names & ERRORS)


def hands_on(node: ast.ExceptHandler) -> bool:
    """Whether the handler raises, or returns something made of the error."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise):
            return True
        if isinstance(inner, ast.Return) and inner.value is not None and node.name:
            used = {one.id for one in ast.walk(inner.value) if isinstance(one, ast.Name)}
            if node.name in used:
                return True
    return False


def add_loggers(node: ast.AST, within: tuple[str, ...], found: set[str]) -> None:
    """Add the names of the functions in which something is logged, however deeply.

    In one walk: to look through each function from its beginning would be a walk for each.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        within = (*within, node.name)
    elif isinstance(node, ast.Call) and called(node) in LOGGING:
        found.update(within)
    for child in ast.iter_child_nodes(node):
        add_loggers(child, within, found)


def silent_handlers(trees: list[tuple[Path, ast.Module]]) -> list[str]:
    """Where an error is caught and neither logged, also by what is called, nor handed on."""
    loggers: set[str] = set()
    for _, tree in trees:
        add_loggers(tree, (), loggers)
    return [
        f"{path}:{node.lineno}"
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and catches_telegram(node)
        and not calls(node) & (LOGGING | loggers)
        and not hands_on(node)
    ]


def suppressing(trees: list[tuple[Path, ast.Module]]) -> list[str]:
    """Where `contextlib.suppress` drops an error of Telegram."""
    return [
        f"{path}:{node.lineno}"
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called(node).endswith("suppress")
        and {ast.unparse(argument).rsplit(".", 1)[-1] for argument in node.args} & ERRORS
    ]


def test_every_caught_error_of_telegram_is_logged_or_handed_on() -> None:
    trees = modules()
    assert silent_handlers(trees) == []
    assert suppressing(trees) == []


def test_errors_of_telegram_are_caught_somewhere() -> None:
    """The rule looks at something: a rename would make it true of nothing."""
    caught = [
        node
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and catches_telegram(node)
    ]
    assert len(caught) > 30


def test_a_silent_handler_is_found() -> None:
    """The rule itself: those that log, call what logs, raise or return it, and two that do not."""
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
    except (Forbidden, OSError) as error:
        told(error)
    try:
        send()
    except NetworkError as error:
        raise Unreachable from error
    try:
        send()
    except TelegramError as error:
        return classified(error)
    try:
        send()
    except TelegramError:
        return None
    try:
        send()
    except BadRequest as error:
        return error is None
    with suppress(TimedOut):
        send()
"""
    )
    trees = [(Path("ask.py"), tree)]
    assert silent_handlers(trees) == ["ask.py:24"]
    assert suppressing(trees) == ["ask.py:30"]
