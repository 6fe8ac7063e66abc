"""Chooses the sentences of an article that form its summary.

News says the most important first, so the first sentence that can stand alone is taken. Up to two
more come from the few after it: the beginning weighs more, less from sentence to sentence, and
so does what the headline speaks of. To stop early is an answer, too.
"""

from collections.abc import Sequence

from bot.arabic.normalize import clean
from bot.arabic.tokens import tokens
from bot.summary.candidates import MAX_CONSIDERED, Candidate, candidates
from bot.summary.choice import HEADLINE_STEMS, NEWS_CONSIDERED, Choice
from bot.summary.content import parted_figures
from bot.summary.limits import MAX_CHARACTERS, MAX_SENTENCES
from bot.summary.live_blog import newest_entries
from bot.summary.word_forms import telling_stems
from bot.types import Summary
from storage.models import Article


def summarise(article: Article) -> Summary:
    """Return up to three whole sentences of an article in reading order, `MAX_CHARACTERS` in all.

    A live-blog is summarised by its newest entries, the newest first. Where the body has none that
    fits, the feed's excerpt is tried; empty where that has none either: better nothing than a cut
    sentence.
    """
    chosen = newest_entries(
        article.paragraphs,
        lambda text: choose_sentences("", text, max_sentences=1),
        most=MAX_SENTENCES,
        max_characters=MAX_CHARACTERS,
    ) or choose_sentences(article.title, article.paragraphs)
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
    """Return the most informative sentences of an article, in reading order, within both bounds.

    A sentence that points back («وأضاف», «من جهته») is chosen only together with the one before
    it, one that accuses only with its denial; none that says again what is told; items of a list
    only where nothing else is told.
    """
    title = parted_figures(clean(title))
    is_news = len(telling_stems(tokens(title))) >= HEADLINE_STEMS
    considered = NEWS_CONSIDERED if is_news else MAX_CONSIDERED
    usable = [one for one in candidates(paragraphs, considered=considered) if not one.question]
    told = [one for one in usable if not one.aside]
    for among in (told, usable):
        chosen: list[Candidate] = []
        choice = Choice(title, among, max_characters)
        while len(chosen) < max_sentences and (
            best := choice.next_after(chosen, max_sentences - len(chosen))
        ):
            chosen = sorted([*chosen, *best], key=lambda one: one.place)
        if chosen:
            return [one.text for one in chosen]
    return []
