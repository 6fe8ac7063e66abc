"""Determines an article's identity: the site's post number, else its canonical URL."""

from bot.text.urls import address_key, canonical_url, host_of, number_in

__all__ = ["address_id", "canonical_url", "number_of", "site_id"]

_MAX_KEY = 500
_MOST_DIGITS = 12


def site_id(url: str, guid: str = "", *, number: str = "") -> str:
    """Return the article's identity, `host/number` or a normalised URL; empty if there is none.

    `number` is what the site calls the post's id itself, empty where it does not. Else it comes
    from the guid (`?p=ID`), then from the path: slugs are re-encoded and re-written, the number
    stays. The host is the link's: a guid keeps the name that the site had
    before it moved, and two editions of one newsroom count their articles separately.
    """
    host = host_of(url) or host_of(guid)
    number = number.lstrip("0") or number_in(guid) or number_in(url)
    if number and host:
        return f"{host}/{number}"
    if key := address_id(url) or address_id(guid):
        return key
    return " ".join(guid.split())[:_MAX_KEY]


def address_id(url: str) -> str:
    """Return the identity that an article has by its URL alone; empty if the URL is invalid."""
    return address_key(url)[:_MAX_KEY] if host_of(url) else ""


def number_of(identity: str) -> int | None:
    """Return the post number in an identity `host/number`; None if the identity is a URL."""
    host, _, number = identity.partition("/")
    if host and number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
        return int(number)
    return None
