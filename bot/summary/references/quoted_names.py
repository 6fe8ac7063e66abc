"""Knows the names in quotation marks that an article has introduced: «السفينة "النورس"»."""

import re
from collections import defaultdict
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.tokens import tokens
from bot.summary.references.introductions import Reference

_QUOTED: Final = re.compile(
    r"(?P<known>(?<!\w)\w{0,2}(?:ال|لل)\w{3,}\s+)?"
    r"[«“\"„](?P<name>[^«»“”\"„.،:]{2,30})[»”\"]"
)
_OPENING: Final = '«“"„'
_MOST_WORDS: Final = 3


class QuotedNames:
    """The names that the sentences read so far have in quotation marks; read them in order."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], set[int]] = defaultdict(set)

    def read(self, text: str, place: int) -> tuple[Reference, ...]:
        """Return the names that a folded sentence takes as known: those behind a definite noun.

        «سفينة "النورس"» introduces the ship, «السفينة "النورس"» has been introduced.
        """
        found: list[Reference] = []
        if not any(mark in text for mark in _OPENING):
            return ()
        for match in _QUOTED.finditer(text):
            name = tuple(tokens(match["name"]))
            if not 0 < len(name) <= _MOST_WORDS:
                continue
            places = self._places[name]
            if match["known"] and places and place not in places:
                found.append(Reference(stem(name[-1]), frozenset(places)))
            places.add(place)
        return tuple(found)
