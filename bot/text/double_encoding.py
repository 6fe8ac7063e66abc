"""Decodes HTML that was encoded more than once on its way into a feed or a field."""

import html
import re
from typing import Final

# What texts are marked up with; other words between angle brackets may be meant as they stand.
_ENCODED_TAG: Final = re.compile(
    r"&(?:lt|#0{0,4}60|#x0{0,4}3c);"
    r"(?P<tag>/?(?:p|br|hr|div|span|strong|em|b|i|u|a|img|figure|figcaption|ul|ol|li|h[1-6]"
    r"|blockquote|section|article|table|t[rdh]|tbody|thead|font|script|style|iframe|picture|source"
    r"|sup|sub|del|s|small|cite|q|center)(?:[\s/](?:(?!&(?:lt|gt|#0{0,4}6[02]);)[^<>]){0,2000})?)"
    r"&(?:gt|#0{0,4}62|#x0{0,4}3e);",
    re.IGNORECASE,
)
_ENCODED_REFERENCE: Final = re.compile(
    r"&(?:amp|#0{0,4}38|#x0{0,4}26);(?=(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)",
    re.IGNORECASE,
)
_TIMES: Final = 3


def decoded(fragment: str) -> str:
    """Decode an HTML fragment until no tag and no reference is encoded as text.

    `&lt;p&gt;` becomes `<p>`, `&amp;nbsp;` becomes `&nbsp;`, up to three times over.
    """
    for _ in range(_TIMES):
        again = _ENCODED_REFERENCE.sub("&", fragment)
        again = _ENCODED_TAG.sub(lambda found: f"<{html.unescape(found['tag'])}>", again)
        if again == fragment:
            break
        fragment = again
    return fragment
