"""Detects the charset of a document in Arabic, whatever its labels declare."""

import contextlib
import re
from collections.abc import Iterable
from typing import Final

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# Only these are believed: Python knows codecs that take minutes or are no charsets.
_KNOWN: Final = frozenset(
    ("windows-1256", "cp1256", "iso-8859-6", "utf-16", "utf-16le", "utf-16be", "macarabic")
)
_LATIN: Final = frozenset(("iso-8859-1", "windows-1252", "us-ascii", "latin1", "iso-8859-15"))
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_MIN_ARABIC_SHARE: Final = 0.8
# A letter or two damaged on the way; more is another charset, or no text at all.
_MAX_BROKEN_SHARE: Final = 0.001
_MAX_BROKEN: Final = 2


def charset_in_header(content_type: str) -> list[str]:
    """The charset that a Content-Type names, as a list of none or one."""
    found = _CHARSET.search(content_type)
    return [found[1].lower()] if found else []


def decode_text(body: bytes, declared: Iterable[str]) -> str:
    """The bytes as text, by what they are rather than by what is declared.

    UTF-8 that decodes is UTF-8; a letter cut off at the end is dropped; then the declared
    charset, then windows-1256 if most of what comes out is Arabic. A few broken letters in
    UTF-8 become U+FFFD.

    Raises:
        ValueError: the bytes are in no charset that can be told.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(body) and error.reason == "unexpected end of data":
            return body[: error.start].decode("utf-8")
    return _not_utf8(body, [name.lower() for name in declared])


def _not_utf8(body: bytes, names: list[str]) -> str:
    for name in names:
        if name in _KNOWN:
            with contextlib.suppress(UnicodeError):
                return body.decode(name)
    text = body.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= max(_MAX_BROKEN, len(text) * _MAX_BROKEN_SHARE):
        return text
    # Servers that know no better say Latin 1, or nothing, for the Arabic of old Windows.
    with contextlib.suppress(UnicodeError):
        text = body.decode("windows-1256")
        foreign = len(_NOT_ASCII.findall(text))
        if len(_ARABIC.findall(text)) >= _MIN_ARABIC_SHARE * foreign:
            return text
    if _LATIN.intersection(names):
        return body.decode("windows-1252", errors="replace")
    raise ValueError("the bytes are in no charset that can be told")
