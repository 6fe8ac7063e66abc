"""What a reader's line asks for: words, phrases, exclusions, tags and dates."""

import re
from datetime import date

from bot.arabic.lexicon import lexicon
from bot.arabic.normalize import clean, fold
from bot.arabic.patterns import guesses
from bot.arabic.periods import read_period
from bot.arabic.stems import stem, variants
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from storage.models import SearchQuery, SearchWord

MAX_CHARACTERS = 4_096
MAX_WORDS = 12
MAX_PHRASES = 4
MAX_PHRASE_WORDS = 12
MAX_EXCLUDED = 8
MAX_TAGS = 4
MAX_WEAK_STEMS = 16

_PHRASE = re.compile(r"(?P<minus>(?<!\S)[-−])?[“”„\"«](?P<words>[^“”„\"«»]+)[“”„\"»]")
_TAG = re.compile(r"(?<!\w)[#＃](?P<name>[\w\u064b-\u0652ـ]+)")
_EXCLUDED = re.compile(r"(?<!\S)[-−](?P<word>[^\W_][^\s]*)")


def parse_query(text: str, *, today: date | None = None) -> SearchQuery:
    """Read a query; total: any text gives a query, if only an empty one.

    “exact phrase” (also «» and ""), `-word`, `#tag`, `from:2025-01 to:2025-06`, من/إلى with
    Levantine months, from `today` on also منذ أسبوع and months without a year; everything else is
    words in any form. A query of nothing but stop words searches for those.
    """
    period = read_period(clean(text[:MAX_CHARACTERS]), today=today)
    rest, since, until = period.rest, period.since, period.until
    phrases: list[tuple[str, ...]] = []
    unwanted_phrases: list[tuple[str, ...]] = []

    def take_phrase(match: re.Match[str]) -> str:
        words = tuple(tokens(match["words"]))[:MAX_PHRASE_WORDS]
        target = unwanted_phrases if match["minus"] else phrases
        if words and len(target) < MAX_PHRASES:
            target.append(words)
        return " "

    rest = _PHRASE.sub(take_phrase, rest)
    tags = [_tag_names(match["name"]) for match in _TAG.finditer(rest)][:MAX_TAGS]
    rest = _TAG.sub(" ", rest)
    excluded = [word for match in _EXCLUDED.finditer(rest) for word in tokens(match["word"])]
    rest = _EXCLUDED.sub(" ", rest)
    return SearchQuery(
        words=_search_words(tokens(rest), fallback=not (phrases or tags or since or until)),
        phrases=tuple(phrases),
        excluded=tuple(SearchWord(w, stem(w)) for w in dict.fromkeys(excluded))[:MAX_EXCLUDED],
        excluded_phrases=tuple(unwanted_phrases),
        tags=tuple(names for names in tags if names),
        since=since,
        until=until,
    )


def _search_words(words: list[str], *, fallback: bool) -> tuple[SearchWord, ...]:
    telling = [word for word in words if word not in STOP_WORDS]
    if not telling and fallback:
        telling = words
    chosen: dict[str, SearchWord] = {}
    for word in telling:
        key = stem(word)
        if key not in chosen:
            chosen[key] = search_word(word)
            if len(chosen) == MAX_WORDS:
                break
    return tuple(chosen.values())


def search_word(word: str) -> SearchWord:
    """One folded word with its stem, what else it could be, and its possible plurals."""
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
    )


def _tag_names(name: str) -> tuple[str, ...]:
    plain = " ".join(fold(name).replace("_", " ").split())
    if not plain:
        return ()
    without = plain.removeprefix("ال")
    return tuple(dict.fromkeys((plain, without, f"ال{without}", plain.replace(" ", "_"))))
