"""Chooses the sentences of an article that form its summary.

News says the most important first, so the first sentence that can stand alone is taken. Up to two
more come from the few after it: the beginning weighs more, less from sentence to sentence, and
so does what the headline speaks of. To stop early is an answer, too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.arabic.normalize import clean
from bot.arabic.tokens import tokens
from bot.summary.candidates import MAX_CONSIDERED, Candidate, candidates
from bot.summary.content import telling_stems
from bot.summary.live_blog import newest_entries
from bot.summary.references import bare
from bot.types import Summary
from storage.models import Article

MAX_CHARACTERS: Final = 600
MAX_SENTENCES: Final = 3
# The weight of place falls by this from one sentence to the next.
_FALL: Final = 0.5
# How many sentences the second and the third are chosen from.
_WINDOW: Final = 4
# What stands farther off belongs to another part of the article.
_HORIZON: Final = 6
# What all words of the headline are worth, beside the 1 of the first place, and what a word counts
# of them that a chosen sentence has told already; fitted to 4,379 news articles.
_HEADLINE_WEIGHT: Final = 5.0
_TOLD_AGAIN: Final = 0.2
# The same of a subject's words; a text about one comes back to them.
_SUBJECT_WEIGHT: Final = 3.0
_SUBJECT_AGAIN: Final = 0.5
# So many sentences of news are looked at; it stands at the beginning.
_NEWS_CONSIDERED: Final = 12
# Two sentences with so many letters are a long enough summary.
_ENOUGH: Final = 450
# A title of fewer telling words names a subject and no news; the subject's words are then those
# that the text itself comes back to so often.
_HEADLINE_STEMS: Final = 4
_SUBJECT_STEMS: Final = 10
_SUBJECT_TIMES: Final = 3


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
    it; none that says again what is told; items of a list only where
    nothing else is told.
    """
    title = clean(title)
    is_news = len(telling_stems(tokens(title))) >= _HEADLINE_STEMS
    considered = _NEWS_CONSIDERED if is_news else MAX_CONSIDERED
    usable = [one for one in candidates(paragraphs, considered=considered) if not one.question]
    told = [one for one in usable if not one.aside]
    for among in (told, usable):
        chosen: list[Candidate] = []
        choice = _Choice(title, among, max_characters)
        while len(chosen) < max_sentences and (best := choice.next_after(chosen)) is not None:
            chosen = sorted([*chosen, best], key=lambda one: one.place)
        if chosen:
            return [one.text for one in chosen]
    return []


class _Choice:
    """What may follow what, and which of several is best."""

    def __init__(self, title: str, among: Sequence[Candidate], max_characters: int) -> None:
        self._among = among
        self._max_characters = max_characters
        words = tokens(title)
        self._title_words = frozenset(map(bare, words))
        self._headline = telling_stems(words)
        self._is_news = len(self._headline) >= _HEADLINE_STEMS
        self._subject = self._headline if self._is_news else self._headline | _subject(among)
        new = [one for one in among if not one.content.adds_nothing_to(self._headline)]
        # The only sentence that tells the news is told, whatever the headline said.
        self._barred = {one.place for one in among} - {one.place for one in new or among}

    def next_after(self, chosen: Sequence[Candidate]) -> Candidate | None:
        """Return the best sentence to add; None if no sentence would be a gain."""
        size = sum(len(one.text) + 1 for one in chosen)
        if self._is_news and len(chosen) >= 2 and size > _ENOUGH:  # noqa: PLR2004 - the third only
            return None
        told = frozenset[str]().union(*(one.content.stems for one in chosen))
        best: Candidate | None = None
        highest = 0.0
        allowed = islice(self._allowed(chosen, self._max_characters - size), _WINDOW)
        for rank, one in enumerate(allowed):
            if not chosen:
                return one
            # News that was passed over counts as passed over; a text about a subject has no order.
            steps = self._passed_over(one, chosen) if self._is_news else rank
            worth = _FALL**steps + self._speaks_of_subject(one, told)
            if worth > highest:
                best, highest = one, worth
        return best

    def _passed_over(self, one: Candidate, chosen: Sequence[Candidate]) -> int:
        """Return how many sentences before this one are not chosen."""
        before = sum(other.place < one.place for other in self._among)
        return before - sum(other.place < one.place for other in chosen)

    def _speaks_of_subject(self, one: Candidate, told: frozenset[str]) -> float:
        shared = one.content.stems & self._subject
        again = len(shared & told)
        weight, told_again = (
            (_HEADLINE_WEIGHT, _TOLD_AGAIN) if self._is_news else (_SUBJECT_WEIGHT, _SUBJECT_AGAIN)
        )
        return weight * (len(shared) - again + told_again * again) / (len(self._subject) or 1)

    def _allowed(self, chosen: Sequence[Candidate], room: int) -> Iterator[Candidate]:
        told = self._subject.union(*(one.content.stems for one in chosen))
        places = {one.place for one in chosen}
        last = max(places, default=self._among[0].place if self._among else 0)
        for one in self._among:
            if chosen and one.place > last + _HORIZON:
                return
            if (
                one.place not in places | self._barred
                and len(one.text) <= room
                and not (one.points_back and one.place - 1 not in places | self._barred)
                and self._is_introduced(one, chosen)
                and not self._repeats(one, chosen)
                # On another subject it would be a third sentence for its own sake.
                and (not chosen or one.aside or one.content.stems & told)
            ):
                yield one

    def _repeats(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        told = [other.content for other in chosen]
        if self._is_news:
            return bool(told) and one.content.tells_nothing_new(told, self._headline)
        return any(map(one.content.says_the_same, told))

    def _is_introduced(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        known = self._title_words.union(
            *(other.words for other in chosen if other.place < one.place)
        )
        places = {other.place for other in chosen}
        return known.issuperset(one.speaker) and (
            not chosen
            or all(
                reference.stem in self._headline or reference.places & places
                for reference in one.references
            )
        )


def _subject(among: Sequence[Candidate]) -> frozenset[str]:
    """Return the stems that a text comes back to most often."""
    held = Counter(stem for one in among for stem in sorted(one.content.stems))
    return frozenset(
        stem for stem, times in held.most_common(_SUBJECT_STEMS) if times >= _SUBJECT_TIMES
    )
