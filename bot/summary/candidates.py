"""Selects the sentences of an article that may stand in a summary, and excludes the others."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.arabic.quotes import enclosed
from bot.arabic.sentences import split
from bot.arabic.tokens import tokens
from bot.article import bylines, chrome
from bot.summary.background import is_background
from bot.summary.content import Content, content_of, parted_figures
from bot.summary.items import is_counted, is_item
from bot.summary.references.attribution import (
    ROLES,
    is_institution,
    message_of,
    speaker_of,
)
from bot.summary.references.back_references import bare, is_torn, points_back
from bot.summary.references.connectives import added_subject, joined_part
from bot.summary.references.demonstratives import Pointed, pointed_at
from bot.summary.references.given_names import full_names
from bot.summary.references.introductions import Introductions, Reference, topic_of
from bot.summary.references.owners import lacks_owner
from bot.summary.references.presupposed import presupposed_in
from bot.summary.references.quoted_names import QuotedNames
from bot.summary.references.sequence import follows_speech
from bot.summary.speech.first_person import speaks_in_first_person
from bot.summary.speech.interviews import ENDS_WHOLE, QUESTION, begin_of_interview
from bot.summary.speech.stances import Stance
from bot.summary.word_forms import kernels_of, telling_stems
from bot.text.feed_footers import without_feed_footer

# Enough to find what a text is about; of news, more is considered (`selection`).
MAX_CONSIDERED: Final = 20
MIN_WORDS: Final = 4
# Without its full stop a line is a heading or a link, unless the text has no full stops at all.
_WORDS_WITHOUT_STOP: Final = 9
_STOPPED_SHARE: Final = 0.5
# No heading and no link begins with a conjunction before a particle or a verb.
_RUNS_ON: Final = re.compile(r"[وف](?:قد|كان|لم|لا|قال|اضاف|[يت]\w{3,})(?:ت|وا)?\s")
# A short paragraph that ends so is a heading or a link, where most end with a full stop.
_CALLS: Final = re.compile(r"(?:!|\.\.)$")
# What follows is not in the summary.
_ANNOUNCES: Final = re.compile(r"[وف]?(?:فيما يلي|في ما يلي|اليكم|اليك|نستعرض|نعرض)\b")
_ASKS_FIRST: Final = re.compile(
    r"\W*(?:\w+\s+){0,2}[وف]?(?:هل|ما|ماذا|من|كيف|لماذا|لم|متي|اين|كم|اي|ايه|ا)\s|(?:\S+\s+){0,10}\S+$"
)
_GOES_ON: Final = re.compile(r"(?:[:،؛,;…\-–]|\.{3}|\[…\]|\[\.\.\.\])['\"”»)\]}]*$")
_QUOTES: Final = '«»“”„‟"'


@dataclass(frozen=True)
class Candidate:
    """A sentence with what its selection depends on; what few are asked for is read when asked.

    `folded`, `told`: the sentence folded, and its words. `place` counts all sentences of the
    article. `words`: its bare words. `joined`: see `joined_part`. `speaker`: the person quoted, in
    bare words, if introduced in an earlier sentence. `pointed`: what its demonstratives point at.
    `aside`: an item of a list, which means little without the others. `stance`: what it does to
    others around it. `asked`: it stands behind a question. `quotations`: where it quotes.
    """

    text: str
    folded: str
    told: Sequence[str]
    place: int
    words: frozenset[str]
    content: Content
    joined: str
    speaker: tuple[str, ...]
    references: tuple[Reference, ...]
    pointed: tuple[Pointed, ...]
    question: bool
    aside: bool
    stance: Stance
    asked: bool
    quotations: Sequence[tuple[int, int]]

    @cached_property
    def points_back(self) -> bool:
        """Whether only the sentence before explains who is meant, or who is quoted."""
        if self.place > 0 and (points_back(self.text) or lacks_owner(self.text)):
            return True
        return self._is_all_quoted

    @cached_property
    def added(self) -> frozenset[str]:
        """About the roots of who does what it adds; see `added_subject`."""
        return added_subject(self.text) if self.joined else frozenset()

    @cached_property
    def background(self) -> bool:
        """Whether it tells no news."""
        return is_background(self.folded)

    @cached_property
    def quoted(self) -> float:
        """How much of it stands within quotation marks, 0 to 1."""
        return sum(end - start for start, end in self.quotations) / len(self.text)

    @cached_property
    def quotation(self) -> frozenset[str]:
        """The kernels of the quotation that it ends with; see `kernels_of`."""
        start, end = self.quotations[-1] if self.quotations else (0, 0)
        if tokens(self.text[end:]):
            return frozenset()
        return kernels_of(telling_stems(tokens(parted_figures(fold(self.text[start:end])))))

    @cached_property
    def topic(self) -> str | None:
        """What it begins with as known; see `topic_of`."""
        return topic_of(tokens(fold(self.joined)) if self.joined else self.told)

    @cached_property
    def follows_speech(self) -> bool:
        """Whether the sentence before must be somebody's word."""
        return self.place > 0 and follows_speech(self.folded)

    @property
    def _is_all_quoted(self) -> bool:
        """Whether it is nothing but a quotation that names no speaker."""
        left = len(self.text) - sum(end - start + 1 for start, end in self.quotations)
        return bool(self.quotations) and self.text[0] in _QUOTES and left <= MIN_WORDS


def candidates(paragraphs: Sequence[str], *, considered: int = MAX_CONSIDERED) -> list[Candidate]:
    """Return every usable sentence in reading order, among the first `considered`."""
    told = list(islice(_paragraphs_of_text(paragraphs), considered))
    stopped = sum(bool(ENDS_WHOLE.search(paragraph)) for paragraph in told)
    needs_stop = stopped >= _STOPPED_SHARE * len(told)
    found: list[Candidate] = []
    introduced: set[str | tuple[str, str]] = set()
    introductions = Introductions()
    quoted_names = QuotedNames()
    told_roots: set[str] = set()
    seen: set[str] = set()
    interview = begin_of_interview(told)
    listing = asked = False
    place = 0
    for paragraph in told[:interview]:
        sentences = split(paragraph)
        item = is_item(paragraph, after_colon=listing)
        listing = item or paragraph.endswith(":")
        for sentence in sentences:
            # A paragraph that is chrome as a whole is none of those told.
            if sentence != paragraph and chrome.is_chrome(sentence):
                continue
            if place == considered:
                return found
            text = clean(sentence)
            key = fold(text)
            words = tokens(parted_figures(key))
            own = list(map(bare, words))
            references = introductions.read(words, own, place, full_names(text))
            references += quoted_names.read(key, place)
            quotations = [at for at in enclosed(text) if text[at[0]] in _QUOTES]
            whole = _is_whole(
                text, key, len(words), len(quotations), opens=place == 0, needs_stop=needs_stop
            )
            calls = needs_stop and place > 0 and len(sentences) == 1 and _calls(text, len(words))
            content = content_of(words, _message(key))
            if whole and not calls and key not in seen and not speaks_in_first_person(text):
                joined = joined_part(text) if place else ""
                found.append(
                    Candidate(
                        text=text,
                        folded=key,
                        told=words,
                        place=place,
                        words=frozenset(own),
                        content=content,
                        joined=joined,
                        speaker=_introduced_speaker(joined or text, introduced) if place else (),
                        references=references,
                        pointed=_taken_for_told(key, told_roots) if place else (),
                        question=_asks(text, opens=place == 0),
                        aside=item or is_counted(key),
                        stance=Stance(key, joined_part(text, other_side=True)),
                        asked=asked,
                        quotations=quotations,
                    )
                )
            seen.add(key)
            asked = bool(QUESTION.search(text))
            introduced.update(own, pairwise(own))
            told_roots |= content.roots
            place += 1
    return found


def _message(key: str) -> list[str]:
    """Return the words of what is said in a folded sentence; none where all of it is."""
    said = message_of(key)
    return tokens(parted_figures(said)) if said != key else []


def _paragraphs_of_text(paragraphs: Sequence[str]) -> Iterator[str]:
    """Return the paragraphs without chrome."""
    for number, line in enumerate(paragraphs):
        text = bylines.without_dateline(without_feed_footer(line)).strip()
        if chrome.is_chrome(text) or chrome.ends_article(text):
            continue
        if number > 1 or not bylines.is_byline(text):
            yield text


def _taken_for_told(text: str, told: Collection[str]) -> tuple[Pointed, ...]:
    return (*pointed_at(text, told), *presupposed_in(text))


def _introduced_speaker(
    text: str, introduced: Collection[str | tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the quoted person, in bare words, if an earlier sentence has introduced them."""
    words = speaker_of(text)
    if is_institution(words):
        return ()
    # «تقرير الصحيفة»: whose it is must be known.
    words = words[-1:] if words and words[-1] in ROLES else words
    speaker = tuple(map(bare, words))
    known = speaker in introduced or (
        len(words) == 1 and (speaker[0] in introduced or words[0] in ROLES)
    )
    return speaker if known else ()


def _is_whole(
    text: str, folded: str, words: int, quotations: int, *, opens: bool, needs_stop: bool
) -> bool:
    """Return whether a sentence has its end, and no quotation that it leaves open.

    The one that opens an article is no link, and a mark forgotten in it no reason to lose it.
    """
    if words < MIN_WORDS or _GOES_ON.search(text) or text[0] in "([":
        return False
    if _ANNOUNCES.match(folded) or is_torn(folded):
        return False
    if 2 * quotations != sum(map(text.count, _QUOTES)) and not (opens and text[0] not in _QUOTES):
        return False
    if ENDS_WHOLE.search(text):
        return True
    runs_on = opens or not needs_stop or _RUNS_ON.match(folded)
    return words >= _WORDS_WITHOUT_STOP and bool(runs_on)


def _calls(text: str, words: int) -> bool:
    """Return whether a paragraph is a short exclamation: a heading «الجسر يفتح!»."""
    return words < _WORDS_WITHOUT_STOP and bool(_CALLS.search(text))


def _asks(text: str, *, opens: bool) -> bool:
    """Return whether a sentence only asks; a lead may end with the question that it leads to."""
    if not QUESTION.search(text):
        return False
    return not opens or bool(_ASKS_FIRST.match(fold(text)))
