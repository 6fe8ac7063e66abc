"""Validates single settings; each function returns the value or says how to write it."""

import re
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from storage.engine.address import DatabaseAddress, names_a_server

# https://core.telegram.org/bots/api#authorizing-your-bot; the sandbox's token is shorter.
_TOKEN: Final = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,100}")
_SHORTEST_SECRET: Final = 16
LAST_PORT: Final = 65535
_LONGEST: Final = timedelta(days=60)
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.IGNORECASE)
_MAX_DURATION_LETTERS: Final = 20
_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_TELEGRAM: Final = "api.telegram.org"
# https://core.telegram.org/bots/api#setwebhook
_WEBHOOK_PORTS: Final = frozenset({80, 88, 443, 8443})
_HTTPS_PORT: Final = 443
_WEB: Final = frozenset({"http", "https"})
# What stands before the host, whether the rest can be read or not. A password may hold what ends a
# host, but what begins like one that has a port is none.
_SIGNED_IN: Final = re.compile(r"[^/?#]*//[^/?#]*?(?:@|:(?!\d{1,5}(?:[/?#]|$))[^@]*@)")
# What people write between two addresses beside a comma; a semicolon may also stand in one.
_RUN_TOGETHER: Final = re.compile(r"[;|\u060c\u061b]https?://")
PathOrNot = TypeVar("PathOrNot")


def comma_separated(value: object) -> object:
    """Split a list that is written with spaces or commas; what stands twice counts once."""
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(re.split(r"[\s,]+", value.strip())))


def duration(value: object) -> object:
    """Parse `90`, `90s`, `2m`, `48h` or `2d`; anything else is left for pydantic to validate."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value.strip())
    if match is None or len(value) > _MAX_DURATION_LETTERS:
        raise ValueError(f"{value[:40]!r} is no duration; write 90s, 2m, 48h or 2d")
    try:
        return timedelta(seconds=float(match[1]) * _UNITS[match[2].lower()])
    except OverflowError:
        raise ValueError(
            f"{value[:40]!r} is longer than anything lasts; write 90s, 2m or 48h"
        ) from None


def positive_duration(value: timedelta) -> timedelta:
    """Accept a duration that is positive and finite."""
    if not timedelta(seconds=1) <= value <= _LONGEST:
        raise ValueError("must lie between one second and sixty days, as 2m or 48h do")
    return value


def bounded_duration(value: timedelta) -> timedelta:
    """Accept a duration from one second to two minutes."""
    if not timedelta(seconds=1) <= value <= timedelta(minutes=2):
        raise ValueError("must lie between one second and two minutes, as 20s does")
    return value


def token(value: SecretStr | None) -> SecretStr | None:
    """Accept a bot's token; the error does not repeat it."""
    if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is no token; @BotFather gives one that looks like 123456789:AbC-dEf")
    return value


def secret(value: SecretStr | None) -> SecretStr | None:
    """Accept a secret that can't be guessed."""
    if value is not None and len(value.get_secret_value()) < _SHORTEST_SECRET:
        raise ValueError(f"is too short; at least {_SHORTEST_SECRET} random characters")
    return value


def listening(value: str) -> str:
    """Accept an IP address and a port."""
    if not value:
        return value
    host, _, port = value.rpartition(":")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        raise ValueError("must begin with an IP address, as in 127.0.0.1:8810") from None
    if not (port.isascii() and port.isdigit() and int(port[:6]) <= LAST_PORT):
        raise ValueError("must end with a port, as in 127.0.0.1:8810")
    return value


def feeds(value: tuple[str, ...]) -> tuple[str, ...]:
    """Accept URLs of feeds; a host in Arabic letters is written as the network knows it.

    They hold no password: logs, messages and the doctor show them.
    """
    return tuple(_feed(url, _shown(value, url)) for url in value)


def _shown(values: Sequence[str], wrong: str) -> str:
    """Return how a refusal names one of several values: by its place where it may hold a password.

    A comma in a password parts it, so that the sign behind it may stand in another value.
    """
    if any("@" in one for one in values):
        return f"entry {values.index(wrong) + 1}"
    return repr(wrong[:80])


def _feed(url: str, shown: str) -> str:
    if _SIGNED_IN.match(url):
        raise ValueError("an address with a name or password in it would be shown; leave it out")
    if address_fault(url):
        raise ValueError(f"{shown} is no http(s) address; write https://site.example/feed/")
    if _RUN_TOGETHER.search(url):
        raise ValueError(f"{shown} is more than one; write spaces or commas between them")
    parts = urlsplit(url)
    host = parts.netloc.partition(":")[0]
    if host.isascii():
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(host, ascii_host(host))))


def hosts(value: tuple[str, ...]) -> tuple[str, ...]:
    """Accept host names, without scheme, port and path, as the network knows them."""
    for host in value:
        if any(sign in host for sign in "/:@"):
            raise ValueError(
                f"{_shown(value, host)} is no host; write its name alone, as media.example.org"
            )
    return tuple(host if host.isascii() else ascii_host(host) for host in value)


def ascii_host(host: str) -> str:
    """Return a host's name in the letters of DNS, `xn--…` for those beyond; `*.` may precede it."""
    name = host.lstrip("*.")
    try:
        return host[: len(host) - len(name)] + name.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{host[:80]!r} is no name of a host") from None


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


def ip_addresses(value: tuple[str, ...]) -> tuple[str, ...]:
    """Accept IP addresses of single hosts."""
    for address in value:
        try:
            ip_address(address)
        except ValueError:
            shown = _shown(value, address)
            raise ValueError(f"{shown} is no IP address; write one as 10.0.0.5") from None
    return value


def base_url(value: str) -> str:
    """Accept a base URL, without the last slash."""
    if value and (fault := address_fault(value)):
        raise ValueError(fault)
    return value.rstrip("/")


def webhook(value: SecretStr | None) -> SecretStr | None:
    """Accept the URL of a webhook; its path may be secret, so no error repeats it."""
    if value is not None and (fault := address_fault(value.get_secret_value())):
        raise ValueError(fault.replace("http:// or ", ""))
    return value


def webhook_fault(url: str, api_base_url: str) -> str:
    """Return why the Bot API there would not send updates to an address; empty if it would.

    A server of one's own sends to any port, and on this machine without TLS, too
    (https://core.telegram.org/bots/api#using-a-local-bot-api-server).
    """
    parts = urlsplit(url)
    own_server = urlsplit(api_base_url).hostname != _TELEGRAM
    if parts.scheme != "https" and not (own_server and _is_loopback(parts.hostname or "")):
        return "must begin with https://"
    port = parts.port or _HTTPS_PORT
    if not own_server and port not in _WEBHOOK_PORTS:
        return "must be on port 443, 80, 88 or 8443: Telegram sends to no other"
    return ""


def proxy(value: SecretStr | None) -> SecretStr | None:
    """Accept the URL of an HTTP proxy, which may contain a name and a password."""
    if value is not None and (fault := address_fault(value.get_secret_value())):
        raise ValueError(fault)
    return value


def database(value: DatabaseAddress) -> DatabaseAddress:
    """Accept a path or an address of PostgreSQL, and no address of anything else.

    As a path it would be shown, with the password in it.
    """
    if isinstance(value, Path) and names_a_server(value):
        raise ValueError("write the path of a file, or postgresql://role:password@host/database")
    return value


def whole_path(value: PathOrNot) -> PathOrNot:
    """Accept a path in which nothing needs a shell, which would put a folder in its place."""
    if isinstance(value, Path) and any(part == "~" or part.startswith("$") for part in value.parts):
        raise ValueError("write the whole path: ~ and $ stand for nothing here")
    return value


def model_api(value: str) -> str:
    """Accept the URL of a language model's API, without its key."""
    if value and (fault := address_fault(value)):
        raise ValueError(fault)
    parts = urlsplit(value)
    if parts.username or parts.query:
        raise ValueError("holds a secret; put the key into SUMMARY_API_KEY")
    return value


def zone(value: str) -> str:
    """Accept the name of a time zone."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value[:40]!r} is no time zone; Asia/Damascus is one") from error
    return value


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address_fault(url: str) -> str:
    """Return why this is no http(s) address; empty if it is one."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in _WEB and bool(parts.hostname)
    except ValueError:
        named = False
    if not named:
        return "must begin with http:// or https:// and name a host"
    # Such as the mark that says which way Arabic runs, which comes along when text is copied.
    if not url.isprintable():
        return "holds a sign that can't be seen; type it anew"
    try:
        return "has an impossible port" if parts.port == 0 else ""
    except ValueError:
        return "has an impossible port"
