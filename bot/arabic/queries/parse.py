"""Parses a search query into words, phrases, exclusions, tags and dates."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.patterns import guesses
from bot.arabic.morphology.prefixes import base
from bot.arabic.morphology.stems import stem, variants
from bot.arabic.names import meanings
from bot.arabic.normalize import clean
from bot.arabic.queries.periods import read_period
from bot.arabic.queries.phrases import PHRASE
from bot.arabic.stopwords import ASKING, ASKING_FRAMES, NEWS, NOW, UNTRUE, is_asked_with
from bot.arabic.tag_names import tag_key
from bot.arabic.tokens import tokens
from bot.arabic.transliteration import arabic_spellings, letter_names
from storage.models import SearchQuery, SearchWord

MAX_CHARACTERS = 4_096
MAX_WORDS = 12
MAX_TYPED = 40
MAX_PHRASES = 4
MAX_PHRASE_WORDS = 12
MAX_EXCLUDED = 8
MAX_TAGS = 4
MAX_WEAK_STEMS = 16

_TAG = re.compile(r"(?<!\w)[#＃](?P<name>[\w\u064b-\u0652ـ]+)")
# Stands for what was taken out: a minus behind it is a hyphen, as in #كوفيد-19.
_TAKEN = " ."
# The signs of a tag's name are left out with it: -#كوفيد-19, -#أ.ف.ب.
_EXCLUDED_TAG = re.compile(
    r"(?<!\S)[-−][#＃](?P<name>[\w\u064b-\u0652ـ]+(?:[-−.][\w\u064b-\u0652ـ]+)*)"
)
# A quotation mark that nobody has closed is passed over, as it is without a minus.
_EXCLUDED = re.compile(r"(?<!\S)[-−][“”„\"«]?(?P<word>[^\W_][^\s]*)")


def parse_query(
    text: str,
    *,
    today: date | None = None,
    letters_required: bool = False,
    literal: bool = False,
) -> SearchQuery:
    """Parse a query; every text gives a query, which may be empty.

    “exact phrase” (also «» and ""), `-word`, `#tag` (behind a minus its words are left out),
    `from:2025-01 to:2025-06`, من/إلى with Levantine months, from `today` on also منذ أسبوع and
    months without a year; everything else is words in any form, the names among them in any of
    theirs. Words of asking and function words are not required; a query of nothing else searches
    for those. Nor is an Arabic letter beside words: it is a slip of the finger or a name cut short,
    and counts in the order of results alone.

    Args:
        text: what was typed.
        today: the newsroom's day; None: no day is counted from it.
        letters_required: such a letter is required, since nothing is put in order by it: «المجموعة
            ب» of a mute is not every group.
        literal: أخبار beside other words is one of them, and what may be a share (من 1/3) no day;
            else أخبار before others asks for news of these.
    """
    period = read_period(clean(text[:MAX_CHARACTERS]), today=today, literal=literal)
    rest, since, until = period.rest, period.since, period.until
    phrases: list[tuple[str, ...]] = []
    unwanted_phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []

    def take_phrase(match: re.Match[str]) -> str:
        words = tuple(tokens(match["words"]))[:MAX_PHRASE_WORDS]
        target = unwanted_phrases if match["minus"] else phrases
        if words and len(target) < MAX_PHRASES:
            target.append(words)
        return _TAKEN

    def take_excluded_tag(match: re.Match[str]) -> str:
        words = tuple(tokens(match["name"]))[:MAX_PHRASE_WORDS]
        if len(words) == 1:
            excluded.extend(words)
        elif words and len(unwanted_phrases) < MAX_PHRASES:
            unwanted_phrases.append(words)
        return _TAKEN

    rest = PHRASE.sub(take_phrase, rest)
    rest = _EXCLUDED_TAG.sub(take_excluded_tag, rest)
    tagged = [
        (names, match["name"])
        for match in _TAG.finditer(rest)
        if (names := _tag_names(match["name"]))
    ][:MAX_TAGS]
    rest = _TAG.sub(_TAKEN, rest)
    excluded += [word for match in _EXCLUDED.finditer(rest) for word in tokens(match["word"])]
    rest = _EXCLUDED.sub(" ", rest)
    read = _read(
        tokens(rest),
        fallback=not (phrases or tagged or since or until),
        letters_required=letters_required,
        literal=literal,
    )
    in_phrases = [word for phrase in phrases for word in phrase]
    return SearchQuery(
        words=read.words,
        phrases=tuple(phrases),
        phrase_words=_read(in_phrases, fallback=False, literal=True).words,
        excluded=tuple(SearchWord(w, stem(w)) for w in dict.fromkeys(excluded))[:MAX_EXCLUDED],
        excluded_phrases=tuple(unwanted_phrases),
        tags=tuple(names for names, _ in tagged),
        tag_words=tuple(_read(tokens(name), fallback=True).words for _, name in tagged),
        asking=read.asking,
        joined=read.joined,
        since=since,
        until=until,
    )


class _Read(NamedTuple):
    """Words of a query that are required, those that only ask, and which stand side by side."""

    words: tuple[SearchWord, ...]
    asking: tuple[str, ...]
    joined: tuple[tuple[int, int, str], ...]


def _read(
    typed: list[str],
    *,
    fallback: bool,
    letters_required: bool = False,
    literal: bool = False,
) -> _Read:
    typed = typed[:MAX_TYPED]
    named = meanings(typed)
    telling = [
        not is_asked_with(word)
        and (letters_required or len(word) > 1 or word.isascii() or bool(names))
        for word, names in zip(typed, named, strict=True)
    ]
    for at in range(len(typed) - 1):
        if (typed[at], typed[at + 1]) in ASKING_FRAMES:
            telling[at] = telling[at + 1] = False
    for at in () if literal else _asking_for_news(typed, tuple(telling)):
        telling[at] = False
    if fallback and not any(telling):
        telling = [True] * len(typed)
    chosen: dict[str, SearchWord] = {}
    # Where each typed word stands among the chosen ones; None for one that only asks.
    places: list[int | None] = []
    for word, tells, names in zip(typed, telling, named, strict=True):
        key = stem(word)
        if not tells or (key not in chosen and len(chosen) == MAX_WORDS):
            places.append(None)
            continue
        if key not in chosen:
            chosen[key] = search_word(word, names)
        places.append(list(chosen).index(key))
    asked = (word for word, tells in zip(typed, telling, strict=True) if not tells)
    asking = (form for word in asked for form in (word, ASKING.get(word)))
    return _Read(
        words=tuple(chosen.values()),
        asking=tuple(dict.fromkeys(form for form in asking if form))[:MAX_WORDS],
        joined=tuple(_joined(typed, places))[:MAX_WORDS],
    )


def _asking_for_news(typed: list[str], telling: tuple[bool, ...]) -> Iterator[int]:
    """Yield where news is asked for of what stands behind: أخبار حلب, but not وكالة أخبار."""
    for at, word in enumerate(typed):
        leads = not any(telling[:at])
        untrue = not UNTRUE.isdisjoint(typed[max(at - 1, 0) : at + 2])
        if word in NEWS and (leads or word.isascii()) and not untrue:
            yield at
            if typed[at + 1 : at + 2] and typed[at + 1] in NOW:
                yield at + 1


def _joined(typed: list[str], places: list[int | None]) -> Iterator[tuple[int, int, str]]:
    """Join neighbours, one of which may look like a function word: من and بج give منبج."""
    for at in range(len(typed) - 1):
        first, second = places[at], places[at + 1]
        if first is None and second is None:
            continue
        whole = base(typed[at] + typed[at + 1])
        yield (
            second if first is None else first,  # type: ignore[misc]
            first if second is None else second,
            whole,
        )


def search_word(word: str, names: tuple[tuple[str, ...], ...] = ()) -> SearchWord:
    """Build the search word of a folded word: its stem, alternative stems and possible plurals.

    `names` are other names of the same thing, each as the stems that an article holds together.
    """
    first = stem(word)
    others = variants(word)
    known = lexicon().stems
    weak: dict[str, None] = {}
    for form in (first, *(other for other in others if other not in known)):
        if form in lexicon().plurals:
            continue
        weak.update(dict.fromkeys(known.get(guess, guess) for guess in guesses(form)))
    taken = {first, *others}
    return SearchWord(
        surface=word,
        stem=first,
        variants=others,
        guesses=tuple(form for form in weak if form not in taken)[:MAX_WEAK_STEMS],
        base=base(word),
        meanings=names,
        spellings=arabic_spellings(word),
        letters=letter_names(word),
    )


def _tag_names(name: str) -> tuple[str, ...]:
    plain = tag_key(name)
    if not plain:
        return ()
    without = plain.removeprefix("ال")
    return tuple(dict.fromkeys((plain, without, f"ال{without}")))
