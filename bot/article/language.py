"""Tells the language of an article by its letters where its page declares another.

A WordPress that was installed in English says `lang="en-US"` on every page of an Arabic newsroom,
and themes write a language of their own. By it a post would run from the left.
"""

import re
from collections.abc import Iterable
from typing import Final

_LETTER: Final = re.compile(r"[^\W\d_]")
_ARABIC: Final = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
# ISO 639: languages that are written in the Arabic script, in full or by many.
_IN_ARABIC_SCRIPT: Final = frozenset(
    (
        "ar",
        "fa",
        "ur",
        "ps",
        "ug",
        "sd",
        "ks",
        "ku",
        "ckb",
        "azb",
        "ms",
        "pa",
        "uz",
        "az",
        "arz",
        "ary",
    )
)
_MOST: Final = 0.6
_LETTERS: Final = 2000
_FEWEST: Final = 12  # a name or two in a headline prove nothing


def language_of(texts: Iterable[str], declared: str) -> str:
    """Return the declared language unless the letters say that it can't be.

    Args:
        texts: headline and paragraphs.
        declared: by page or setting, ISO 639.
    """
    letters = _LETTER.findall(" ".join(texts)[: 2 * _LETTERS])[:_LETTERS]
    if len(letters) < _FEWEST:
        return declared
    text = "".join(letters)
    arabic = len(_ARABIC.findall(text)) / len(text)
    latin = len(_LATIN.findall(text)) / len(text)
    if arabic >= _MOST and declared not in _IN_ARABIC_SCRIPT:
        return "ar"
    if latin >= _MOST and declared == "ar":
        return "en"
    return declared
