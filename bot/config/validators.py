"""Validates settings that are no addresses; each function returns the value or refuses in words."""

import os
import re
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from storage.engine.address import DatabaseAddress, names_a_server

# https://core.telegram.org/bots/api#authorizing-your-bot; the sandbox's token is shorter.
_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,100}")
_SHORTEST_SECRET: Final = 16
UNSEEN: Final = "holds a sign that can't be seen; type it anew"
# Also the comma of an Arabic keyboard, which may stand in an address, too.
_BETWEEN: Final = re.compile(r"[\s,\u060c]+")
_BETWEEN_ADDRESSES: Final = re.compile(
    r"(?:[\s,]|\u060c(?=[\s,\u060c]|https?://|$))+", re.IGNORECASE
)
PathOrNot = TypeVar("PathOrNot")


def comma_separated(value: object) -> object:
    """Split a list that is written with spaces or commas; what stands twice counts once."""
    return _split(value, _BETWEEN)


def separate_addresses(value: object) -> object:
    """Split a list of addresses; an Arabic comma stands between two, or is part of a path."""
    return _split(value, _BETWEEN_ADDRESSES)


def _split(value: object, between: re.Pattern[str]) -> object:
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(between.split(value.strip())))


def token(value: SecretStr | None) -> SecretStr | None:
    """Accept a bot's token; the error does not repeat it."""
    if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is no token; @BotFather gives one that looks like 123456789:AbC-dEf")
    return value


def secret(value: SecretStr | None) -> SecretStr | None:
    """Accept a secret that can't be guessed, and that is what it looks like."""
    if value is None:
        return value
    if len(value.get_secret_value()) < _SHORTEST_SECRET:
        raise ValueError(f"is too short; at least {_SHORTEST_SECRET} random characters")
    if not value.get_secret_value().isprintable():
        raise ValueError(UNSEEN)
    return value


def in_a_header(value: str) -> str:
    """Accept what HTTP can carry beside a request."""
    if not (value.isascii() and value.isprintable()):
        raise ValueError(
            "must be in Latin letters, as news@site.example is: HTTP carries no others"
        )
    return value


def secret_in_a_header(value: SecretStr | None) -> SecretStr | None:
    """Accept a secret that HTTP can carry; the error does not repeat it."""
    if value is not None and not (
        value.get_secret_value().isascii() and value.get_secret_value().isprintable()
    ):
        raise ValueError("must be in Latin letters, digits and signs: HTTP carries no others")
    return value


def database(value: DatabaseAddress) -> DatabaseAddress:
    """Accept a path or an address of PostgreSQL, and no address of anything else.

    As a path it would be shown, with the password in it.
    """
    if isinstance(value, Path) and names_a_server(value):
        raise ValueError("write the path of a file, or postgresql://role:password@host/database")
    return value


def whole_path(value: PathOrNot) -> PathOrNot:
    """Accept a path in which nothing needs a shell, which would put a folder in its place.

    With the mark that says which way Arabic runs before its slash, it would count from a folder.
    What is there is meant, whatever its name: Persian words hold joiners.
    """
    if not isinstance(value, Path):
        return value
    if any(part == "~" or part.startswith("$") for part in value.parts):
        raise ValueError("write the whole path: ~ and $ stand for nothing here")
    as_written = _can_be_seen(value) or _is_there(value)
    if not as_written and not (_can_be_seen(value.name) and _is_there(value.parent)):
        raise ValueError(UNSEEN)
    return value


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - Path.exists may raise


def _can_be_seen(path: Path | str) -> bool:
    # What is no letter at all, as in a folder's name in an older charset, is its own matter.
    return str(path).encode(errors="ignore").decode().isprintable()


def zone(value: str) -> str:
    """Accept the name of a time zone."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value[:40]!r} is no time zone; Asia/Damascus is one") from error
    return value
