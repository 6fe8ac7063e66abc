"""Recognises lines of page chrome: controls, share links, newsletters, related articles."""

import re
from collections.abc import Iterable
from typing import Final

from bot.arabic.dates import find_dates, month_names
from bot.arabic.normalize import fold
from bot.article.chrome_patterns import (
    AFTER,
    AGO,
    ASKS,
    CONTROLS,
    LINES,
    RELATED,
    STAMPED,
)
from bot.text.bare_links import is_bare_address

_LONGEST_LINE: Final = 320
# A theme sets some labels between dashes: «- إعلان -», "— Advertisement —".
_DECORATION: Final = " \t-–—*~|»«›‹"
_SENTENCE_END: Final = re.compile(r"[.؟?!…]\s*$")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}")
_DAY_AND_MONTH: Final = re.compile(r"\b\d{1,2}[/.\-]\d{1,2}\b")
_WEEKDAYS: Final = frozenset(
    fold(
        "يوم السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة"
        " saturday sunday monday tuesday wednesday thursday friday"
    ).split()
)
# What a stamp has beside its time; a word of anything else is news.
_WORDS_OF_A_STAMP: Final = _WEEKDAYS | frozenset(
    fold(
        "في على بتاريخ الموافق الساعة عند صباحا مساء ظهرا تم نشر النشر تاريخ آخر اخر تحديث التحديث"
        " اليوم امس"
        " on at the last updated published posted update am pm st nd rd th today yesterday"
        " gmt utc edt est pst pdt bst cet cest eet eest sun mon tue wed thu fri sat"
    ).split()
)
# Whose clock it is, and who wrote it.
_BEHIND_STAMP: Final = re.compile(
    r"[\s\-–—|،,(]+(?:بتوقيت|بواسطه|بقلم|تحرير|by)(?: [^\W\d_]+){1,3}\)?\s*$"
)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns that are folded as the lines are, so that they may be written either way."""
    return re.compile(fold(rf"(?:{'|'.join(patterns)})[\s.:]*"))


_IS_RELATED: Final = _any_of(RELATED)
_IS_END: Final = _any_of((*RELATED, *ASKS, *AFTER))
_IS_COMMENTED: Final = re.compile("تعليقات|comments")
_IS_CONTROL: Final = _any_of((*CONTROLS, *RELATED, *AFTER))
_IS_LINE: Final = _any_of((*CONTROLS, *LINES))
_SPEAKS: Final = re.compile(r"[\s«“\"]*أدعم\s")
_STAMPED: Final = re.compile(fold(rf"{STAMPED}(?:\s*[:：]\s*|\s+)(.{{1,80}})"))
_AGO: Final = re.compile(fold(rf"(?:{AGO})[\s.]*"))


def ends_article(line: str) -> bool:
    """Return whether the article ends before this line: related articles, support, corrections.

    «أدعم الحوار» is what somebody says, and no appeal.
    """
    if len(line) > _LONGEST_LINE or _SPEAKS.match(line):
        return False
    return bool(_IS_END.fullmatch(_bare(line)))


def is_related(line: str) -> bool:
    """Return whether a line begins a box of other articles, perhaps in the middle of a text."""
    return len(line) <= _LONGEST_LINE and bool(_IS_RELATED.fullmatch(_bare(line)))


def may_be_subheading(heading: str) -> bool:
    """Return whether a heading that looks like that of readers' comments may be the text's own.

    «التعليقات» and «تعليقات (3)» are theirs for certain.
    """
    return len(heading) <= _LONGEST_LINE and bool(_IS_COMMENTED.fullmatch(_bare(heading)))


def is_chrome(line: str) -> bool:
    """Return whether a line is page chrome: controls, share links, "read also"."""
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold(line).strip()
    bare = folded.strip(_DECORATION)
    if not bare or is_bare_address(folded):
        return True
    if _IS_LINE.fullmatch(bare) or (bare != folded and _IS_LINE.fullmatch(folded)):
        return True
    return _is_stamp(bare) or is_date_only(line)


def is_control(headline: str) -> bool:
    """Return whether a headline is nothing but a control, the heading of a box, or a date.

    What a line is known by, its beginning, proves nothing here: a headline may begin with
    any words («المزيد من …»), and bulletins have the day in theirs («الطقس 29/11/2026»).
    """
    bare = _bare(headline)
    if len(headline) > _LONGEST_LINE:
        return False
    if not bare or _IS_CONTROL.fullmatch(bare) or _is_stamp(bare):
        return True
    return is_date_only(headline) and not _words_beside_dates(headline) - _WEEKDAYS


def is_date_only(line: str) -> bool:
    """Return whether a line contains only a date, as lists in the margin do."""
    if len(line) > 60:  # noqa: PLR2004 - a weekday, a date, a time
        return False
    rest = _without_dates(line)
    words = _WORD.findall(_CLOCK.sub("", rest))
    return rest != line and len(words) <= (0 if _SENTENCE_END.search(line) else 1)


def _is_stamp(bare: str) -> bool:
    """Return whether a line says when the page was published, and nothing of what happened then."""
    found = _STAMPED.fullmatch(bare)
    if found is None or _SENTENCE_END.search(bare):
        return False
    when = found[1]
    if _AGO.fullmatch(when):
        return True
    when = _BEHIND_STAMP.sub("", when)
    rest = _DAY_AND_MONTH.sub("", _CLOCK.sub("", _without_dates(when)))
    rest = re.sub(rf"\b\d{{1,2}}\s+(?:{month_names()})(?!\w)", "", rest)
    return rest != when and _WORDS_OF_A_STAMP.issuperset(_WORD.findall(rest))


def _bare(line: str) -> str:
    """Return a line folded, without what decorates it at its ends."""
    return fold(line).strip().strip(_DECORATION)


def _words_beside_dates(line: str) -> set[str]:
    return set(_WORD.findall(fold(_without_dates(line))))


def _without_dates(line: str) -> str:
    for found in reversed(list(find_dates(line))):
        line = line[: found.start] + line[found.end :]
    return line
