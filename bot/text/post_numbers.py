"""Writes a post's number as the identity of an article, and reads it again.

WordPress counts the posts of each site by themselves. Several sites of one installation may lie in
directories of one host, so that the number alone names an article of each of them.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.text.urls import absolute, host_of

_MAX_ROOT: Final = 200
_IDENTITY: Final = re.compile(r"[^/?]+(?:/(\d{1,12})|(/[^?]+)\?p=(\d{1,12}))", re.ASCII)


def numbered(number: str, url: str, *short: str) -> str:
    """Return the identity of a post: `host/number`, or `host/directory?p=number`.

    Args:
        number: what the site calls the post.
        url: the address of the article, whose host counts: a guid keeps the one that the site had
            before it moved.
        short: addresses of the form `?p=ID` that the site gives for it (guid, shortlink), of
            which one may tell the site's directory. It is believed if the article lies in it: a
            guid also keeps the directory in which a site was prepared.
    """
    host = next(filter(None, map(host_of, (url, *short))), "")
    root = next(filter(None, (_root(one, url) for one in (*short, url))), "")
    return f"{host}{root}?p={number}" if root else f"{host}/{number}"


def number_of(identity: str) -> int | None:
    """Return the post number in an identity; None if it is a URL."""
    found = _IDENTITY.fullmatch(identity)
    return int(found[1] or found[3]) if found else None


def root_of(identity: str) -> str:
    """Return the directory of a numbered article's site, without a slash at its end; else empty."""
    found = _IDENTITY.fullmatch(identity)
    return (found[2] or "") if found else ""


def _root(short: str, url: str) -> str:
    parts = urlsplit(absolute(short))
    if not any(name == "p" for name, _ in parse_qsl(parts.query)):
        return ""
    root = unquote(parts.path).rstrip("/").removesuffix("/index.php")
    path = unquote(urlsplit(absolute(url)).path) if url else root
    return root if f"{path}/".startswith(f"{root}/") and len(root) <= _MAX_ROOT else ""
