"""Finds the sentence that answers another: a denial, the word of the accused, a turn («لكن»).

A summary that tells an accusation and not its denial, or what was expected and not what came of
it, is not true, though each of its sentences is.
"""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary.content import Content
from bot.summary.speech.stances import Stance
from bot.summary.word_forms import telling_stems

# An answer stands near what it answers; to the lead it may come late.
NEAR: Final = 4
# So many common words tell that a denial is about the lead, one where the lead accuses.
_ABOUT: Final = 2


class Told(Protocol):
    """A sentence of the article."""

    @property
    def place(self) -> int:
        """Which sentence it is."""

    @property
    def content(self) -> Content:
        """What it says."""

    @property
    def stance(self) -> Stance:
        """What it does to others."""


AnyTold = TypeVar("AnyTold", bound=Told)


def answers(told: Sequence[AnyTold]) -> dict[int, AnyTold]:
    """Return the place of each sentence that must not be told without its answer, and that one.

    The first sentence is the news: it needs the answer to what it claims, wherever that stands,
    but not the turn of a story that goes on to something else.
    """
    found: dict[int, AnyTold] = {}
    for at, one in enumerate(told):
        if one.stance.denies and one.stance.claims:
            continue
        nearby = [other for other in told[at + 1 :] if other.place <= one.place + NEAR]
        answer = next((other for other in nearby if _answers(other, one)), None)
        if answer is None and at == 0:
            answer = next((other for other in told[1:] if _answers_late(other, one)), None)
        if answer is not None and _means_others(answer, one, told):
            answer = None
        if answer is None and nearby and nearby[0].place == one.place + 1:
            follows = nearby[0]
            about = len(follows.content.stems & one.content.stems) >= _ABOUT
            if follows.stance.turns and (at > 0 or one.stance.expects or about):
                answer = follows
        if answer is not None:
            found[one.place] = answer
    return found


def _means_others(answer: Told, one: Told, told: Sequence[Told]) -> bool:
    """Return whether "these claims" are those of a sentence between, and this one makes none."""
    return (
        answer.stance.these
        and not (one.stance.claims or one.stance.blames)
        and any(
            between.stance.claims for between in told if one.place < between.place < answer.place
        )
    )


def _answers(other: Told, one: Told) -> bool:
    """Return whether a sentence answers one shortly before it."""
    if one.stance.claims and other.stance.denies:
        return True
    if _has_the_word(other, one) and other.content.stems & one.content.stems:
        return True
    if one.stance.accused and other.stance.speaker & one.stance.accused:
        return True
    return _denies_of(other, one)


def _answers_late(other: Told, one: Told) -> bool:
    """Return whether a sentence answers the news, wherever it stands."""
    about = len(other.content.stems & one.content.stems) >= _ABOUT
    return _denies_of(other, one) or (about and _has_the_word(other, one))


def _has_the_word(other: Told, one: Told) -> bool:
    # «حذرت النقابات» is not answered by «لكن النقابات أشارت».
    return (
        other.stance.replies
        and (one.stance.claims or one.stance.blames)
        and not other.stance.side & one.stance.blamer
    )


def _denies_of(other: Told, one: Told) -> bool:
    if not other.stance.denies or one.stance.denies:
        return False
    shared = len(other.content.stems & one.content.stems)
    return shared >= (1 if one.stance.claims else _ABOUT)


def leaves_denial_out(summary: Sequence[str], article: Sequence[str]) -> bool:
    """Return whether a summary accuses, or says that nobody commented, where the article denies.

    For words that are not the article's own: a denial is about what accuses if they share words.
    """
    told = [fold(sentence) for sentence in summary]
    denials = [folded for folded in map(fold, article) if Stance(folded).denies]
    if not denials or any(Stance(one).denies for one in told):
        return False
    denied = frozenset[str]().union(*(telling_stems(tokens(one)) for one in denials))
    return any(
        Stance(one).silent
        or (Stance(one).claims and len(telling_stems(tokens(one)) & denied) >= _ABOUT)
        for one in told
    )
