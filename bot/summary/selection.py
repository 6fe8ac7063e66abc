"""The choice of an article's sentences for its summary."""

from collections.abc import Sequence

from bot.arabic.normalize import clean
from bot.summary.candidates import Candidate, candidates, telling_stems
from bot.types import Summary
from storage.models import Article

MAX_CHARACTERS = 600
MAX_SENTENCES = 3


def summarise(article: Article) -> Summary:
    """Two or three whole sentences of an article in reading order, `MAX_CHARACTERS` in all.

    Empty where the article holds no whole sentence: better nothing than chrome.
    """
    chosen = choose_sentences(article.title, article.paragraphs)
    if not chosen and article.excerpt:
        chosen = choose_sentences(article.title, [article.excerpt])
    return Summary(tuple(chosen))


def choose_sentences(
    title: str,
    paragraphs: Sequence[str],
    *,
    max_characters: int = MAX_CHARACTERS,
    max_sentences: int = MAX_SENTENCES,
) -> list[str]:
    """The sentences that tell most of an article, in reading order, within both bounds."""
    title_stems = set(telling_stems(clean(title)))
    chosen: list[Candidate] = []
    room = max_characters
    for candidate in candidates(paragraphs):
        if len(candidate.text) > room or (candidate.dangling and not chosen):
            continue
        if candidate.stems and candidate.stems <= title_stems:
            continue
        chosen.append(candidate)
        room -= len(candidate.text) + 1
        if len(chosen) == max_sentences:
            break
    return [candidate.text for candidate in chosen]
