"""Determines an article's identity: the site's post number, else its canonical URL."""

from bot.text.urls import address_key, canonical_url, host_of, number_in

__all__ = ["canonical_url", "site_id"]

_MAX_KEY = 500


def site_id(url: str, guid: str = "") -> str:
    """The article's identity, as `host/number` or a normalised address; empty if there is none.

    The number comes from the guid (`?p=ID`), then from the path: slugs are re-encoded and
    re-written, the number stays. The host is the link's: a guid keeps the name that the site had
    before it moved, and two editions of one newsroom count their articles separately.
    """
    host = host_of(url) or host_of(guid)
    number = number_in(guid) or number_in(url)
    if number and host:
        return f"{host}/{number}"
    key = address_key(url) if host_of(url) else address_key(guid)
    if key:
        return key[:_MAX_KEY]
    return " ".join(guid.split())[:_MAX_KEY]
