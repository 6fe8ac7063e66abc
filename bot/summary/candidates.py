"""The sentences of an article that may stand in a summary, with what keeps others out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.arabic.quotes import enclosed
from bot.arabic.sentences import split
from bot.arabic.stems import stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.article import chrome
from bot.summary.first_person import speaks_in_first_person
from bot.summary.references import bare, is_role, lone_speaker, points_back
from bot.text.feed_footers import without_feed_footer

# Enough for any news article; what stands later is never summarised.
MAX_CONSIDERED: Final = 30
MIN_WORDS: Final = 4
_MAX_ITEM_WORDS: Final = 12
_MAX_QUESTION_WORDS: Final = 40
# Without its full stop a line is a heading or a link, unless the text has no full stops at all.
_WORDS_WITHOUT_STOP: Final = 9
_STOPPED_SHARE: Final = 0.5
_ENDS_WHOLE: Final = re.compile(r"[.!?؟۔]['\"”»)\]}]*$")
_QUESTION: Final = re.compile(r"[؟?]['\"”»)\]}]*$")
_ITEM: Final = re.compile(r"(?:\d{1,2}\s?[.)\-–]|\d{1,2}:\d\d|[-•●▪◾*–])\s")
_PRICED: Final = re.compile(r"[^:؟.]{2,40}:\s.{0,20}\d")
_GOES_ON: Final = re.compile(r"(?:[:،؛,;…\-–]|\.{3}|\[…\]|\[\.\.\.\])['\"”»)\]}]*$")
_QUOTES: Final = '«»“”„‟"'


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what the choice goes by; `place` counts all sentences of the article.

    `speaker`: he was introduced before, so that his name alone says too little. `aside`: an item
    of a list or what follows a question, which means little without the others.
    """

    text: str
    place: int
    words: frozenset[str]
    stems: frozenset[str]
    points_back: bool
    speaker: str
    question: bool
    aside: bool


def telling_stems(text: str) -> frozenset[str]:
    """The stems of a text's words without stop words."""
    return frozenset(stem(word) for word in tokens(text) if word not in STOP_WORDS)


def candidates(paragraphs: Sequence[str]) -> list[Candidate]:
    """Every usable sentence of an article in reading order, among its first `MAX_CONSIDERED`."""
    told = list(_paragraphs_of_text(paragraphs))
    stopped = sum(bool(_ENDS_WHOLE.search(paragraph)) for paragraph in told)
    needs_stop = stopped >= _STOPPED_SHARE * len(told)
    found: list[Candidate] = []
    introduced: set[str] = set()
    seen: set[str] = set()
    questions = sum(_is_question(paragraph) for paragraph in told)
    asked = listing = False
    place = 0
    for paragraph in told:
        sentences = split(paragraph)
        asked = asked or _is_question(paragraph)
        # Of an interview only what stands before the first question is the newsroom's.
        if asked and questions > 1:
            break
        item = _is_item(paragraph, after_colon=listing)
        listing = item or paragraph.endswith(":")
        for sentence in sentences:
            if chrome.is_chrome(sentence):
                continue
            if place == MAX_CONSIDERED:
                return found
            text = clean(sentence)
            words = frozenset(tokens(text))
            key = fold(text)
            whole = _is_whole(text, opens=place == 0, needs_stop=needs_stop)
            if whole and key not in seen and not speaks_in_first_person(text):
                speaker = lone_speaker(text)
                known = place > 0 and (bare(speaker) in introduced or is_role(speaker))
                found.append(
                    Candidate(
                        text=text,
                        place=place,
                        words=frozenset(map(bare, words)),
                        stems=telling_stems(text),
                        points_back=(place > 0 and points_back(text)) or _is_all_quoted(text),
                        speaker=bare(speaker) if known else "",
                        question=bool(_QUESTION.search(text)),
                        aside=asked or item,
                    )
                )
            seen.add(key)
            introduced.update(map(bare, words))
            place += 1
    return found


def _paragraphs_of_text(paragraphs: Sequence[str]) -> Iterator[str]:
    """The paragraphs without what stands around a text."""
    for number, line in enumerate(paragraphs):
        text = chrome.without_dateline(without_feed_footer(line)).strip()
        if chrome.is_chrome(text) or chrome.ends_article(text):
            continue
        if number > 1 or not chrome.is_byline(text):
            yield text


def _is_whole(text: str, *, opens: bool, needs_stop: bool) -> bool:
    """Whether a sentence has its end, and no quotation that it leaves open.

    The one that opens an article is no link, and a mark forgotten in it no reason to lose it.
    """
    words = len(tokens(text))
    if words < MIN_WORDS or _GOES_ON.search(text) or text[0] in "([":
        return False
    paired = 2 * sum(text[at] in _QUOTES for at, _ in enclosed(text))
    if paired != sum(map(text.count, _QUOTES)) and not (opens and text[0] not in _QUOTES):
        return False
    stopped = bool(_ENDS_WHOLE.search(text))
    return stopped or (words >= _WORDS_WITHOUT_STOP and (opens or not needs_stop))


def _is_question(paragraph: str) -> bool:
    """Whether a paragraph only asks: an interviewer's question, or a heading that is one."""
    return (
        bool(_QUESTION.search(paragraph))
        and len(tokens(paragraph)) <= _MAX_QUESTION_WORDS
        and len(split(paragraph)) == 1
    )


def _is_all_quoted(text: str) -> bool:
    """Whether nothing but a quotation is said, so that nobody speaks it."""
    quoted = [(start, end) for start, end in enclosed(text) if text[start] in _QUOTES]
    left = len(text) - sum(end - start + 1 for start, end in quoted)
    return bool(quoted) and text[0] in _QUOTES and left <= MIN_WORDS


def _is_item(paragraph: str, *, after_colon: bool) -> bool:
    """Whether a paragraph is an item: by its bullet, its price, or the colon of the line before."""
    if len(tokens(paragraph)) > _MAX_ITEM_WORDS:
        return False
    return bool(after_colon or _ITEM.match(paragraph) or _PRICED.match(paragraph))
