"""What an article is indexed under, against the plainest way of computing it."""

import functools
from collections import Counter
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.invented import Story, stories
from bot.arabic import terms
from bot.arabic.morphology.prefixes import base
from bot.arabic.morphology.stems import index_stems
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.terms import index_terms
from bot.arabic.tokens import tokens
from storage.models import IndexTerms
from storage.spelling_keys import skeleton


@functools.cache
def invented() -> list[Story]:
    return list(stories(12, words=60, seed=5))


def _stems(word: str) -> list[str]:
    return [] if word in STOP_WORDS else list(index_stems(word))


def _spelling(word: str) -> list[str]:
    inner = base(word)
    if len(word) < terms.MIN_SPELLED or any(map(str.isdigit, word)) or {word, inner} & STOP_WORDS:
        return []
    stems = dict.fromkeys([*index_stems(inner), *index_stems(word)])
    return ["|".join((inner, skeleton(inner), *stems))]


def plainly(title: str, body: str, tags: list[str]) -> IndexTerms:
    """The terms of a short article, without memory of any word."""
    headline, named = tokens(title), [word for tag in tags for word in tokens(tag)]
    chunks = [tokens(chunk) for chunk in body.split()]
    of_tags = [found for word in named for found in _stems(word)]
    of_chunks = [[found for word in chunk for found in _stems(word)] for chunk in chunks]
    counts = Counter([*of_tags, *chain.from_iterable(of_chunks)])
    lead = chain.from_iterable(of_chunks[: terms.LEAD_WORDS])
    often = [found for found, count in counts.items() if count >= terms.OFTEN]
    of_title = [index_stems(word) for word in headline]
    # Of several words written together none is taken for a spelling.
    spelt = [word for chunk in chunks if len(chunk) == 1 for word in chunk]
    spellings = [entry for word in [*spelt, *headline, *named] for entry in _spelling(word)]
    return IndexTerms(
        title=" ".join(headline),
        title_stems=" ".join(map("|".join, of_title)),
        text=" ".join([*headline, *chain.from_iterable(chunks)]),
        text_stems=" ".join(dict.fromkeys([*chain.from_iterable(of_title), *counts])),
        prominent=" ".join(list(dict.fromkeys([*of_tags, *lead, *often]))[: terms.MAX_PROMINENT]),
        spellings=tuple(dict.fromkeys(spellings)),
    )


def test_terms_are_those_of_the_plain_way() -> None:
    """What is remembered of a word is what it gives when it is met for the first time."""
    for story in (*invented(), *invented()):
        tags = story.title.split()[:2]
        body = f"{story.body}. «{story.title}»، (و/أو) 2025"
        assert index_terms(story.title, body, tags) == plainly(story.title, body, tags)


_ODD = ("في", "والمدن", "and/or", "12", "«الهم»", "لل", "وب")
_WORDS = st.deferred(lambda: st.sampled_from([*invented()[0].body.split(), *_ODD]))


@given(st.lists(st.one_of(_WORDS, st.text("اوبلفكسيةهتمنء،.«»a1 ", max_size=9)), max_size=30))
def test_any_text_has_the_terms_of_the_plain_way(words: list[str]) -> None:
    """Letters that look like particles, endings and signs in any order change nothing of it."""
    title, body = " ".join(words[:5]), " ".join(words)
    assert index_terms(title, body, words[5:7]) == plainly(title, body, words[5:7])


def test_terms_of_an_article_stay_what_they_are() -> None:
    """An index is asked with the terms that it was built with: a change needs a new index."""
    found = index_terms("وزراء المدن", "قالت «الوزيرة» إن وزارتها والمدن في 2025.", ["ريف دمشق"])
    assert found == IndexTerms(
        title="وزراء المدن",
        title_stems="وزير مدين",
        text="وزراء المدن قالت الوزيره ان وزارتها والمدن في 2025",
        text_stems="وزير مدين ريف دمشق قالت وزار 2025",
        prominent="ريف دمشق قالت وزير وزار مدين 2025",
        spellings=(
            "قالت|كلت|قالت",
            "وزيره|زر|وزير",
            "زارتها|زرتح|زار|وزار",
            "مدن|مزن|مدين",
            "وزراء|زر|وزير",
            "ريف|رف|ريف",
            "دمشق|زمشك|دمشق",
        ),
    )
