"""Finds the words of a query in a text, and cuts the snippet that shows most of them."""

from dataclasses import dataclass

from bot.arabic.morphology.stems import index_stems
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import Token, token_spans
from storage.models import SearchQuery

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a text to be shown bold: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a text, with the ranges of the words found in it."""

    text: str
    spans: tuple[Span, ...]


def highlight(text: str, query: SearchQuery) -> list[Span]:
    """Find the words of a query in a text; return ranges in order, without overlaps."""
    return _merged(text, _found(list(token_spans(text)), query))


def snippet(text: str, query: SearchQuery, *, length: int = 160) -> Snippet:
    """Return the excerpt of about `length` characters that contains the most words of the query.

    It is cut between words. If no word is found, it is the beginning of the text.
    """
    words = list(token_spans(text))
    found = _found(words, query)
    start = _best_start(words, found, length)
    begin = words[start].start if start else 0
    last = begin
    for word in words[start:]:
        if word.end - begin > length:
            break
        last = word.end
    else:
        # What stands behind the last word is no word, and may be long.
        if len(text.rstrip()) - begin <= length:
            last = len(text)
    # One word longer than the whole length is cut inside.
    last = max(last, min(len(text), begin + length)) if last == begin else last
    piece = text[begin:last].rstrip()
    lead = f"{ELLIPSIS} " if begin else ""
    tail = f" {ELLIPSIS}" if last < len(text.rstrip()) else ""
    shift = len(lead) - begin
    inside = [word for word in found if begin <= word.start and word.end <= begin + len(piece)]
    spans = tuple(Span(s.start + shift, s.end + shift) for s in _merged(text, inside))
    return Snippet(f"{lead}{piece}{tail}", spans)


def _found(words: list[Token], query: SearchQuery) -> list[Token]:
    surfaces = {word.surface for word in query.words}
    sure = {word.stem for word in query.words}
    weak = {
        other
        for word in query.words
        for other in (
            *word.variants,
            *word.guesses,
            *word.neighbours,
            *(stem for meaning in word.meanings for stem in meaning),
        )
    } - sure
    found = []
    for token in words:
        if token.text in surfaces:
            found.append(token)
        elif token.text not in STOP_WORDS:
            stems = set(index_stems(token.text))
            if stems & sure or stems & weak:
                found.append(token)
    return sorted({*found, *_phrases(words, query)}, key=lambda token: token.start)


def _phrases(words: list[Token], query: SearchQuery) -> set[Token]:
    found: set[Token] = set()
    texts = [word.text for word in words]
    for phrase in query.phrases:
        size = len(phrase)
        for at in range(len(texts) - size + 1):
            if tuple(texts[at : at + size]) == phrase:
                found.update(words[at : at + size])
    return found


def _merged(text: str, found: list[Token]) -> list[Span]:
    """Join neighbouring tokens into one span, so that a phrase is bold in one piece."""
    spans: list[Span] = []
    for token in found:
        if spans and not text[spans[-1].end : token.start].strip():
            spans[-1] = Span(spans[-1].start, max(token.end, spans[-1].end))
        else:
            spans.append(Span(token.start, token.end))
    return spans


def _best_start(words: list[Token], found: list[Token], length: int) -> int:
    """Return the word to begin with.

    A little before the densest stretch of different found words.
    """
    if not found:
        return 0
    best, best_worth = found[0], 0
    left = 0
    for left, first in enumerate(found):
        inside = {
            token.text for token in found[left : left + 20] if token.end - first.start <= length
        }
        if len(inside) > best_worth:
            best, best_worth = first, len(inside)
    room = max(0, length // 4)
    return next(at for at, word in enumerate(words) if best.start - word.start <= room)
