"""The words of a text, folded, with the places where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.arabic.normalize import INVISIBLE, MARKS, fold

# No word of a living language is longer; longer runs are noise and would bloat the index.
MAX_LETTERS = 40

# A run of letters and digits together with the marks inside it, so that a vowelled or stretched
# word stays one word. The underscore of hashtags parts words.
_WORD = re.compile(f"[^\\W_](?:[{MARKS}{INVISIBLE}]*[^\\W_])*[{MARKS}]*")
_FOLDED_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, and where its raw form stands: `source[start:end]`."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def _folded(raw: str) -> tuple[str, ...]:
    """The words of one raw run: more than one only for ligatures such as ﷺ."""
    return tuple(word[:MAX_LETTERS] for word in _FOLDED_WORD.findall(fold(raw)))


def token_spans(text: str) -> Iterator[Token]:
    """Every word with its offsets in the text as given."""
    for match in _WORD.finditer(text):
        for word in _folded(match.group()):
            yield Token(word, match.start(), match.end())


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order; each at most `MAX_LETTERS` long."""
    words: list[str] = []
    for raw in _WORD.findall(text):
        words.extend(_folded(raw))
    return words
