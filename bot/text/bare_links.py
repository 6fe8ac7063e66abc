"""Tells the lines of a text that are only a link to elsewhere: embeds, teasers, "read also"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.text.markup import Block

_LINK_SHARE: Final = 0.8
_LONGEST_LINK: Final = 200
_LINKED_TEXT: Final = 0.3
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+", re.IGNORECASE)


def is_bare_address(line: str) -> bool:
    """Return whether a line is an address and nothing else, as of an embed that failed."""
    return bool(_ADDRESS.fullmatch(line.strip()))


def is_bare_link(block: Block) -> bool:
    """Return whether a block is hardly more than a link."""
    return block.linked > _LINK_SHARE * len(block.text) and len(block.text) < _LONGEST_LINK


def bare_links(found: Sequence[Block]) -> set[int]:
    """Return the `id` of each block that is a bare link; none in a text that is a list of links.

    Such a text (prices, sources) would lose itself.
    """
    linked = [block for block in found if is_bare_link(block)]
    most = sum(len(block.text) for block in found) * _LINKED_TEXT
    few = sum(len(block.text) for block in linked) < most
    return {id(block) for block in linked} if few else set()
