"""Extracts an article's text from the data in a page's scripts, if its markup has none."""

import heapq
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from bot.errors import PageError
from bot.text import markup
from bot.text.json_values import load_json

_MAX_LETTERS: Final = 3_000_000
# What stands between two quotation marks that no backslash hides may be a string of JSON.
_MARK: Final = re.compile(r'\\.|"', re.DOTALL)
_PARAGRAPH_END: Final = re.compile(r"(?:<|\\u003c|\\x3c)\\?/p(?:>|\\u003e|\\x3e)", re.IGNORECASE)
_FEWEST: Final = 2
_LOOKED_AT: Final = 20
_ENOUGH: Final = 300  # letters


def text_in_scripts(html: str, may_belong: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """Return the paragraphs of the longest string with `<p>` in a page's scripts, or none.

    Sites that build their pages in the browser send an article this way, as a field of their data.
    So do plug-ins with what they have to say (cookies, a newsletter): `may_belong` tells whether
    paragraphs can be the article's.
    """
    if len(html) > _MAX_LETTERS or not _PARAGRAPH_END.search(html):
        return ()
    marks = [mark.start() for mark in _MARK.finditer(html) if mark[0] == '"']
    between = ((end - start, start + 1, end) for start, end in pairwise(marks))
    longest = heapq.nlargest(_LOOKED_AT, between)
    found = [html[start:end] for length, start, end in longest if length > _ENOUGH]
    for text in found:
        if len(_PARAGRAPH_END.findall(text)) < _FEWEST:
            continue
        try:
            lines = markup.paragraphs(load_json(f'"{text}"'))
        except (ValueError, PageError):
            continue
        if may_belong(lines):
            return lines
    return ()
