"""Converts superscripts and subscripts to plain text: Unicode signs, letters, or nothing."""

import re
from typing import Final

_RAISED: Final = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER: Final = re.compile(r"[-+−]?\d{1,4}[-+−]?")
_MARK: Final = re.compile(
    r"[\[(（]\s*(?:\d{1,3}|[a-z]|[ivx]{1,4}|\*)\s*[\])）]|[*†‡§¶#]+|↩\ufe0e?|↑|\^"
)
# An exponent belongs to a number or to a unit; the square and the cube of longer ones are few.
_BEFORE_EXPONENT: Final = re.compile(r"(?:\d|\b[^\W\d_]{1,3})\s*$")
_LONG_UNIT: Final = re.compile(
    r"(?:متر|مترا|مترًا|كيلومتر|سنتيمتر|ميليمتر|ميل|قدم|met(?:er|re)s?|feet|miles?)\s*$"
)


def raised(text: str, before: str) -> str:
    """Convert the text of a `<sup>`: `م²`, `10⁻⁹`, `4th` stay readable, footnote marks are removed.

    Args:
        text: what the element holds.
        before: what stands in front of it in its line.
    """
    text = text.strip()
    digits = text.translate(_ARABIC_DIGITS)
    if _NUMBER.fullmatch(digits):
        exponent = _BEFORE_EXPONENT.search(before) or (digits in "23" and _LONG_UNIT.search(before))
        return digits.translate(_RAISED) if exponent else ""
    return "" if is_mark(text) else text


def lowered(text: str) -> str:
    """Convert the text of a `<sub>`: digits as in `CO₂`, letters unchanged."""
    text = text.strip()
    digits = text.translate(_ARABIC_DIGITS)
    return digits.translate(_LOWERED) if _NUMBER.fullmatch(digits) else text


def is_mark(text: str) -> bool:
    """Return whether a text is only the mark of a footnote, or the arrow back from one."""
    return bool(_MARK.fullmatch(text.strip()))
