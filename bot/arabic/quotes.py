"""Finds the stretches of a text that quotation marks and brackets enclose."""

import re

# The newsroom's pages mix “x”, ”x”, "x" and «x»; the first three are closed by any of their kind.
_TOGGLES = '“”„‟"'
_PAIRS = {"«": "»", "(": ")", "[": "]", "{": "}", "‹": "›", "﴿": "﴾", "﴾": "﴿"}
_CLOSERS = {close: opener for opener, close in _PAIRS.items() if opener != "﴾"}
_MARK = re.compile('[“”„‟"«»()\\[\\]{}‹›﴾﴿]')
# A numbered item such as "1) water" closes what nobody opened.
# No writer nests so deep; a flood of opening marks is forgotten from its beginning.
_MAX_DEPTH = 20
CLOSING = "»”“\"’')]}›﴾﴿"


def _may_open(text: str, at: int) -> bool:
    """Return whether a mark follows white space, a sign or a joined particle (بـ, لـ)."""
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    return bool(after) and not after.isspace() and (not before or not before.isalnum())


def _may_close(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def enclosed(text: str) -> list[tuple[int, int]]:
    """Return the outermost enclosed ranges as (opening mark, closing mark), in order.

    A mark without its partner encloses nothing: one forgotten quotation mark must not swallow
    the rest of a paragraph.
    """
    found: list[tuple[int, int]] = []
    pending: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        del pending[:-_MAX_DEPTH]
        mark, at = match.group(), match.start()
        if mark in _TOGGLES:
            opened = _innermost(pending, "“")
            # “ always opens and ” after a word closes; a straight mark goes by its neighbours.
            closes = opened is not None and (_may_close(text, at) or not _may_open(text, at))
            if closes and opened is not None:
                found.append((pending[opened][1], at))
                del pending[opened:]
            else:
                pending.append(("“", at))
        elif mark in _CLOSERS and (opened := _innermost(pending, _CLOSERS[mark])) is not None:
            found.append((pending[opened][1], at))
            del pending[opened:]
        elif mark in _PAIRS:
            pending.append((mark, at))
    return _outermost(found)


def _innermost(pending: list[tuple[str, int]], opener: str) -> int | None:
    return next((i for i in reversed(range(len(pending))) if pending[i][0] == opener), None)


def _outermost(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if not result or start > result[-1][1]:
            result.append((start, end))
    return result
