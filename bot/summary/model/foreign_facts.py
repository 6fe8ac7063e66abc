"""Finds what stands in an answer and not in the article that it is about.

A word may be another one, a fact may not: each number, each quotation and each name must stand
in the article. Arabic has no capital letters, so a name is what is known as one (tags, places,
months and days), what is written in Latin letters, or what follows a title or a verb of saying.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from babel.dates import get_day_names, get_month_names

from bot.arabic.morphology.stems import index_stems
from bot.arabic.normalize import fold
from bot.arabic.quotes import enclosed
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.summary.limits import MAX_CHARACTERS

MAX_NAME_WORDS: Final = 4
# No name is sought behind so many letters.
_READ: Final = 2 * MAX_CHARACTERS
# So much of an answer must be the article's own vocabulary.
_OWN_WORDS: Final = 0.6

_AFTER_A_TITLE: Final = 2

_NUMBER: Final = re.compile(r"(?:(?<!\w)[-−])?\d+(?:[.,٫٬]\d+)*")
_THOUSANDS: Final = re.compile(r"[,٬](?=\d{3}(?!\d))")
_PERCENT: Final = re.compile(r"\s*[%٪]|\s+(?:في\s+|ب)ال(?:مي|ماي)ه\b")
_LATIN: Final = re.compile(r"[a-z][a-z'’.-]*[a-z]|[a-z]")
_QUOTATION_MARKS: Final = '«“”„‟"'
_TITLE_WORDS: Final = """
وزير وزيره رئيس رئيسه مدير مديره محافظ مهندس مهندسه دكتور دكتوره طبيب طبيبه سيد سيده شيخ لواء عميد
عقيد متحدث ناطق امين قائد نائب استاذ صحفي صحفيه ناشط باحث باحثه محامي لاعب مدرب فنان فنانه قال قالت
اعلن اعلنت اكد اكدت اوضح اوضحت اضاف اضافت ذكر ذكرت صرح صرحت
"""
_NUMERAL_WORDS: Final = """
واحد اثنين اثنتين ثلاث اربع خمس ست سبع ثمان ثماني تسع عشر عشرين ثلاثين اربعين خمسين ستين سبعين
ثمانين تسعين مي ماي ميات ميتين مايتين نصف ثلث ثلثي ربع ضعف ضعفي عشرات
"""
_SCALE_WORDS: Final = """
الف الفين الاف الوف مليون مليونين ملايين مليار مليارين مليارات تريليون
"""
_TITLES: Final = frozenset(_TITLE_WORDS.split())
_SCALES: Final = frozenset(_SCALE_WORDS.split())
_NUMERALS: Final = frozenset(_NUMERAL_WORDS.split()) | _SCALES
_PREFIXES: Final = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ف", "ل", "ك")


def possible_names(answer: str) -> list[str]:
    """Return every run of words that could be a name, folded, with and without prefixes."""
    words = tokens(answer[:_READ])
    found: dict[str, None] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MAX_NAME_WORDS) + 1):
            for first in _bare_forms(words[start]):
                found[" ".join([first, *words[start + 1 : end]])] = None
    return list(found)


def foreign(answer: str, article: str, names: Collection[str]) -> str:
    """Return what stands in the answer and not in the article; empty if nothing does."""
    for what, found in (
        ("number", sorted(numbers(answer) - numbers(article))),
        ("number in words", sorted(numerals(answer) - numerals(article))),
        ("quotation", _foreign_quotations(answer, article)),
        ("foreign word", sorted(_latin(answer) - _latin(article))),
        ("name", _foreign_names(answer, article, names)),
    ):
        if found:
            return f"this {what} is not the article's: {found[0]}"
    telling = [word for word in tokens(answer) if word not in STOP_WORDS]
    own = _stems(article)
    shared = sum(_known(word, own) for word in telling)
    if shared < _OWN_WORDS * len(telling):
        return f"only {shared} of {len(telling)} words are the article's"
    return ""


def numbers(text: str) -> frozenset[str]:
    """Return the figures of a text with their qualifiers: sign, per cent, thousand, million."""
    folded = _THOUSANDS.sub("", fold(text))
    found = set()
    for match in _NUMBER.finditer(folded):
        figure = re.sub("[,٫٬]", ".", match.group().replace("−", "-"))
        after = folded[match.end() : match.end() + 40]
        if _PERCENT.match(after):
            figure += "%"
        else:
            following = tokens(after)[:1]
            if following and following[0] in _SCALES:
                figure += f" {following[0]}"
        found.add(figure)
    return frozenset(found)


def numerals(text: str) -> frozenset[str]:
    """Return the numbers of a text that are written as words, without endings."""
    found = set()
    for word in tokens(_PERCENT.sub(" ", fold(text))):
        for form in _bare_forms(word):
            bent = re.sub("ون$|ان$", "ين", form)
            for stripped in (bent, bent.removesuffix("ه")):
                if stripped in _NUMERALS:
                    found.add(stripped)
    return frozenset(found)


def _bare_forms(word: str) -> list[str]:
    """Return a word, and what is left of it without the prefixes that may be part of it."""
    cut = [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    return [word, *(form for form in cut if len(form) > 1)]


def _latin(text: str) -> frozenset[str]:
    return frozenset(_LATIN.findall(fold(text)))


def _foreign_quotations(answer: str, article: str) -> list[str]:
    held = f" {' '.join(tokens(article))} "
    quoted = [
        answer[start + 1 : end]
        for start, end in enclosed(answer)
        if answer[start] in _QUOTATION_MARKS
    ]
    marks = sum(answer.count(mark) for mark in '«»“”„‟"')
    if marks != 2 * len(quoted):
        return ["(its marks do not pair)"]
    return [quote for quote in quoted if f" {' '.join(tokens(quote))} " not in held]


def _foreign_names(answer: str, article: str, names: Collection[str]) -> list[str]:
    words = tokens(answer)
    own = _stems(article)
    known = set(names) | _calendar()
    found = [
        name
        for name in possible_names(answer)
        if name in known and not all(_known(word, own) for word in name.split())
    ]
    for place, word in enumerate(words):
        if not any(form in _TITLES for form in _bare_forms(word)):
            continue
        for follower in words[place + 1 : place + 1 + _AFTER_A_TITLE]:
            if follower in STOP_WORDS:
                break
            if not _known(follower, own):
                found.append(follower)
    return found


def _known(word: str, own: frozenset[str]) -> bool:
    return any(stem in own for form in _bare_forms(word) for stem in (form, *index_stems(form)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(_every_stem(tokens(text)))


def _every_stem(words: Iterable[str]) -> Iterable[str]:
    for word in dict.fromkeys(words):
        yield word
        yield from index_stems(word)


@cache
def _calendar() -> frozenset[str]:
    """Return the names of months and days, folded; another one makes another date."""
    names = [*get_day_names("wide", locale="ar").values()]
    for locale in ("ar", "ar_SY"):
        names.extend(get_month_names("wide", locale=locale).values())
    return frozenset(fold(name) for name in names)
