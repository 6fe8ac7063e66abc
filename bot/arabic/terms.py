"""Computes the terms under which an article is indexed, for search and for alerts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from bot.arabic.highlights import Snippet, Span, highlight, snippet
from bot.arabic.morphology.prefixes import fresh_base
from bot.arabic.morphology.stems import fresh_stems, index_stems, stem
from bot.arabic.queries.parse import parse_query
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import MAX_REMEMBERED, fresh_tokens, tokens
from storage.models import IndexTerms
from storage.spelling_keys import skeleton

__all__ = [
    "Snippet",
    "Span",
    "alert_terms",
    "highlight",
    "index_terms",
    "parse_query",
    "remember_an_archive",
    "snippet",
]

MAX_TITLE_WORDS = 40
MAX_TEXT_WORDS = 3_000
# Three times what so many words take: without spaces between them many would count as one.
MAX_TEXT_LETTERS = 60_000
MAX_ALERT_WORDS = 8
MAX_PROMINENT = 40
MIN_SPELLED = 2
# The first words of a news text say who, what and where.
LEAD_WORDS = 30
OFTEN = 3
MAX_MEMORY = 120_000
# For a process that analyses a whole archive and ends: 5,000 articles have more than 170,000 words
# with their signs, and of ten words that are analysed four had been met before and forgotten.
MAX_ARCHIVE_MEMORY = 240_000
# What is put aside of a full memory: more would be taken over again, less often forgotten too soon.
_ASIDE = 1 / 4
# Signs around a word, without which most words come in one form.
_AROUND = "«»“”\"'()[]{}.:،,؛;؟?!…-–—"

# The words between two spaces, the stems of those that tell something, and the spelling.
_Analysed = tuple[str, tuple[str, ...], str]
# Words without particles → their stems, none of a stop word, and their spelling.
_Entries = dict[str, tuple[tuple[str, ...], str]]
_NO_WORDS: tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]] = (), (), ()


def index_terms(title: str, body: str, tags: Iterable[str]) -> IndexTerms:
    """Compute an article's index columns, bounded by `MAX_TEXT_WORDS` and `MAX_TEXT_LETTERS`."""
    headline = list(islice(_analysed_words(title), MAX_TITLE_WORDS))
    title_words = [word for word, _, _ in headline]
    tag_words = [word for tag in tags for word in tokens(tag)][:MAX_TITLE_WORDS]
    chunks = body[:MAX_TEXT_LETTERS].split(None, MAX_TEXT_WORDS)[:MAX_TEXT_WORDS]
    # Each step below is one call for all words: there are some hundred in an article.
    words, stems, spelt = (
        zip(*map(_remembered.__getitem__, chunks), strict=True) if chunks else _NO_WORDS
    )
    tag_stems = [found for word in tag_words for found in _telling_stems(word)]
    counts = Counter(chain(tag_stems, chain.from_iterable(stems)))
    carrying = dict.fromkeys(chain(tag_stems, chain.from_iterable(stems[:LEAD_WORDS])))
    carrying.update(dict.fromkeys([found for found, count in counts.items() if count >= OFTEN]))
    title_stems = [found for _, found, _ in headline]
    all_stems: dict[str, object] = dict.fromkeys(chain.from_iterable(title_stems))
    all_stems.update(counts)
    spellings = dict.fromkeys(spelt)
    spellings.update(dict.fromkeys([entry for _, _, entry in headline]))
    spellings.update(dict.fromkeys(map(_spelling, tag_words)))
    spellings.pop("", None)
    return IndexTerms(
        title=" ".join(title_words),
        title_stems=" ".join(map("|".join, title_stems)),
        text=" ".join(chain(title_words, filter(None, words))),
        text_stems=" ".join(all_stems),
        prominent=" ".join(islice(carrying, MAX_PROMINENT)),
        spellings=tuple(spellings),
    )


def _analysed_words(text: str) -> Iterator[_Analysed]:
    """Each word of a short text with its stems, those of function words too, and its spelling.

    Most words of a headline stand in its text as well, and are remembered once for both.
    """
    for chunk in text.split():
        words, stems, entry = _remembered[chunk]
        if stems and " " not in words:
            yield words, stems, entry
            continue
        for word in words.split():
            yield word, index_stems(word), _spelling(word)


@lru_cache(maxsize=20_000)
def _spelling(word: str) -> str:
    """Return a word's entry among the spellings; empty for words that nobody searches by."""
    return "" if word in STOP_WORDS else _stems_and_spelling(word, index_stems(word), {})[1]


def _stems_and_spelling(
    word: str, stems: tuple[str, ...], entries: _Entries
) -> tuple[tuple[str, ...], str]:
    """Return the stems of a word that is no stop word, and its entry among the spellings.

    `entries` of words without particles are used, and added: forms of one word share both.
    """
    # Most words are letters alone.
    if len(word) < MIN_SPELLED or (not word.isalpha() and any(map(str.isdigit, word))):
        return stems, ""
    inner = fresh_base(word)
    if inner not in entries:
        found = stems if inner == word else _telling(inner)
        entries[inner] = found, _written(inner, found) if found else ""
    found, spelling = entries[inner]
    if stems == found:
        return found, spelling
    if not spelling:
        return stems, ""
    # First the stems of who types it so, whatever particle stood before it where it was met first.
    more = [other for other in stems if other not in found]
    return stems, "|".join((spelling, *dict.fromkeys(more))) if more else spelling


def _telling(inner: str) -> tuple[str, ...]:
    return () if inner in STOP_WORDS else fresh_stems(inner)


def _written(inner: str, stems: tuple[str, ...]) -> str:
    return "|".join((inner, skeleton(inner), *dict.fromkeys(stems)))


def _telling_stems(word: str) -> tuple[str, ...]:
    return () if word in STOP_WORDS else index_stems(word)


class _Memory(dict[str, _Analysed]):
    """What stands between two spaces → its words, the stems of those that tell something, spelling.

    A plain dictionary is twice as fast as an LRU cache, and nineteen of twenty words of a text are
    found here, as they stand: taking off the signs around each would take as long as all the rest.
    With and without signs a word has one analysis, and forms of a word share their stems and their
    spelling: they stay near the processor, and are sent to another process once. When it is full
    the oldest are put aside, and what is asked for again is taken over from there; what was aside
    before is forgotten. Bounded at about 60 MB for `MAX_MEMORY`. Of several words written together
    (and/or) none is taken for a spelling.
    """

    def __init__(self) -> None:
        super().__init__()
        self._at_most = MAX_MEMORY
        self._aside: dict[str, _Analysed] = {}
        self._entries: _Entries = {}

    def hold(self, at_most: int) -> None:
        """Put the oldest aside at so many entries, at least four."""
        self._at_most = at_most

    def __missing__(self, chunk: str) -> _Analysed:
        analysed = self._aside.get(chunk)
        if analysed is None:
            bare = chunk.strip(_AROUND)
            if bare != chunk:
                analysed = self[bare]
            elif len(chunk) <= MAX_REMEMBERED:
                analysed = _analysed(chunk, self._entries)
            else:
                # What is not remembered leaves nothing behind.
                return _analysed(chunk, {})
        if len(chunk) <= MAX_REMEMBERED:
            if len(self) >= self._at_most:
                self._forget()
            self[chunk] = analysed
        return analysed

    def _forget(self) -> None:
        """Put the oldest aside, and forget what was aside before."""
        oldest = dict(islice(self.items(), int(_ASIDE * len(self))))
        for chunk in oldest:
            # Another thread may be at it, too.
            self.pop(chunk, None)
        self._aside = oldest
        self._entries = {}


def _analysed(chunk: str, entries: _Entries) -> _Analysed:
    words = fresh_tokens(chunk)
    if len(words) != 1:
        return " ".join(words), tuple(s for word in words for s in _telling_stems(word)), ""
    (word,) = words
    if word in STOP_WORDS:
        return word, (), ""
    stems, spelling = _stems_and_spelling(word, fresh_stems(word), entries)
    # Most words are written as they are folded.
    return chunk if chunk == word else word, stems, spelling


_remembered = _Memory()


def remember_an_archive() -> None:
    """Let the memory of words grow to `MAX_ARCHIVE_MEMORY` in this process, for good."""
    _remembered.hold(MAX_ARCHIVE_MEMORY)


def alert_terms(phrase: str) -> tuple[str, ...]:
    """Compute the stems that an article must all contain to match an alert.

    Stop words don't count. Empty if nothing is left, or only a single letter, which a search
    refuses as well. At most `MAX_ALERT_WORDS`.
    """
    words = [word for word in tokens(phrase) if word not in STOP_WORDS]
    if len(words) == 1 and len(words[0]) == 1 and not words[0].isdigit():
        return ()
    return tuple(dict.fromkeys(map(stem, words)))[:MAX_ALERT_WORDS]
