"""Lengths and offsets in UTF-16 code units, the unit of the Bot API."""

_LAST_OF_BMP = "\uffff"


def is_plain(text: str) -> bool:
    """Whether each character is one code unit, so that offsets are indexes."""
    return text.isascii() or max(text) <= _LAST_OF_BMP


def length(text: str) -> int:
    if not text or is_plain(text):
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_index(text: str, offset: int) -> int:
    """The index of the character at this UTF-16 offset (clamped to the text)."""
    if not text or is_plain(text):
        return min(offset, len(text))
    encoded = text.encode("utf-16-le", "surrogatepass")
    return len(encoded[: offset * 2].decode("utf-16-le", "ignore"))
