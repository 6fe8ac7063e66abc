"""Finds where an interview begins, whose answers are not the newsroom's own words."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.arabic.sentences import split
from bot.arabic.tokens import tokens
from bot.summary.speech.first_person import speaks_in_first_person

ENDS_WHOLE: Final = re.compile(r"[.!?؟۔]['\"”»)\]}]*$")
QUESTION: Final = re.compile(r"[؟?]['\"”»)\]}]*$")
_MAX_QUESTION_WORDS: Final = 40
# A question and its answer.
_TURN: Final = 2


def begin_of_interview(told: Sequence[str]) -> int:
    """Return where the answers to questions begin, the number of paragraphs if nowhere.

    Questions alone may be headings or links; two with one answer between them, or an answer in
    the first person, are an interview.
    """
    answered = [
        place
        for place, (paragraph, after) in enumerate(pairwise(told))
        if _is_question(paragraph) and ENDS_WHOLE.search(after) and not _is_question(after)
    ]
    speaks = any(map(speaks_in_first_person, (told[place + 1] for place in answered)))
    follows = any(after - place <= _TURN for place, after in pairwise(answered))
    return answered[0] if follows or speaks else len(told)


def _is_question(paragraph: str) -> bool:
    """Return whether a paragraph is only an interviewer's question, or a heading that asks."""
    return (
        bool(QUESTION.search(paragraph))
        and len(tokens(paragraph)) <= _MAX_QUESTION_WORDS
        and len(split(paragraph)) == 1
    )
