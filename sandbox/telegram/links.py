"""Recognises and normalises URLs as Telegram does."""

import re

_LINK = re.compile(
    r"(?:(?:https?|ton|tonsite)://)?(?:[^\s/?#@:]+(?::[^\s/?#@]*)?@)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(?::(?P<port>\d+))?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_LAST_PORT = 65535


def is_link(url: str) -> bool:
    """Whether Telegram takes this for a web or tg: link (a host needs a dot)."""
    if re.match(r"tg://\S", url, re.IGNORECASE):
        return True
    match = _LINK.fullmatch(url.strip())
    if not match or (match["port"] and not 0 < int(match["port"]) <= _LAST_PORT):
        return False
    host = match["host"]
    return host.startswith("[") or ("." in host.strip(".") and ".." not in host)


def normal_link(url: str) -> str:
    """The link as it comes back: with its scheme and a path."""
    url = url.strip()
    if re.match(r"[a-z]+://", url, re.IGNORECASE) is None:
        url = "http://" + url
    return url if re.match(r"[a-z]+://[^/?#]*[/?#]", url, re.IGNORECASE) else url + "/"
