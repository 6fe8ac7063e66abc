"""Knows what a headline promises, and which sentence keeps it where the others do not.

Its words, of which a far-off sentence may tell many that nothing else has told, and what it quotes,
which the text quotes again somewhere.
"""

import re
from collections.abc import Sequence
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate
from bot.summary.word_forms import roots_of, telling_stems

# So many words of the headline that nothing has told are a promise, and so much of all.
_PROMISE: Final = 2
_PROMISE_SHARE: Final = 0.3
# What a headline quotes in so many words is told by a sentence that holds so much of it.
_LEAST_QUOTED: Final = 3
_VERBATIM: Final = 0.75
_QUOTED: Final = re.compile('[«“„"]([^«»“”„"]+)[»”"]')


class Promise:
    """The words of one headline, by about their roots, and what it quotes.

    `is_news`: it tells news, and does not only name a subject.
    """

    def __init__(self, title: str, among: Sequence[Candidate], *, is_news: bool) -> None:
        self.roots = roots_of(telling_stems(tokens(title)))
        self._is_news = is_news
        self._among = among
        said = (roots_of(telling_stems(tokens(one))) for one in _QUOTED.findall(fold(title)))
        self._quotations = [roots for roots in said if len(roots) >= _LEAST_QUOTED]

    def untold(self, chosen: Sequence[Candidate]) -> frozenset[str]:
        """Return the words that no chosen sentence tells."""
        return self.roots.difference(*(one.content.roots for one in chosen))

    def is_kept_by(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Return whether a sentence tells much of the headline that no chosen one has."""
        quotes = any(_holds(one, said) for said in self._quotations)
        # What an interviewee says is not the newsroom's own word.
        if quotes and not (one.quoted or one.stance.says):
            return False
        new = one.content.roots & self.untold(chosen)
        # «اعتذار من الإذاعة»: a word of a short title that one sentence alone holds.
        if not self._is_news:
            return any(self._is_held_once(root) for root in new)
        kept = len(new) >= max(_PROMISE, _PROMISE_SHARE * len(self.roots))
        return kept or self._is_quoted_by(one, chosen)

    def _is_held_once(self, root: str) -> bool:
        return sum(root in one.content.roots for one in self._among) == 1

    def _is_quoted_by(self, one: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Return whether a sentence has the headline's quotation, and no chosen one."""
        return any(
            _holds(one, said) and not any(_holds(other, said) for other in chosen)
            for said in self._quotations
        )


def _holds(one: Candidate, said: frozenset[str]) -> bool:
    return len(one.content.roots & said) >= _VERBATIM * len(said)
