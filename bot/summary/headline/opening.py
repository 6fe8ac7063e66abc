"""Knows by which sentence the news of a headline may open.

In a press review each part has its own subject, and the headline is that of one part.
"""

from collections.abc import Sequence
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.candidates import Candidate
from bot.summary.headline.coverage import Promise
from bot.summary.references.phrases import START, pattern

# «والبداية بصحيفة "النهر"»: the first of several parts.
_BEGINS_REVIEW: Final = pattern(rf"{START}و?(?:نبدأ|البداية|بداية)\ (?:مع|من|ب\w+)(?!\w)")
# «كتبت صحيفة "الوادي"», «صحيفة الوادي كتبت»: two sentences that begin so are a review.
# «قالت الصحيفة» goes on with one that was named.
_NEWSPAPER: Final = pattern(
    rf"{START}(?:[^\s]+\s){{0,2}}[وفبل]?(?:(?:ال|لل)?صحف|صحيفة|صحيفتا|صحيفتي|جريدة)(?!\w)"
)
_NEWSPAPERS: Final = 2
# In a text of so many sentences at least one speaks of what its headline does.
_LONG: Final = 8


class Opening:
    """The sentences of one article beside its headline.

    `is_foreign`: the headline is that of another article, so that nothing in this one tells it.
    `is_review`: it is a press review.
    """

    def __init__(
        self,
        among: Sequence[Candidate],
        headline: frozenset[str],
        promise: Promise,
        barred: frozenset[int],
        *,
        is_news: bool,
    ) -> None:
        """Take the usable sentences, and the headline's stems and promise.

        `barred`: the places of sentences that only repeat the headline.
        """
        self._headline = headline
        self._lead = next((one for one in among if one.place not in barred), None)
        self._promise = promise
        self._is_news = is_news
        papers = sum(_NEWSPAPER.search(fold(one.text)) is not None for one in among)
        self.is_review = is_news and papers >= _NEWSPAPERS
        self.is_foreign = len(among) >= _LONG and not any(map(self.tells_headline, among))

    def tells_headline(self, one: Candidate) -> bool:
        """Return whether a sentence has a word of a headline that tells news."""
        return not self._is_news or bool(one.content.roots & self._promise.roots)

    def may_open(self, one: Candidate) -> bool:
        """Return whether a sentence may be the first; of most articles any.

        In a review the lead, if it has anything of the headline; else what keeps the headline's
        promise, if nothing before explains it.
        """
        if not self.is_review:
            return True
        if one is self._lead and not _BEGINS_REVIEW.match(fold(one.text)):
            return self.tells_headline(one)
        known = all(reference.stem in self._headline for reference in one.references)
        stands_alone = known and not (one.speaker or _is_joined(one.text))
        return stands_alone and self._promise.is_kept_by(one, ())

    def is_passed(self, one: Candidate, first: Candidate) -> bool:
        """Return whether a sentence of a review is of a part before the one that opened."""
        return self.is_review and one.place < first.place and not self.tells_headline(one)


def _is_joined(text: str) -> bool:
    """Return whether a sentence begins with «و» or «ف», which is no letter of its first word."""
    first = tokens(text)[0]
    return first[0] in "وف" and not stem(first).startswith(first[0])
