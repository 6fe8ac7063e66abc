"""Builds the URLs of older pages of a WordPress feed (`?paged=N`)."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.text.urls import absolute


def older_page(url: str, page: int) -> str:
    """Return the URL of the feed's page N, counted from 1; pages after the last answer 404."""
    parts = urlsplit(absolute(url))
    pairs = [(name, value) for name, value in parse_qsl(parts.query) if name != "paged"]
    if page > 1:
        pairs.append(("paged", str(page)))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))
