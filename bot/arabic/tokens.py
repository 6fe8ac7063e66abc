"""Splits text into folded words with their offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.arabic.normalize import INVISIBLE, LETTERS, MARKS, fold

# No word of a living language is longer; longer runs are noise and would bloat the index.
MAX_LETTERS = 40
# Longer runs are cut before they are folded, marks and all.
MAX_RUN = 400
MAX_REMEMBERED = 60

# A run of letters and digits together with the marks inside it, so that a vowelled or stretched
# word stays one word. The underscore of hashtags parts words.
_WORD = re.compile(f"[^\\W_](?:[{MARKS}{INVISIBLE}]*[^\\W_])*[{MARKS}]*")
_FOLDED_WORD = re.compile(r"[^\W_]+")
# One word of plain letters between common signs: most of what stands between two spaces.
_PLAIN_CHUNK = re.compile(
    '[«“"(]*(?P<word>[\u0621-\u063a\u0641-\u064a]{1,%d})[»”").:،؛؟!]*' % MAX_LETTERS  # noqa: UP031 - braces are the pattern's
)


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, and the range of its raw form: `source[start:end]`."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=10_000)
def _folded(raw: str) -> tuple[str, ...]:
    """Return the words of one raw run: more than one only for ligatures such as ﷺ."""
    return tuple(word[:MAX_LETTERS] for word in _FOLDED_WORD.findall(fold(raw)))


def token_spans(text: str) -> Iterator[Token]:
    """Find every word with its offsets in the original text."""
    for match in _WORD.finditer(text):
        for word in _folded(match.group()[:MAX_RUN]):
            yield Token(word, match.start(), match.end())


def tokens(text: str) -> list[str]:
    """Split a text into folded words, in order; each has at most `MAX_LETTERS`."""
    chunks = text.split()
    # One call for all words, but where one is longer than what is remembered.
    if len(text) <= MAX_REMEMBERED or max(map(len, chunks), default=0) <= MAX_REMEMBERED:
        return list(chain.from_iterable(map(_remembered, chunks)))
    return list(chain.from_iterable(map(chunk_tokens, chunks)))


def chunk_tokens(chunk: str) -> tuple[str, ...]:
    """Split the text between two spaces into folded words; cached, because texts repeat them."""
    if len(chunk) > MAX_REMEMBERED:
        return fresh_tokens(chunk)
    return _remembered(chunk)


def fresh_tokens(chunk: str) -> tuple[str, ...]:
    """Split the text between two spaces as `chunk_tokens` does, without a cache."""
    if (plain := _PLAIN_CHUNK.fullmatch(chunk)) is not None:
        return (plain["word"].translate(LETTERS),)
    return tuple(word for raw in _WORD.findall(chunk) for word in _folded(raw[:MAX_RUN]))


# Each memory is bounded: an entry takes about 300 bytes.
_remembered = lru_cache(maxsize=20_000)(fresh_tokens)
