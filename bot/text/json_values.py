"""Reads JSON that others have written, with texts that can be stored and sent."""

import json
import re
from typing import Any, Final

# A half of a surrogate pair, as an escape whose other half is not beside it, or as it is.
_HALF: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|[\ud800-\udfff]"
)


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
    found = json.loads(text, strict=False)
    if not _HALF.search(text):
        return found
    whole = json.dumps(found, ensure_ascii=False).encode(errors="replace")
    return json.loads(whole)
