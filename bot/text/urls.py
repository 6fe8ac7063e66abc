"""Normalises URLs of a site: absolute, percent-encoded, canonical; and finds post numbers."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL: Final = 2048  # longer ones are refused by Telegram's buttons and by most servers

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid|so|amp|amp_\w+|ref|share|replytocom|noamp|nonamp"
    r"|doing_wp_cron|swcfpc|nocache|__cf_chl_\w+|yclid|msclkid|srsltid)",
    re.IGNORECASE,
)
# What RFC 3986 lets stand in a path; "%" stays because the input may already be encoded.
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f]*:[0-9a-f:.]*")
# Controls, what is invisible or sets the direction, and halves of surrogate pairs.
_NO_LETTERS: Final = re.compile(
    r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BAD_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NUMBER_FIRST: Final = re.compile(r"^/(?:index\.php/)?(?:archives/)?(\d{1,12})(?:/|\.html?$|$)")
# A site numbers its posts from one, so that a number may look like a year; a year must never be
# taken for a number, or all articles of one year would be one.
_MONTH_OR_DAY: Final = re.compile(r"^/(?:index\.php/)?(?:archives/)?\d{1,2}/\d{1,4}(?:/|$)")
_YEAR: Final = re.compile(r"(?:19|20|21)\d{2}|1[34]\d{2}")


def absolute(address: str, base: str = "") -> str:
    """Return an absolute, percent-encoded http(s) URL; empty if the URL is invalid.

    Upload names hold Arabic, spaces and leading dashes, which neither httpx nor Telegram takes.
    """
    address = _NO_LETTERS.sub("", address).strip()
    if not address or len(address) > MAX_URL * 2:
        return ""
    return _absolute(address, base) if len(base) <= MAX_URL else _made_absolute(address, base)


def _made_absolute(address: str, base: str) -> str:
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except (ValueError, UnicodeError):
        return ""
    scheme = parts.scheme.lower()
    # Python's idna lets compatibility characters through that fall apart into spaces or dots.
    if scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host):
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = _encode(parts.path or "/", _PATH_SAFE)
    query = _encode(parts.query, _PATH_SAFE + "?")
    url = urlunsplit((scheme, host, path, query, ""))
    return url if len(url) <= MAX_URL else ""


# A page's links and photos, and the hosts of articles, are asked for again and again: a tenth of
# the time of reading a page. Of the longest addresses it would hold 16 MB.
_absolute = lru_cache(maxsize=1_000)(_made_absolute)


def canonical_url(url: str) -> str:
    """Return the URL without tracking and display parameters; empty if it is not http(s).

    Scheme and host stay as they are, so that the link still opens.
    """
    encoded = absolute(url)
    if not encoded:
        return ""
    parts = urlsplit(encoded)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    path = re.sub(r"/{2,}", "/", parts.path)
    path = re.sub(r"/amp/?$", "/", path)
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ""))


def number_in(url: str) -> str:
    """Return the post number in a URL: `?p=ID`, `/ID/slug/`, `/archives/ID`; empty if none.

    What can be a year (also of the Islamic or Persian calendar) is no number, nor is a month or a
    day before further numbers.
    """
    parts = urlsplit(absolute(url))
    for name, value in parse_qsl(parts.query):
        if name == "p" and value.isascii() and value.isdigit():
            return value.lstrip("0")
    found = _NUMBER_FIRST.match(parts.path)
    if found is None or _YEAR.fullmatch(found[1]) or _MONTH_OR_DAY.match(parts.path):
        return ""
    return found[1].lstrip("0")


def path_of(url: str) -> str:
    """Return the path of a URL, absolute or relative, still percent-encoded; empty if none."""
    try:
        return urlsplit(url[:MAX_URL]).path
    except ValueError:
        return ""


def is_home(url: str) -> bool:
    """Return whether a URL, absolute or relative, is that of a site, and names nothing on it."""
    return path_of(url) in {"", "/"} and "?" not in url


def host_of(url: str) -> str:
    """Return the host without `www.`, with a non-default port; empty if none."""
    host = urlsplit(absolute(url)).netloc
    return host.removeprefix("www.")


def is_same_host(first: str, second: str) -> bool:
    """Return whether two URLs have one host, with or without `www.`."""
    return host_of(first) == host_of(second) != ""


def is_within(url: str, hosts: Iterable[str]) -> bool:
    """Return whether a URL's host is one of the hosts or a sub-domain, with or without `www.`.

    `hosts` are names as a person writes them: `*.example.org` is as good as `example.org`.
    """
    host = f".{_bare_host(absolute(url))}"
    names = (_bare_host(absolute(f"http://{name.removeprefix('*').strip('.')}/")) for name in hosts)
    return any(host.endswith(f".{name}") for name in names if name)


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")


def address_key(url: str) -> str:
    """Return a key that is the same for http and https, with or without `www.` or last slash."""
    parts = urlsplit(canonical_url(url))
    path = unquote(parts.path).rstrip("/")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host_of(url)}{path}?{query}" if query else f"{host_of(url)}{path}"


def _encode(text: str, safe: str) -> str:
    """Percent-encode what is not encoded yet, and write all escapes alike."""
    quoted = quote(_BAD_PERCENT.sub("%25", text), safe=safe)
    return re.sub(r"%[0-9a-f]{2}", lambda escape: escape[0].upper(), quoted, flags=re.IGNORECASE)
