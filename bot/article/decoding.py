"""Decodes the bytes of a page to HTML, and refuses what is none."""

import re
from typing import Final

from bot.errors import PageError
from bot.text.charsets import charset_in_header, decode_text

MAX_PAGE_BYTES: Final = 5_000_000
_HTML_START: Final = re.compile(
    r"<(?:!doctype|html|head|body|article|div|p|h1|main|section)\b", re.IGNORECASE
)
_META_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE
)
_OTHER_TYPES: Final = re.compile(
    r"^(?:image|video|audio|font)/|^application/(?:pdf|zip|json|octet)"
)
_MAGIC: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b")


def decode_page(body: bytes | str, content_type: str) -> str:
    """Return a page's HTML.

    Args:
        body: the page, at most `MAX_PAGE_BYTES`.
        content_type: the header of the answer.

    Raises:
        PageError: not HTML, empty, or too large.
    """
    if len(body) > MAX_PAGE_BYTES:
        raise PageError(f"the page is larger than {MAX_PAGE_BYTES} bytes")
    if isinstance(body, str):
        text = body
    else:
        if _OTHER_TYPES.match(content_type.lower()) or body.startswith(_MAGIC):
            raise PageError("what came is no HTML")
        declared = [name.decode("ascii") for name in _META_CHARSET.findall(body[:4096])]
        try:
            text = decode_text(body, [*charset_in_header(content_type), *declared])
        except ValueError as error:
            raise PageError(str(error)) from error
    if not text.strip():
        raise PageError("the page is empty")
    if not _HTML_START.search(text[:200_000]):
        raise PageError("what came is no HTML")
    return text.replace("\x00", "")
