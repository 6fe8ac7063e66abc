"""Finds the addresses that wait in attributes until a script loads an image or a frame.

Each plug-in for lazy loading, and each CDN, has a name of its own for them: `data-src`,
`data-lazy-src`, `data-orig-src`, `data-litespeed-src`, `nitro-lazy-src`, `data-cfsrc`.
"""

import re
from collections.abc import Mapping
from typing import Final

from selectolax.lexbor import LexborNode

_ADDRESSES: Final = re.compile(
    r"(?:data|nitro)-(?:[\w-]*-)?(?:[a-z]*src|original|lazy|full-url|large-file|img-url|echo)"
)
_SETS: Final = re.compile(r"(?:data|nitro)-(?:[\w-]*-)?srcset")
# What is shown until then, or beside it.
_OTHER_COPY: Final = re.compile(r"thumb|low|small|blur|placeholder|preview|avatar|icon")
# Such an attribute may also say whether, or how, it is loaded.
_ADDRESS: Final = re.compile(r"/|\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)
_LONGEST_NAME: Final = 40
_MOST: Final = 10


def waiting_addresses(node: LexborNode) -> list[str]:
    """Return the addresses that wait in an element's attributes, in their order."""
    attributes = node.attributes
    values = (attributes.get(name) or "" for name in _named(_ADDRESSES, attributes))
    return [value for value in values if _ADDRESS.search(value)]


def waiting_sets(node: LexborNode) -> list[str]:
    """Return the sets of addresses, as of `srcset`, that wait in an element's attributes."""
    attributes = node.attributes
    return [attributes.get(name) or "" for name in _named(_SETS, attributes)]


def _named(pattern: re.Pattern[str], attributes: Mapping[str, str | None]) -> list[str]:
    names = (name for name in attributes if len(name) <= _LONGEST_NAME)
    found = [name for name in names if pattern.fullmatch(name) and not _OTHER_COPY.search(name)]
    return found[:_MOST]
