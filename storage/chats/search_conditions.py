"""Decides whether an article meets what an alert, a followed search or a mute asks for."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from storage.models import SearchQuery

# Stems that an article holds together; a word of a search has several such readings.
Reading = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Words, phrases word for word, what must not be there, and tags by their folded names.

    Of each word one of its readings is enough, the first of which is its own stem; of each tag one
    of its names. Dates of a search say nothing of news to come. `searched`: the archive was asked
    how the words are meant, as it is for a search.
    """

    words: tuple[tuple[Reading, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    searched: bool = False

    @classmethod
    def of_query(cls, query: SearchQuery) -> Self:
        """Return what a query asks for beside its words; its dates are left out."""
        return cls(
            phrases=query.phrases,
            excluded=tuple(word.stem for word in query.excluded),
            excluded_phrases=query.excluded_phrases,
            tags=query.tags,
        )

    @classmethod
    def of_terms(cls, terms: Collection[str]) -> Self:
        """Return the conditions of words that are meant by their stems alone."""
        return cls(words=tuple(((term,),) for term in sorted(set(terms))))

    @classmethod
    def from_json(cls, written: str) -> Self:
        """Return the conditions that `to_json` wrote; an empty text stands for none."""
        kept = json.loads(written) if written else {}
        return cls(
            words=tuple(tuple(map(tuple, word)) for word in kept.get("words", ())),
            phrases=tuple(map(tuple, kept.get("phrases", ()))),
            excluded=tuple(kept.get("excluded", ())),
            excluded_phrases=tuple(map(tuple, kept.get("excluded_phrases", ()))),
            tags=tuple(map(tuple, kept.get("tags", ()))),
            searched=bool(kept.get("searched")),
        )

    def to_json(self) -> str:
        """Return them as JSON; an empty text if there are none."""
        kept = {
            "words": self.words,
            "phrases": self.phrases,
            "excluded": self.excluded,
            "excluded_phrases": self.excluded_phrases,
            "tags": self.tags,
            "searched": self.searched,
        }
        asked = {name: value for name, value in kept.items() if value}
        return json.dumps(asked, ensure_ascii=False) if asked else ""

    @property
    def stems_alone(self) -> bool:
        """Whether the stems of the words tell all that is asked."""
        beside = (self.phrases, self.excluded, self.excluded_phrases, self.tags, self.searched)
        return not any(beside) and all(len(word) == len(word[0]) == 1 for word in self.words)

    def met_by(self, *, text: str, stems: Collection[str], tags: Collection[str]) -> bool:
        """Whether an article with these folded words, stems and folded tag names answers them."""
        words = f" {text} "
        return (
            all(any(stems_within(one, stems) for one in word) for word in self.words)
            and all(_within(phrase, words) for phrase in self.phrases)
            and not any(_within(phrase, words) for phrase in self.excluded_phrases)
            and not any(stem in stems for stem in self.excluded)
            and all(any(name in tags for name in names) for names in self.tags)
        )

    def within(self, wider: "Conditions") -> bool:
        """Whether every article that meets these meets the wider ones as well."""
        return (
            all(any(_implies(own, word) for own in self.words) for word in wider.words)
            and set(wider.phrases) <= set(self.phrases)
            and set(wider.excluded) <= set(self.excluded)
            and set(wider.excluded_phrases) <= set(self.excluded_phrases)
            and set(wider.tags) <= set(self.tags)
        )


def looked_up(words: Sequence[Sequence[Reading]]) -> tuple[frozenset[str], int]:
    """Return the stems by which an article finds such words, and how many of them it must hold.

    All the stems of the words of one reading; where each word has several, one stem of each reading
    of the word that has the fewest. More than that is decided by `Conditions.met_by`.
    """
    sure = frozenset(stem for word in words if len(word) == 1 for stem in word[0])
    if sure or not words:
        return sure, len(sure)
    fewest = min(words, key=len)
    return frozenset(max(reading, key=len) for reading in fewest), 1


def stems_within(reading: Reading, stems: Collection[str]) -> bool:
    """Return whether all stems of a reading are among some."""
    return all(stem in stems for stem in reading)


def _implies(own: Sequence[Reading], other: Sequence[Reading]) -> bool:
    """Whether what holds one word holds the other: the same word, or each reading is one of it."""
    return own[0] == other[0] or all(
        any(stems_within(one, reading) for one in other) for reading in own
    )


def _within(phrase: Collection[str], words: str) -> bool:
    return f" {' '.join(phrase)} " in words
