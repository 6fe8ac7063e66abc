"""Finds where an article says that it is, and by which number, in what its page declares."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.metadata import Metadata
from bot.text.post_numbers import numbered
from bot.text.urls import absolute, address_key, canonical_url, host_of, number_in, path_of

# What `wp_link_pages` prints; themes write other pagers in the text, some of lists of articles.
_PAGERS: Final = ".page-links a[href], a.post-page-numbers[href], .post-page-numbers a[href]"
_SECOND_PAGE: Final = 'a[href$="/2/"], a[href$="/2"]'
_MOST_LINKS: Final = 50


def is_front_page(url: str) -> bool:
    """Return whether an address is that of the site, as of a redirect from a withdrawn article."""
    return bool(host_of(url)) and path_of(url) in {"", "/"} and not number_in(url)


def address_of(meta: Metadata, url: str) -> str:
    """Return the page's own address, if it names one on the same host, else its location.

    Some themes name the site's front page on every page.
    """
    own = absolute(meta.canonical, url) if meta.canonical else ""
    if own and not is_front_page(own) and (not url or host_of(own) == host_of(url)):
        return canonical_url(own)
    return canonical_url(url)


def all_addresses(meta: Metadata, address: str, url: str) -> tuple[str, ...]:
    """Return the addresses by which the page and whoever asked for it call the article."""
    return address, canonical_url(url), absolute(meta.shortlink, address or url)


def has_further_pages(tree: LexborHTMLParser, container: LexborNode | None, address: str) -> bool:
    """Return whether an article goes on at addresses below its own, as `<!--nextpage-->` has it."""
    key = address_key(address)
    if not key:
        return False
    links = tree.css(_PAGERS)[:_MOST_LINKS]
    if container is not None:
        links += container.css(_SECOND_PAGE)[:_MOST_LINKS]
    second = {f"{key}/2", f"{key}&page=2", f"{key}?page=2"}
    return any(
        address_key(absolute(link.attrs.sget("href")[:2000], address)) in second for link in links
    )


def base_of(tree: LexborHTMLParser, address: str) -> str:
    """Return what the page's relative addresses are relative to: its `<base>`, or its address."""
    node = tree.css_first("base[href]")
    named = (node.attributes.get("href") or "").strip()[:2000] if node is not None else ""
    return absolute(named, address) or address


def identity_of(tree: LexborHTMLParser, meta: Metadata, address: str) -> str:
    """Return the article's identity by the site's number; empty if the page has none."""
    number = number_in(meta.shortlink) or number_in(address)
    if not number and tree.body is not None:
        classes = tree.body.attributes.get("class") or ""
        found = re.search(r"(?:^|\s)postid-(\d{1,12})(?:\s|$)", classes)
        number = found[1] if found else ""
    known = number and (host_of(address) or host_of(meta.shortlink))
    return numbered(number, address, meta.shortlink) if known else ""
