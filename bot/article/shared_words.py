"""Tells whether a text can be an article's: it repeats words of the headline, or what is known."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from bot.arabic.stopwords import is_stop_word
from bot.arabic.tokens import tokens
from bot.article.reference_text import reference_text_of

# Of a headline's words that tell something; the site's own notice may hold one by chance.
_IN_COMMON: Final = 2
_LONG: Final = 800  # letters
_FEWEST: Final = 3  # of a shorter headline no word need be in the text
_FIRST: Final = 40  # letters
# Scripts that write no space between words: a token is a phrase, which no text repeats.
_UNPARTED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True)
class WhatIsTold:
    """What is known of an article before its text is found.

    Attributes:
        headline: its headline.
        description: what the page's head says of it.
        lines: what the feed or an earlier reading have of its text.
    """

    headline: str
    description: str = ""
    lines: tuple[str, ...] = ()

    def may_hold(self, texts: Collection[str]) -> bool:
        """Return whether texts of an unknown place in a page can be the article's.

        Long ones are believed: a site says less of itself, and the headline may be misread.
        """
        telling = {word for word in _telling(self.headline) if not _UNPARTED.search(word)}
        if len(telling) < _FEWEST or sum(map(len, texts)) >= _LONG:
            return True
        if _shares(telling, texts) or self._has_beginning(texts):
            return True
        described = _telling(self.description)
        return len(described) >= _IN_COMMON and _shares(described, texts)

    def _has_beginning(self, texts: Iterable[str]) -> bool:
        """Return whether a line that is known stands in the texts, or one of them in it."""
        reference = reference_text_of(" ".join(self.lines))
        if any(len(text) >= _FIRST and reference.contains(text) for text in texts):
            return True
        read = reference_text_of(" ".join(texts))
        told = (self.description[:_FIRST], *(line[:_FIRST] for line in self.lines))
        return any(len(one) >= _FIRST and read.contains(one) for one in told)


def shares_words(headline: str, texts: Iterable[str]) -> bool:
    """Return whether two telling words of a headline are in some texts, or all that it has."""
    return _shares(_telling(headline), texts)


def _shares(telling: Collection[str], texts: Iterable[str]) -> bool:
    """Return whether two telling words are in some texts, or all that there are."""
    held: set[str] = set()
    for text in texts:
        held.update(set(telling).intersection(tokens(text)))
        if len(held) >= min(_IN_COMMON, len(telling)):
            return True
    return False


def _telling(text: str) -> set[str]:
    return {word for word in tokens(text) if not is_stop_word(word)}
