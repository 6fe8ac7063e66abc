"""Removes the footers that WordPress and its plugins append to texts in feeds."""

import re
from collections.abc import Iterable
from typing import Final

from bot.arabic.normalize import fold

# The link is alone, has a headline behind it, or speaks to the reader; a sentence that begins with
# the same words («اقرأ المزيد من الكتب، …») has its own full stop.
_BEHIND: Final = (
    # The end is near, before anything looks as far as there.
    r"(?=.{0,200}$)(?:[\s.…»›→]*$|(?=.*(?:اضغط|انقر|هنا\b|\bhere\b|https?:))"
    r"|(?!.*(?<!\.)\.[»”\")\]]*\s*$)).{0,200}$"
)
_MORE: Final = re.compile(
    r"\s{0,20}(?:\[\s{0,9}(?:…|\.{3}|&hellip;|&#8230;)\s{0,9}\]"
    # In the middle of a sentence these are its own words, also with a letter joined to them.
    r"|(?<!\w)(?<!\w )(?:Continue reading|Keep reading|Read more|متابعة القراءة|اقرأ المزيد"
    rf"|إقرأ المزيد|أكمل القراءة|لقراءة المزيد|تابع القراءة|قراءة المزيد)\b{_BEHIND})\s{{0,20}}",
    re.IGNORECASE | re.DOTALL,
)
# One of these stands in whatever `_MORE` finds, the English one in capitals, too.
_MORE_PARTS: Final = ("[", "القراءة", "المزيد")
_MORE_IN_ENGLISH: Final = "read"
# The name of a site is short, and nothing is told behind it.
_SITE: Final = r"(?:[^.،,؛:!?؟\n]|\.(?=\w)){1,80}\.?\s*"
_FIRST: Final = r"(?:أولا|أولًا|أولاً|اولا)"
_LONGEST_FOOTER: Final = 900  # letters
# Where a sentence begins: one that speaks of a post goes on otherwise than with its headline.
_BEGINS: Final = r"(?:^|(?<=[.!?؟…»”\")\]])|(?<=[.!?؟…»”\")\]]\s))"
# A headline may begin with any word, but in English it begins with a capital letter.
_NO_VERB: Final = (
    r"(?!(?-i:office|was|is|has|had|that|which|who|about|in|on|by|of|from|to|itself)\b|[,،])"
)
_NO_RELATIVE: Final = r"(?!(?:الذي|التي|نفسه|نفسها)\b|[,،])"
# «الخبر», «المقال» and «المنشور» are words of the news itself: «ظهر الخبر في البلدة …».
_NO_PARTICLE: Final = r"(?!(?:الذي|التي|في|على|من|عن|بعد|قبل|إن|أن|لم|لا|نفسه)\b|[,،])"
_APPEARED: Final = re.compile(
    rf"(?:(?-i:The post)\s+{_NO_VERB}\S.{{0,600}}?\bappeared first on\s{_SITE}"
    # So say other plug-ins. A sentence of the news may end so, too: this one is all of the text.
    rf"|^(?-i:The post)\s+{_NO_VERB}\S.{{0,600}}?\bfirst appeared on\s{_SITE}"
    rf"|{_BEGINS}(?:(?:هذه\s)?(?:ظهرت|ظهر)"
    rf"\s(?:(?:المقالة|التدوينة)\s+{_NO_RELATIVE}|(?:المقال|المنشور|الخبر)\s+{_NO_PARTICLE})(?!{_FIRST})\S.{{0,600}}?\s{_FIRST}\s+(?:على|في)\s{_SITE}"
    rf"|(?:(?:التدوينة|المقالة)\s+{_NO_RELATIVE}|(?:المقال|المنشور)\s+{_NO_PARTICLE})\S.{{0,600}}?"
    rf"\s(?:ظهرت|ظهر)\s{_FIRST}\s+(?:على|في)\s{_SITE}))$",
    re.IGNORECASE | re.DOTALL,
)

_APPEARED_PARTS: Final = ("The post", "ظهر")


def without_feed_footer(text: str) -> str:
    """Remove "The post … appeared first on …", «ظهرت المقالة … أولاً على …» and `[…]`.

    Some plug-ins say "first appeared on".
    """
    # Most texts have nothing of either.
    if any(part in text for part in _APPEARED_PARTS):
        appeared = _APPEARED.search(text, max(0, len(text) - _LONGEST_FOOTER))
        text = text[: appeared.start()] if appeared is not None else text
    if any(part in text for part in _MORE_PARTS) or _MORE_IN_ENGLISH in text.casefold():
        text = _MORE.sub(" ", text)
    return text.strip()


def excerpt_of(blocks: Iterable[str]) -> str:
    """Return the blocks of an excerpt as one text; each of them may be a footer."""
    kept = filter(None, map(without_feed_footer, blocks))
    return without_feed_footer(" ".join(kept))


def clean_paragraphs(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return the paragraphs without syndication footers and consecutive repetitions."""
    kept: list[str] = []
    for paragraph in paragraphs:
        text = without_feed_footer(paragraph)
        if text and not (kept and fold(kept[-1]) == fold(text)):
            kept.append(text)
    return tuple(kept)
