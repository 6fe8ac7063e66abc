"""Finds the links in an article's text that lead to other articles of the same site."""

from typing import Final

from selectolax.lexbor import LexborNode

from bot.text.boxes import Boxes
from bot.text.urls import absolute, canonical_url, host_of, path_of

MAX_LINKS: Final = 20
_LOOKED_AT: Final = 200
_LEVELS: Final = 40


def find_links(container: LexborNode, boxes: Boxes, *, base: str, page: str) -> tuple[str, ...]:
    """Return the URLs on the same site that the running text links to, each once, in order.

    Boxes of related articles don't count: they are made of tags, not chosen for this story.

    Args:
        container: what holds the text.
        boxes: those of the page.
        base: what the links' addresses are relative to.
        page: the article's own address.
    """
    found: dict[str, None] = {}
    host, own = host_of(page), canonical_url(page)
    for link in container.css("a[href]")[:_LOOKED_AT]:
        href = link.attributes.get("href") or ""
        address = "" if href.startswith("#") else absolute(href, base)
        if not address or host_of(address) != host:
            continue
        path = path_of(address)
        if path in {"", "/"} or path.startswith(("/tag/", "/category/", "/author/")):
            continue
        url = "" if _boxed(link, container, boxes) else canonical_url(address)
        if url and url != own:
            found[url] = None
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def _boxed(link: LexborNode, container: LexborNode, boxes: Boxes) -> bool:
    node = link.parent
    for _ in range(_LEVELS):
        if node is None or node.mem_id == container.mem_id:
            return False
        if boxes.is_box(node):
            return True
        node = node.parent
    return True
