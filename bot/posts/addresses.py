"""Addresses as they may leave: http(s) only, every letter outside ASCII percent-encoded."""

import re
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

# Telegram refuses longer ones in buttons and photo addresses.
MAX_LENGTH = 2048
# RFC 3986: what a path, a query or a fragment holds as it is; % stays where it is an escape.
_PATH = "/:@!$&'()*+,;=~-._%"
_QUERY = f"{_PATH}?"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def safe_url(url: str) -> str:
    """The address percent-encoded, existing escapes kept; empty where it is none to be followed."""
    try:
        parts = urlsplit("".join(letter for letter in url.strip() if letter.isprintable()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return ""
    host = f"[{host}]" if ":" in host else host
    encoded = urlunsplit(
        (
            parts.scheme,
            host + port,
            _quoted(parts.path, _PATH),
            _quoted(parts.query, _QUERY),
            _quoted(parts.fragment, _QUERY),
        )
    )
    return encoded if len(encoded) <= MAX_LENGTH else ""


def share_url(url: str, text: str) -> str:
    """Telegram's own page for passing an address on (https://core.telegram.org/widgets/share)."""
    return safe_url(
        "https://t.me/share/url?" + urlencode({"url": url, "text": text}, quote_via=quote)
    )


def _quoted(part: str, safe: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=safe)
