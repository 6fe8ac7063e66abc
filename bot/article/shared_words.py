"""Tells whether a text can belong to a headline: it repeats some of its words."""

from collections.abc import Collection, Iterable
from typing import Final

from bot.arabic.stopwords import is_stop_word
from bot.arabic.tokens import tokens

# Of a headline's words that tell something; the site's own notice may hold one by chance.
_IN_COMMON: Final = 2
_LONG: Final = 2000  # letters
_FEWEST: Final = 3  # of a shorter headline no word need be in the text


def shares_words(headline: str, texts: Iterable[str]) -> bool:
    """Return whether two telling words of a headline are in some texts, or all that it has."""
    telling = _telling(headline)
    held: set[str] = set()
    for text in texts:
        held.update(telling.intersection(tokens(text)))
        if len(held) >= min(_IN_COMMON, len(telling)):
            return True
    return False


def may_belong(texts: Collection[str], headline: str) -> bool:
    """Return whether texts of an unknown place in a page can be those of a headline.

    Long ones are believed: a site says less of itself, and the headline may be misread.
    """
    if len(_telling(headline)) < _FEWEST or sum(map(len, texts)) >= _LONG:
        return True
    return shares_words(headline, texts)


def _telling(headline: str) -> set[str]:
    return {word for word in tokens(headline) if not is_stop_word(word)}
