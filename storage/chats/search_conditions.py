"""Decides whether an article meets a followed search's conditions beside its words."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from storage.models import SearchQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Phrases word for word, what must not be there, and tags by their folded names.

    Of each tag one of its names is enough. Dates of a search say nothing of news to come.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of_query(cls, query: SearchQuery) -> Self:
        """Return the conditions of a search beside its words; its dates are left out."""
        return cls(
            phrases=query.phrases,
            excluded=tuple(word.stem for word in query.excluded),
            excluded_phrases=query.excluded_phrases,
            tags=query.tags,
        )

    @classmethod
    def from_json(cls, written: str) -> Self:
        """Return the conditions that `to_json` wrote; an empty text stands for none."""
        kept = json.loads(written) if written else {}
        return cls(
            phrases=tuple(map(tuple, kept.get("phrases", ()))),
            excluded=tuple(kept.get("excluded", ())),
            excluded_phrases=tuple(map(tuple, kept.get("excluded_phrases", ()))),
            tags=tuple(map(tuple, kept.get("tags", ()))),
        )

    def to_json(self) -> str:
        """Return them as JSON; an empty text if there are none."""
        kept = {
            "phrases": self.phrases,
            "excluded": self.excluded,
            "excluded_phrases": self.excluded_phrases,
            "tags": self.tags,
        }
        asked = {name: value for name, value in kept.items() if value}
        return json.dumps(asked, ensure_ascii=False) if asked else ""

    def met_by(self, *, text: str, stems: Collection[str], tags: Collection[str]) -> bool:
        """Whether an article with these folded words, stems and folded tag names answers them."""
        words = f" {text} "
        return (
            all(_within(phrase, words) for phrase in self.phrases)
            and not any(_within(phrase, words) for phrase in self.excluded_phrases)
            and not any(stem in stems for stem in self.excluded)
            and all(any(name in tags for name in names) for names in self.tags)
        )


def _within(phrase: Collection[str], words: str) -> bool:
    return f" {' '.join(phrase)} " in words
