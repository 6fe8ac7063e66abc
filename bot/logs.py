"""Formats log records, as lines or as JSON, and redacts every secret in them."""

import json
import logging
import os
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from bot.log_handler import BackgroundHandler
from bot.log_repeats import OnceAMinute

# Any bot token, wherever it comes from: an address in an exception of a library included.
_TOKEN = re.compile(r"(?<![0-9A-Za-z])(\d{1,20}):[A-Za-z0-9_-]{30,}")
_IN_PATH = re.compile(r"/bot\d{1,20}:[^/\s'\"]+")
# Letters beyond ASCII in an address (RFC 3986, section 2.1); what is ASCII has a meaning there.
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
# syslog(3): someone must act, somebody should look, all is well, details.
_JOURNAL_LEVELS = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.DEBUG: 7}
_JOURNAL_INFO = 6
STRUCK = "[struck out]"
OWN_PACKAGES = ("khabar", "bot", "handlers", "storage")
_MOST_FRAMES = 8


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Remove tokens and the given secrets from a text."""
    for secret in secrets:
        text = text.replace(secret, STRUCK)
    return _TOKEN.sub(STRUCK, _IN_PATH.sub(f"/bot{STRUCK}", text))


def readable(message: str) -> str:
    """Write letters of addresses as letters, and what no screen shows as an escape.

    A message stays one line, whatever stands in a headline or an address.
    """
    decoded = _ENCODED.sub(_letters, message)
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in decoded)


def _letters(encoded: re.Match[str]) -> str:
    try:
        letters = unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]
    return letters if letters.isprintable() and " " not in letters else encoded[0]


def _journal_prefix(record: logging.LogRecord) -> str:
    """Return the level as the journal takes it off a line (sd-daemon(3))."""
    return f"<{_JOURNAL_LEVELS.get(record.levelno, _JOURNAL_INFO)}>"


class LineFormatter(logging.Formatter):
    """Formats a record as a line, with a traceback below it, and then redacts secrets.

    Args:
        secrets: what is struck out besides tokens.
        journal: the lines go to systemd's journal, which keeps the time itself and reads the
            level from a prefix (sd-daemon(3)).
    """

    def __init__(self, secrets: tuple[str, ...], *, journal: bool = False) -> None:
        words = "%(levelname)-7s %(name)s: %(message)s"
        super().__init__(words if journal else f"%(asctime)s {words}")
        self._secrets = tuple(secret for secret in secrets if secret)
        self._journal = journal

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        record.message = readable(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        text = redact(super().format(record), self._secrets)
        if not self._journal:
            return text
        prefix = _journal_prefix(record)
        return "\n".join(prefix + line for line in text.splitlines())


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: `time`, `level`, `logger`, `message`, `error`."""

    def __init__(self, secrets: tuple[str, ...], *, journal: bool = False) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(readable(record.getMessage()), self._secrets),
        }
        if record.exc_info:
            fields["error"] = redact(self.formatException(record.exc_info), self._secrets)
        line = json.dumps(fields, ensure_ascii=False)
        return f"{_journal_prefix(record)}{line}" if self._journal else line


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


def is_journal(descriptor: int, stream: str) -> bool:
    """Whether a file is what systemd has named as its journal (systemd.exec(5)).

    The name is handed on to terminals, and stays where a unit sends its errors to a file.
    """
    try:
        found = os.fstat(descriptor)
    except OSError:
        return False
    return stream == f"{found.st_dev}:{found.st_ino}"


def _handler() -> logging.Handler:
    try:
        return BackgroundHandler(sys.stderr.fileno())
    except (OSError, AttributeError):
        # A program around this one has closed it, or put something else in its place.
        return logging.StreamHandler()


def set_up(
    level: str, secrets: tuple[str, ...] = (), *, as_json: bool = False, journal: bool = False
) -> None:
    """Send the log to standard error.

    Only the bot's own packages log at `level`. Libraries stay silent below WARNING, whatever it
    is: httpx logs addresses that hold the token, python-telegram-bot whole messages, aiosqlite
    the values of statements, and what another one will log nobody knows.

    Args:
        level: the least level of the bot's own packages.
        secrets: what is struck out besides tokens.
        as_json: write each record as a line of JSON.
        journal: standard error is systemd's journal.
    """
    handler = _handler()
    handler.setFormatter(
        JsonFormatter(secrets, journal=journal)
        if as_json
        else LineFormatter(secrets, journal=journal)
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OWN_PACKAGES:
        logging.getLogger(name).setLevel(level)
    # A job that is still running when its next turn comes: nothing that anybody should be told.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # A line or two for each second without the database, of which our own lines tell, too.
    logging.getLogger("psycopg.pool").filters[:] = [OnceAMinute()]
    # A line for every request that is no HTTP: whoever finds the port could fill the disk.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
