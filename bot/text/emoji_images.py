"""Reads emoji that stand in markup as pictures: WordPress writes them so into feeds, Facebook too.

`wp_staticize_emoji` puts `<img src="https://s.w.org/…" alt="🔴" class="wp-smiley">` into a feed's
content; what is pasted from other networks keeps their pictures.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

_NAMED: Final = re.compile(r"(?:^|[\s_-])(?:emoji|smiley|emoticon)(?:$|[\s_-])", re.IGNORECASE)
_FOLDER: Final = re.compile(r"/(?:tw)?emojis?(?:\.php)?/", re.IGNORECASE)
_LONGEST: Final = 16  # a family of four with joiners has eleven letters


def is_emoji_address(address: str) -> bool:
    """Return whether an address is that of an emoji's picture, by the folder in which it lies."""
    return bool(_FOLDER.search(address[:2000]))


def emoji_of(image: LexborNode) -> str:
    """Return the emoji that an image stands for; empty if it is any other image."""
    sign = (image.attrs.sget("alt") or "").strip()
    if not sign or len(sign) > _LONGEST or any(map(str.isalpha, sign)):
        return ""
    names = image.attrs.sget("class") or ""
    is_emoji = _NAMED.search(names) or is_emoji_address(image.attrs.sget("src") or "")
    return sign if is_emoji else ""
