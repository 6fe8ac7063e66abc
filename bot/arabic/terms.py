"""What an article is filed under, for search and for alerts."""

from collections import Counter
from collections.abc import Iterable

from bot.arabic.highlights import Snippet, Span, highlight, snippet
from bot.arabic.queries import parse_query
from bot.arabic.stems import index_stems, stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
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
    body_words = tokens(body)[:MAX_TEXT_WORDS]
    stems: Counter[str] = Counter()
    carrying: dict[str, None] = {}
    for place, word in enumerate([*tag_words, *body_words]):
        if word in STOP_WORDS:
            continue
        for found in index_stems(word):
            stems[found] += 1
            if place < LEAD_WORDS or stems[found] == OFTEN:
                carrying.setdefault(found)
    title_stems = [index_stems(word) for word in title_words]
    all_stems = dict.fromkeys(found for several in title_stems for found in several)
    all_stems.update(dict.fromkeys(stems))
    return IndexTerms(
        title=" ".join(title_words),
        title_stems=" ".join(map("|".join, title_stems)),
        text=" ".join([*title_words, *body_words]),
        text_stems=" ".join(all_stems),
        prominent=" ".join(list(carrying)[:MAX_PROMINENT]),
    )


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
