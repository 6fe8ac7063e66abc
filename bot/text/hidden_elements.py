"""Tells which elements of a page its readers do not see."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

NEVER_SHOWN: Final = frozenset(
    "del s strike script style noscript template iframe object svg canvas head title"  # noqa: SIM905 - a list of names
    " button select textarea input audio video map math".split()
)
# Crossed out is not published, either.
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|line-through"
    r"|opacity\s*:\s*0?\.?0*\s*(?:;|!|$)|font-size\s*:\s*0+(?:\.0*)?[a-z%]*\s*(?:;|!|$)"
    r"|(?:text-indent|left|right|top)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element is hidden by its style or attributes, or crossed out."""
    style = node.attrs.sget("style")
    if style and _HIDING.search(style):
        return True
    if node.tag == "dialog" and "open" not in node.attributes:
        return True
    return "hidden" in node.attributes or node.attrs.sget("aria-hidden") == "true"
