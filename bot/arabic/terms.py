"""What an article is filed under, for search and for alerts."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from bot.arabic.highlights import Snippet, Span, highlight, snippet
from bot.arabic.queries import parse_query
from bot.arabic.stems import index_stems, stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import MAX_REMEMBERED, chunk_tokens, tokens
from storage.models import IndexTerms

__all__ = [
    "Snippet",
    "Span",
    "alert_terms",
    "article_terms",
    "highlight",
    "index_terms",
    "parse_query",
    "snippet",
]

MAX_TITLE_WORDS = 40
MAX_TEXT_WORDS = 3_000
MAX_ALERT_WORDS = 8
MAX_ARTICLE_TERMS = 2_000
MAX_PROMINENT = 40
# The first words of a news text say who, what and where.
LEAD_WORDS = 30
OFTEN = 3


def index_terms(title: str, body: str, tags: Iterable[str]) -> IndexTerms:
    """The columns under which an article is indexed, bounded by `MAX_TEXT_WORDS`."""
    title_words = tokens(title)[:MAX_TITLE_WORDS]
    tag_words = [word for tag in tags for word in tokens(tag)][:MAX_TITLE_WORDS]
    body_words: list[str] = []
    body_stems: list[str] = []
    for word in tag_words:
        body_stems.extend(_telling_stems(word))
    lead = 0
    for chunk in body.split(None, MAX_TEXT_WORDS)[:MAX_TEXT_WORDS]:
        words, stems = _analysed(chunk) if len(chunk) <= MAX_REMEMBERED else _analyse(chunk)
        body_words.extend(words)
        body_stems.extend(stems)
        if len(body_words) <= LEAD_WORDS:
            lead = len(body_stems)
    counts = Counter(body_stems)
    carrying = dict.fromkeys(body_stems[:lead])
    carrying.update((found, None) for found, count in counts.items() if count >= OFTEN)
    title_stems = [index_stems(word) for word in title_words]
    all_stems = dict.fromkeys(found for several in title_stems for found in several)
    all_stems.update(dict.fromkeys(counts))
    return IndexTerms(
        title=" ".join(title_words),
        title_stems=" ".join(map("|".join, title_stems)),
        text=" ".join(title_words + body_words),
        text_stems=" ".join(all_stems),
        prominent=" ".join(list(carrying)[:MAX_PROMINENT]),
    )


def _telling_stems(word: str) -> tuple[str, ...]:
    return () if word in STOP_WORDS else index_stems(word)


def _analyse(chunk: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words between two spaces, and the stems of those that tell something."""
    words = chunk_tokens(chunk)
    return words, tuple(found for word in words for found in _telling_stems(word))


# Bounded at about 30 MB; nine of ten words of a text are found here.
_analysed = lru_cache(maxsize=80_000)(_analyse)


def alert_terms(phrase: str) -> tuple[str, ...]:
    """The stems that an article must hold, all of them, for the alert to ring.

    Stop words don't count; empty where nothing is left. At most `MAX_ALERT_WORDS`.
    """
    words = [word for word in tokens(phrase) if word not in STOP_WORDS]
    return tuple(dict.fromkeys(map(stem, words)))[:MAX_ALERT_WORDS]


def article_terms(title: str, body: str) -> frozenset[str]:
    """Every stem of an article, to be joined with the alerts; at most `MAX_ARTICLE_TERMS`."""
    found: dict[str, None] = {}
    for word in [*tokens(title), *tokens(body)]:
        if word not in STOP_WORDS:
            found.update(dict.fromkeys(index_stems(word)))
            if len(found) >= MAX_ARTICLE_TERMS:
                break
    return frozenset(list(found)[:MAX_ARTICLE_TERMS])
