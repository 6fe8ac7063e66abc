"""Formats log records and redacts every secret in them."""

import logging
import re
import traceback
from pathlib import Path

# Any bot token, wherever it comes from: an address in an exception of a library included.
_TOKEN = re.compile(r"(?<![0-9A-Za-z])(\d{1,20}):[A-Za-z0-9_-]{30,}")
_IN_PATH = re.compile(r"/bot\d{1,20}:[^/\s'\"]+")
STRUCK = "[struck out]"
OWN_PACKAGES = ("khabar", "bot", "handlers", "storage")
_MOST_FRAMES = 8


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Remove tokens and the given secrets from a text."""
    for secret in secrets:
        text = text.replace(secret, STRUCK)
    return _TOKEN.sub(STRUCK, _IN_PATH.sub(f"/bot{STRUCK}", text))


class SecretsFormatter(logging.Formatter):
    """Formats the whole record with its traceback, and then redacts secrets."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def describe_error(error: BaseException | None) -> str:
    """Describe an exception by types and places; only the project's own keep their messages.

    Those of others may hold what a reader wrote.
    """
    lines = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-_MOST_FRAMES:]
        places = " > ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames)
        own = type(current).__module__.partition(".")[0] in OWN_PACKAGES
        message = f" ({current})" if own else ""
        lines.append(f"{type(current).__name__}{message} at {places or 'unknown place'}")
        current = current.__cause__ or current.__context__
    return "; caused by ".join(lines)


def set_up(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Send the log to standard error.

    Only the bot's own packages log at `level`. Libraries stay silent below WARNING, whatever it
    is: httpx logs addresses that hold the token, python-telegram-bot whole messages, aiosqlite
    the values of statements, and what another one will log nobody knows.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(SecretsFormatter(secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OWN_PACKAGES:
        logging.getLogger(name).setLevel(level)
