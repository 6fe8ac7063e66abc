"""Detects the charset of a document, whatever its labels declare."""

import contextlib
import re
from collections.abc import Iterable
from typing import Final

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Markup begins with "<" and a letter: XML 1.0, appendix F.1, tells by it what has no mark.
_WIDE: Final = (
    (re.compile(rb"\s{0,64}<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"(?:\x00\x00\x00\s){0,64}\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"(?:\s\x00){0,64}<\x00[!-~]\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00\s){0,64}\x00<\x00[!-~]"), "utf-16-be"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# Only these are believed, of those in https://encoding.spec.whatwg.org/#names-and-labels: Python
# knows codecs that take minutes or are no charsets.
_KNOWN: Final = frozenset(
    (
        *(
            f"{name}{number}"
            for name in ("windows-", "cp")
            for number in (*range(1250, 1252), 1253)
        ),
        *(f"{name}{number}" for name in ("windows-", "cp") for number in range(1254, 1259)),
        *(f"iso-8859-{part}" for part in (*range(2, 12), 13, 14, 16)),
        *("koi8-r", "koi8-u", "ibm866", "macarabic", "mac-cyrillic", "utf-16", "utf-16le"),
        *("utf-16be", "utf-32", "gbk", "gb2312", "gb18030", "big5", "euc-jp", "shift_jis"),
        "euc-kr",
    )
)
_LATIN: Final = frozenset(("iso-8859-1", "windows-1252", "us-ascii", "latin1", "iso-8859-15"))
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_MIN_ARABIC_SHARE: Final = 0.8
# Every Arabic text is rich in these two; KOI8-R, read by windows-1256, has hardly one of them.
_ALEF_OR_LAM: Final = re.compile("[\u0627\u0644]")
_MIN_ALEF_SHARE: Final = 0.06
_SMALL_CYRILLIC: Final = re.compile("[\u0430-\u045f]")
_MIN_SMALL_SHARE: Final = 0.6
# Each of the two turns the small letters of the other into capitals.
_CYRILLIC_CHARSETS: Final = ("windows-1251", "koi8-r")
# A letter or two damaged on the way; more is another charset, or no text at all.
_MAX_BROKEN_SHARE: Final = 0.001
_MAX_BROKEN: Final = 2


def charset_in_header(content_type: str) -> list[str]:
    """Return the charset in a Content-Type header, as a list of none or one."""
    found = _CHARSET.search(content_type)
    return [found[1].lower()] if found else []


def decode_text(body: bytes, declared: Iterable[str]) -> str:
    """Decode bytes to text by their content rather than by the declared charset.

    A byte order mark decides, then the zero bytes of UTF-16 and UTF-32; UTF-8 that decodes is
    UTF-8, and a letter cut off at its end is dropped; then the declared charset; then windows-1256
    if most of what comes out is Arabic, windows-1251 or KOI8-R if it is Russian. A few broken
    letters in UTF-8 become U+FFFD.

    Raises:
        ValueError: the bytes are in no charset that can be told.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, errors="replace")
    for beginning, encoding in _WIDE:
        if beginning.match(body):
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
    # Servers that know no better say Latin 1, or nothing, for the charsets of old Windows and Unix.
    arabic = _as_arabic(body)
    if arabic and len(_ALEF_OR_LAM.findall(arabic)) >= _MIN_ALEF_SHARE * len(
        _ARABIC.findall(arabic)
    ):
        return arabic
    if text := _as_cyrillic(body) or arabic:
        return text
    if _LATIN.intersection(names):
        return body.decode("windows-1252", errors="replace")
    raise ValueError("the bytes are in no charset that can be told")


def _as_arabic(body: bytes) -> str:
    """Decode by windows-1256 if most of the foreign letters are Arabic then, else return ""."""
    with contextlib.suppress(UnicodeError):
        text = body.decode("windows-1256")
        if len(_ARABIC.findall(text)) >= _MIN_ARABIC_SHARE * len(_NOT_ASCII.findall(text)):
            return text
    return ""


def _as_cyrillic(body: bytes) -> str:
    """Decode by a charset in which most letters are small Cyrillic ones, else return ""."""
    for name in _CYRILLIC_CHARSETS:
        text = body.decode(name, errors="replace")
        if len(_SMALL_CYRILLIC.findall(text)) >= _MIN_SMALL_SHARE * len(_NOT_ASCII.findall(text)):
            return text
    return ""
