"""The quality gate: decides whether an extracted text is an article, or page chrome to be held."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.arabic.normalize import fold
from bot.article import chrome
from bot.i18n import mark
from storage.models import Article

MIN_LETTERS: Final = 120
_LETTERS_A_PARAGRAPH: Final = 25
_MAX_REPEATED: Final = 0.3
_TELLING: Final = 40  # letters: a table or a recipe says its short lines again and again
_MAX_FURNITURE: Final = 0.3
_MAX_HEADLINES: Final = 0.7
_LONGEST_HEADLINE: Final = 120  # letters: a longer line is a text that is written without stops
_SENTENCE: Final = re.compile(r"[.!؟?…:؛»”\"،)。！？」]\s*$")
_LINK: Final = re.compile(r"https?://|www\.")


@dataclass(frozen=True, slots=True)
class QualityResult:
    """The result of the quality gate, with the reason of a refusal for the owner.

    A `loose` text fails by its shape alone: a list or a table of results looks so, too.
    """

    ok: bool
    reason: str = ""
    loose: bool = False


def judge_body(paragraphs: Sequence[str]) -> QualityResult:
    """Judge a body by its length, repeated lines, and its share of dates, links and headlines."""
    letters = sum(len(paragraph) for paragraph in paragraphs)
    if letters < MIN_LETTERS:
        return QualityResult(ok=False, reason=f"only {letters} letters of text")
    count = len(paragraphs)
    times = Counter(fold(text) for text in paragraphs if len(text) >= _TELLING)
    repeated = times.total() - len(times)
    if repeated > _MAX_REPEATED * count:
        return QualityResult(ok=False, reason=f"{repeated} of {count} lines are repeated")
    furniture = sum(map(_is_furniture, paragraphs))
    if furniture > max(1, _MAX_FURNITURE * count):
        return QualityResult(
            ok=False, reason=f"{furniture} of {count} lines are dates, links or controls"
        )
    if letters < _LETTERS_A_PARAGRAPH * count:
        reason = f"{count} lines of {letters // count} letters on average"
        return QualityResult(ok=False, reason=reason, loose=True)
    unended = sum(
        len(paragraph) < _LONGEST_HEADLINE and not _SENTENCE.search(paragraph)
        for paragraph in paragraphs
    )
    if count > 2 and unended > _MAX_HEADLINES * count:  # noqa: PLR2004 - two lines prove nothing
        reason = f"{unended} of {count} lines are no sentences"
        return QualityResult(ok=False, reason=reason, loose=True)
    return QualityResult(ok=True)


def judge_quality(article: Article) -> QualityResult:
    """Judge an assembled article; an owner decides about one that fails.

    A headline alone passes (a video, an infographic), a headline that is a control does not.
    """
    if chrome.is_control(article.title):
        return QualityResult(
            ok=False, reason=mark("The headline is part of the page, not of an article.")
        )
    if len(re.findall(r"[^\W\d_]{2,}", article.title)) < 2:  # noqa: PLR2004 - words
        return QualityResult(ok=False, reason=mark("The headline has fewer than two words."))
    furniture = sum(map(_is_furniture, article.paragraphs))
    if furniture > _MAX_FURNITURE * len(article.paragraphs):
        return QualityResult(
            ok=False, reason=mark("Too many of its lines are dates, links or buttons.")
        )
    return QualityResult(ok=True)


def _is_furniture(line: str) -> bool:
    if chrome.is_chrome(line) or chrome.ends_article(line) or chrome.is_date_only(line):
        return True
    return bool(_LINK.search(line)) and len(line.split()) < 4  # noqa: PLR2004 - words: a bare link
