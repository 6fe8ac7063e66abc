"""Decides whether a summary written by a language model says only what its article says.

Nothing in it may be foreign to the article, and no sentence may be what no summary may have.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.arabic.sentences import split
from bot.arabic.tokens import tokens
from bot.summary.content import content_of
from bot.summary.limits import MAX_CHARACTERS, MAX_SENTENCES
from bot.summary.model.foreign_facts import foreign
from bot.summary.references.attribution import ROLES, message_of, speaker_of
from bot.summary.references.back_references import bare, is_torn, points_back
from bot.summary.speech.first_person import speaks_in_first_person
from bot.summary.speech.replies import leaves_denial_out
from bot.summary.word_forms import telling_stems

# So much of its letters must be Arabic.
_ARABIC_LETTERS: Final = 0.5
_ARABIC: Final = re.compile("[\u0620-\u064a]")
_ENDED: Final = re.compile(r"[.!؟?…]['\"”»)]*$")
_MARKUP: Final = re.compile(r"https?:|www\.|[<>*_#`|\[\]{}@]|\n\s*(?:[-•]|\d+[.)])\s")


@dataclass(frozen=True, slots=True)
class FaithfulnessCheck:
    """The sentences that may be used, or none and the reason."""

    sentences: tuple[str, ...] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.sentences)


def judge(
    answer: str, *, title: str, paragraphs: Sequence[str], names: Collection[str] = ()
) -> FaithfulnessCheck:
    """Check that an answer is a summary of this article and adds nothing to it.

    `names` are folded names that the newsroom uses, among those of `possible_names`.
    """
    text = clean(answer)
    sentences = tuple(split(text))
    if not sentences or len(sentences) > MAX_SENTENCES:
        return FaithfulnessCheck(reason=f"it has {len(sentences)} sentences")
    if len(text) > MAX_CHARACTERS:
        return FaithfulnessCheck(reason=f"it has {len(text)} characters")
    if _MARKUP.search(answer) or not all(_ENDED.search(sentence) for sentence in sentences):
        return FaithfulnessCheck(reason="it is no plain prose of whole sentences")
    letters = sum(letter.isalpha() for letter in text)
    if len(_ARABIC.findall(text)) < _ARABIC_LETTERS * letters or not letters:
        return FaithfulnessCheck(reason="it is not Arabic")
    reason = foreign(text, "\n".join([title, *paragraphs]), names) or _fault(
        sentences, title, paragraphs
    )
    return FaithfulnessCheck(reason=reason) if reason else FaithfulnessCheck(sentences)


def _fault(sentences: Sequence[str], title: str, paragraphs: Sequence[str]) -> str:
    """Return what no summary may have, whoever wrote it; empty if nothing is wrong."""
    if points_back(sentences[0]):
        return "it begins with what points to a sentence before it"
    if fault := next(filter(None, map(_fault_of, sentences)), ""):
        return fault
    headline = telling_stems(tokens(title))
    told = [content_of(tokens(one), tokens(message_of(fold(one)))) for one in sentences]
    if all(one.adds_nothing_to(headline) for one in told):
        return "it is the headline again"
    if any(one.says_the_same(other) for one, other in combinations(told, 2)):
        return "it tells one thing twice"
    article = [sentence for paragraph in paragraphs for sentence in split(paragraph)]
    if leaves_denial_out(sentences, article):
        return "it leaves out the denial of what it tells"
    stranger = _stranger(sentences, title, paragraphs)
    return f"nobody introduced {stranger}" if stranger else ""


def _fault_of(sentence: str) -> str:
    """Return what no single sentence may be; empty if nothing is wrong."""
    if sentence.rstrip("'\"”»)]").endswith(("؟", "?")):
        return "it asks"
    if is_torn(fold(sentence)):
        return "it begins a sentence with the tail of another"
    return "it speaks in the first person" if speaks_in_first_person(sentence) else ""


def _stranger(sentences: Sequence[str], title: str, paragraphs: Sequence[str]) -> str:
    """Return who speaks by surname or role alone and is named in full only in the article."""
    speakers = (speaker_of(sentence) for paragraph in paragraphs for sentence in split(paragraph))
    surnames = {speaker[1] for speaker in speakers if len(speaker) > 1}
    known = set(map(bare, tokens(title)))
    for sentence in sentences:
        speaker = speaker_of(sentence)
        if len(speaker) == 1 and bare(speaker[0]) not in known and speaker[0] in surnames | ROLES:
            return speaker[0]
        known.update(map(bare, tokens(sentence)))
    return ""
