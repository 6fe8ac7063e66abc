"""Removes technical residue from text: PHP notices, shortcodes, footnote marks, tags."""

import html
import re
from typing import Final

from bot.text.shortcodes import without_shortcodes

_NOTICE: Final = re.compile(
    r"(?:PHP\s+)?(?:Warning|Notice|Deprecated|(?:Catchable |Recoverable )?Fatal error|Parse error"
    r"|Strict Standards|User (?:Warning|Notice|Deprecated))\s*:\s.{1,900}?\son line\s+\d{1,6}",
    re.DOTALL,
)
_FOOTNOTE: Final = re.compile(r"(?<=[^\s\d\[(])\[\d{1,3}\](?!\w)")
_BLOCK_COMMENT: Final = re.compile(r"<!--[^<>]{0,3000}-->")
_ENTITY: Final = re.compile(r"&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
_NAMES: Final = (
    "a|abbr|b|blockquote|br|center|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p"
    "|script|small|span|strong|style|sub|sup|table|tbody|td|tr|u|ul"
)
# Where no letter follows, none of the names is tried: a text may be a million angles.
_TAG: Final = re.compile(rf"</?(?=[a-z])(?:{_NAMES})(?:\s[^<>]{{0,3000}})?\s*/?>", re.IGNORECASE)
_NEW_LINE: Final = re.compile(
    r"</?(?:blockquote|br|center|div|figure|figcaption|h[1-6]|hr|li|ol|p|table|tr|ul)\b",
    re.IGNORECASE,
)
_SCRIPT: Final = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,20000}</\1\s*>", re.IGNORECASE)
_PASSES: Final = 3


def without_leftovers(text: str) -> str:
    """Remove PHP notices, shortcodes, footnote marks and HTML tags from a line of text.

    HTML that was encoded twice comes out of a parser as text: its tags go, and where one of them
    would have begun a new line, there is a line break in the result.
    """
    if "[" in text:
        text = _FOOTNOTE.sub("", without_shortcodes(text))
    if "&" in text or "<" in text:
        text = _decoded(text)
    return _NOTICE.sub(" ", text) if " on line " in text else text


def _decoded(text: str) -> str:
    for _ in range(_PASSES):
        before = text
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        text = _BLOCK_COMMENT.sub(" ", _SCRIPT.sub(" ", text))
        text = _TAG.sub(lambda tag: "\n" if _NEW_LINE.match(tag[0]) else "", text)
        if text == before:
            break
    return text
