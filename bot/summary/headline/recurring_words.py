"""Finds the words that a text comes back to, where its title does not tell what it is about."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.summary.candidates import Candidate

# So many words make a subject, each told so often.
_STEMS: Final = 10
_TIMES: Final = 3


def recurring_stems(among: Sequence[Candidate]) -> frozenset[str]:
    """Return the stems that the sentences of a text come back to most often."""
    held = Counter(stem for one in among for stem in sorted(one.content.stems))
    return frozenset(stem for stem, times in held.most_common(_STEMS) if times >= _TIMES)
