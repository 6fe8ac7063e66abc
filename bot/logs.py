"""Log formatting that redacts every secret."""

import logging
import re

# Any bot token, wherever it comes from: an address in an exception of a library included.
_TOKEN = re.compile(r"(?<![0-9A-Za-z])(\d{1,20}):[A-Za-z0-9_-]{30,}")
_IN_PATH = re.compile(r"/bot\d{1,20}:[^/\s'\"]+")
STRUCK = "[struck out]"


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without tokens and without the given secrets."""
    for secret in secrets:
        text = text.replace(secret, STRUCK)
    return _TOKEN.sub(STRUCK, _IN_PATH.sub(f"/bot{STRUCK}", text))


class SecretsFormatter(logging.Formatter):
    """Formats the whole record, its traceback included, and then strikes the secrets out."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def set_up(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Send the log to standard error.

    httpx and httpcore log each request's address, which holds the token, at INFO; APScheduler
    logs each run of each job: both stay silent below WARNING.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(SecretsFormatter(secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("httpx", "httpcore", "apscheduler", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
