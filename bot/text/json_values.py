"""Reads JSON that others have written, with texts that can be stored and sent."""

import json
import re
from typing import Any, Final

# A half of a surrogate pair as an escape: its other half is not beside it, or what looks like that
# half may be a letter behind a backslash. It begins with plain letters, which are found fast.
_HALF: Final = re.compile(
    r"\\u[dD](?:"
    r"[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|[c-fC-F][0-9a-fA-F]{2}"
    r"(?<![^\\]\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r")"
)
_DECODER: Final = json.JSONDecoder(strict=False)


def load_json(text: str | bytes) -> Any:
    """Return the value of a JSON text; a half of a surrogate pair in it becomes a question mark.

    JSON may hold such halves (RFC 8259, section 8.2), and neither an address nor the database nor
    Telegram takes them: one in a tag's name would else stop whatever comes with it.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is too deep.
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), errors="replace")
    found = _DECODER.decode(text)
    if not _may_hold_half(text):
        return found
    whole = json.dumps(found, ensure_ascii=False).encode(errors="replace")
    return _DECODER.decode(whole.decode())


def _may_hold_half(text: str) -> bool:
    """Return whether a value in a JSON text may be one that can't be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return ("\\ud" in text or "\\uD" in text) and _HALF.search(text) is not None
