"""Reduces a headline to the stems of the words that tell something."""

from bot.arabic.morphology.stems import stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens


def headline_stems(headline: str) -> frozenset[str]:
    """Return the stem of each word that is no stop word, for comparing headlines."""
    return frozenset(stem(word) for word in tokens(headline) if word not in STOP_WORDS)
