"""Determines an article's identity: the site's post number, else its canonical URL."""

from bot.arabic.normalize import fold
from bot.text.post_numbers import number_of, numbered, root_of
from bot.text.urls import address_key, canonical_url, host_of, number_in
from bot.types import FeedItem
from storage.models import KnownArticle

__all__ = ["address_id", "canonical_url", "is_another", "number_of", "root_of", "site_id"]

_MAX_KEY = 500


def site_id(url: str, guid: str = "", *, number: str = "") -> str:
    """Return the article's identity, its number or a normalised URL; empty if there is none.

    `number` is what the site calls the post's id itself, empty where it does not. Else it comes
    from the guid (`?p=ID`), then from the path: slugs are re-encoded and re-written, the number
    stays. It counts within the link's host and the directory of the site: two editions of one
    newsroom count their articles separately.
    """
    number = number.lstrip("0") or number_in(guid) or number_in(url)
    if number and (host_of(url) or host_of(guid)):
        return numbered(number, url, guid)
    if key := address_id(url) or address_id(guid):
        return key
    return " ".join(guid.split())[:_MAX_KEY]


def address_id(url: str) -> str:
    """Return the identity that an article has by its URL alone; empty if the URL is invalid."""
    return address_key(url)[:_MAX_KEY] if host_of(url) else ""


def is_another(item: FeedItem, known: FeedItem | KnownArticle) -> bool:
    """Return whether an item has nothing of what is known under its number.

    Newsrooms correct a headline with its address, or date an article anew; all three at once, and
    to what else is unknown, make another article.
    """
    if None in (item.published, known.published) or not item.title or not known.title:
        return False
    return (
        item.published != known.published
        and fold(item.title) != fold(known.title)
        and address_id(item.url) != address_id(known.url)
    )
