"""Decides whether a body that was read by structure is in doubt, so that another reader is asked.

That one takes as long as all the rest of reading a page, on some pages ten times that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.article.body import Evidence
from bot.article.quality import judge_body
from bot.article.reference_text import reference_text_of

# Measured on 524 public pages: docs/reading.md.
_SHARE: Final = 0.9
_KEPT: Final = 0.9
# A feed may carry the first paragraphs only, and the page have them in an element of their own.
_HALF: Final = 0.5
_PARAGRAPHS: Final = 3
# A feed's text has lines of its own (where it appeared first) and lacks some of the page.
_COMMON: Final = 0.95
_ENDED: Final = re.compile(r"[.؟?!…:؛»”\"’)\]]\s*$")


@dataclass(frozen=True, slots=True)
class KnownText:
    """What is known of an article's text before its page is read; all of it may be missing.

    Attributes:
        feed: the lines that the feed has: the text, an excerpt, or nothing.
        before: the lines of an earlier reading. Only the very same lines say that both readings
            are of one kind; where others are near to them, a page that did not change would else
            be taken for one that was corrected.
        excerpt: what the feed has beside or in the place of lines, which may be cut.
    """

    feed: Sequence[str] = ()
    before: Sequence[str] = ()
    excerpt: str = ""


NOTHING_KNOWN: Final = KnownText()


def reason_to_doubt(lines: Sequence[str], evidence: Evidence, known: KnownText) -> str:
    """Return why the body may be another than the article's; empty where nothing says so.

    A body is not in doubt where what is known of the article beforehand is the same text, and
    the page has not as much beside it. Nor is it where the page's structure is plain: an element
    with a body's name holds nearly all text of the page, nothing in it looks like a box, and
    every line of it reads as one of a text.

    Args:
        lines: the body as read.
        evidence: how it was found.
        known: what else is known of the article.
    """
    told = _share_known(known.feed, lines)
    as_before = tuple(lines) == tuple(known.before)
    as_in_feed = told >= _COMMON and _share_known(lines, known.feed) >= _COMMON
    if evidence.share * evidence.kept >= _HALF and (as_before or as_in_feed):
        return ""
    if known.before and not as_before:
        return "it differs from an earlier reading"
    if known.feed and told < _HALF:
        return "the feed has other text"
    check = judge_body(lines)
    if not check.ok:
        return check.reason
    odd = any(not _ENDED.search(line) and line not in evidence.headings for line in lines)
    doubts = {
        "there is text outside of the element that is named for it": evidence.share < _SHARE,
        "much of the text stands in what looks like boxes": evidence.kept < _KEPT,
        "the text has no paragraphs": len(lines) < _PARAGRAPHS,
        "a line is no sentence": odd,
    }
    return next((reason for reason, holds in doubts.items() if holds), "")


def _share_known(lines: Sequence[str], by: Sequence[str]) -> float:
    """Return how much of some lines others have, by letters; 0 where one has none."""
    letters = sum(map(len, lines))
    if not letters:
        return 0.0
    reference = reference_text_of(" ".join(by))
    return sum(len(line) for line in lines if reference.contains(line)) / letters
