"""Reads e-mail addresses that Cloudflare has hidden from machines in a page's markup.

https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/: the element
shows "[email protected]" until a script has put the address in its place. The feed has the address,
so that the two texts would differ, too.
"""

from typing import Final

from selectolax.lexbor import LexborNode

_ATTRIBUTE: Final = "data-cfemail"
_TAGS: Final = frozenset(("a", "span"))
_LONGEST: Final = 640  # hexadecimal digits, of an address of 320 letters


def is_hidden_address(node: LexborNode, tag: str) -> bool:
    """Return whether an element stands for an address that a script puts there."""
    return tag in _TAGS and bool(node.attrs.sget(_ATTRIBUTE))


def address_in(node: LexborNode) -> str:
    """Return the address behind an element for which `is_hidden_address` holds; empty if none.

    Its first byte is the key; each further one, exclusive-or the key, is a byte of the address.
    """
    written = (node.attrs.sget(_ATTRIBUTE) or "")[:_LONGEST]
    try:
        key, *hidden = bytes.fromhex(written)
        address = bytes(one ^ key for one in hidden).decode()
    except ValueError:
        return ""
    return address if address.isprintable() else ""
