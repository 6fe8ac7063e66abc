"""Validates settings that are addresses: URLs, hosts, and where to listen."""

import re
import unicodedata
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from bot.config.validators import UNSEEN

LAST_PORT: Final = 65535
_TELEGRAM: Final = "api.telegram.org"
# https://core.telegram.org/bots/api#setwebhook
_WEBHOOK_PORTS: Final = frozenset({80, 88, 443, 8443})
_HTTPS_PORT: Final = 443
_WEB: Final = frozenset({"http", "https"})
# What stands before the host, whether the rest can be read or not. A password may hold what ends a
# host, but what begins like one that has a port is none.
_SIGNED_IN: Final = re.compile(r"[^/?#]*//[^/?#]*?(?:@|:(?!\d{1,5}(?:[/?#]|$))[^@]*@)")
# A host that is no IPv6 address, and something behind it in which an @ stands.
_HOST_AND_REST: Final = re.compile(
    r"[^/?#]*//(?P<host>[^/?#@:\[\]]+)(?P<port>:\d{1,5})?(?P<rest>[/?#][^@]*@.*)", re.DOTALL
)
_LIKE_A_HOST: Final = re.compile(r"[^/?#@]*(?:[.:][^/?#@]*|localhost)(?:[/?#]|$)")
# What may stand as it is in a password (RFC 3986, section 3.2.1).
_USERINFO_SAFE: Final = "!$&'()*+,;="
# What people write between two addresses beside a comma; a semicolon may also stand in one.
_RUN_TOGETHER: Final = re.compile(r"[;|\u061b]https?://")
_LEFT_BEHIND: Final = ";|\u061b"
# Beside letters, digits and the marks of letters; Persian words hold joiners, which DNS leaves out.
_IN_A_HOST: Final = frozenset("-._*\u200c\u200d")


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
    return tuple(dict.fromkeys(_feed(url, _shown(value, url)) for url in value))


def _shown(values: Sequence[str], wrong: str) -> str:
    """Return how a refusal names one of several values: by its place where it may hold a password.

    A comma in a password parts it, so that the sign behind it may stand in another value.
    """
    if any("@" in one for one in values):
        return f"entry {values.index(wrong) + 1}"
    return repr(wrong[:80])


def _feed(url: str, shown: str) -> str:
    if _SIGNED_IN.match(url) or _may_be_signed_in(url):
        raise ValueError("an address with a name or password in it would be shown; leave it out")
    if address_fault(url):
        raise ValueError(f"{shown} is no http(s) address; write https://site.example/feed/")
    if _RUN_TOGETHER.search(url):
        raise ValueError(f"{shown}: write spaces or commas between addresses, and nothing else")
    # A path ends in none of these signs; what is asked for may.
    url = url if "?" in url else url.rstrip(_LEFT_BEHIND)
    parts = urlsplit(url)
    host = parts.netloc.partition(":")[0]
    if host.isascii():
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(host, ascii_host(host))))


def hosts(value: tuple[str, ...]) -> tuple[str, ...]:
    """Accept host names, without scheme, port and path, as the network knows them."""
    for host in value:
        if not all(map(_may_be_in_a_host, host)):
            raise ValueError(
                f"{_shown(value, host)} is no host; write its name alone, as media.example.org"
            )
    return tuple(host if host.isascii() else ascii_host(host) for host in value)


def _may_be_in_a_host(sign: str) -> bool:
    return sign.isalnum() or sign in _IN_A_HOST or unicodedata.category(sign).startswith("M")


def ascii_host(host: str) -> str:
    """Return a host's name in the letters of DNS, `xn--…` for those beyond; `*.` may precede it."""
    name = host.lstrip("*.")
    try:
        return host[: len(host) - len(name)] + name.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{host[:80]!r} is no name of a host") from None


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
    if parts.scheme != "https" and not (own_server and is_loopback(parts.hostname or "")):
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


def model_api(value: str) -> str:
    """Accept the URL of a language model's API, without its key."""
    if value and (fault := address_fault(value)):
        raise ValueError(fault)
    parts = urlsplit(value)
    if "@" in parts.netloc or parts.query:
        raise ValueError("holds a secret; put the key into SUMMARY_API_KEY")
    return value


def without_sign_in(url: str) -> str:
    """Return an http(s) address as people may see it: without name, password and query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def sign_in_words(url: str) -> set[str]:
    """Return what of an address may stand in no log, in each form in which it may be written.

    A library may write the address without its scheme, or with other letters encoded.
    """
    try:
        name_and_password = urlsplit(url).netloc.rpartition("@")[0]
    except ValueError:
        return set()
    name, _, password = name_and_password.partition(":")
    if password:
        return {f":{form}@" for form in _forms(password)}
    return {f"//{form}@" for form in _forms(name)} if name else set()


def _forms(word: str) -> set[str]:
    plain = unquote(word)
    return {word, plain, quote(plain, safe=""), quote(plain, safe=_USERINFO_SAFE)}


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _may_be_signed_in(url: str) -> bool:
    """Return whether what reads as host and port may be a name and a password's beginning.

    A password may hold what ends a host, as in `https://editor:12/34@site.example/`, which every
    client takes for the host `editor`. What stands behind the `@` tells it from the name of a
    writer or a mail address in a path.
    """
    read = _HOST_AND_REST.match(url)
    if read is None:
        return False
    before, _, behind = read["rest"].partition("@")
    leads_to_a_host = _LIKE_A_HOST.match(behind) is not None
    names_somebody = before.endswith("/")
    if "." in read["host"] or read["host"] == "localhost":
        return bool(read["port"]) and leads_to_a_host and not names_somebody and "?" not in before
    return leads_to_a_host or not names_somebody


def address_fault(url: str) -> str:
    """Return why this is no http(s) address; empty if it is one."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in _WEB and bool(parts.hostname)
    except ValueError:
        named = False
    if not named:
        return "must begin with http:// or https:// and name a host"
    if _may_be_signed_in(url):
        return "holds an @ behind its host; in a password write / as %2F, ? as %3F and # as %23"
    # Such as the mark that says which way Arabic runs, which comes along when text is copied.
    if not url.isprintable():
        return UNSEEN
    try:
        return "has an impossible port" if parts.port == 0 else ""
    except ValueError:
        return "has an impossible port"
