"""An article's lines without what stands around them: the body paragraphs in order."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.article import chrome
from bot.article.captions import has_caption_shape, same_caption
from bot.text.feed_footers import without_feed_footer
from bot.text.markup import Block, Kind

MAX_PARAGRAPHS: Final = 300
MAX_LENGTH: Final = 5000
_HEAD_LINES: Final = 6  # bylines and repeated headlines stand in the first lines
_LINK_SHARE: Final = 0.8
_LONGEST_LINK: Final = 200
_TEXT: Final = 60


def from_blocks(
    found: Sequence[Block],
    *,
    title: str = "",
    captions: Iterable[str] = (),
    authors: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
) -> tuple[str, ...]:
    """The body out of a page's blocks: no chrome, caption, byline, or headline said again."""
    lines: list[str] = []
    for block in found:
        if block.kind is Kind.CAPTION:
            continue
        if _ends(block.lines):
            break
        text = block.text
        if block.linked > _LINK_SHARE * len(text) and len(text) < _LONGEST_LINK:
            continue
        # A byline is often parted from the first sentence by a line break only.
        lines.extend(block.lines if _breaks(block.lines, lines) else [text])
    return body_lines(lines, title=title, captions=captions, authors=authors, newsrooms=newsrooms)


def body_lines(
    lines: Iterable[str],
    *,
    title: str = "",
    captions: Iterable[str] = (),
    authors: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
) -> tuple[str, ...]:
    """The body out of lines of plain text, in order, each line once."""
    authors, newsrooms, captions = tuple(authors), tuple(newsrooms), tuple(captions)
    kept: list[str] = []
    seen: set[str] = set()
    heading = _key(title)
    for line in lines:
        text = without_feed_footer(clean(line))[:MAX_LENGTH]
        if chrome.ends_article(text):
            break
        key = _key(text)
        if not key or key == heading or chrome.is_chrome(text):
            continue
        if any(same_caption(text, caption) for caption in captions):
            continue
        if len(kept) < _HEAD_LINES and not _has_text(kept):
            if chrome.is_byline(text, authors=authors, newsrooms=newsrooms):
                continue
            text = chrome.without_dateline(text, newsrooms=newsrooms)
        if key in seen:
            continue
        seen.add(key)
        kept.append(text)
        if len(kept) >= MAX_PARAGRAPHS:
            break
    return tuple(kept)


def drop_plain_caption(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Part a caption that stands as plain text in front of the body; empty if there is none."""
    for place, line in enumerate(lines[:3]):
        if has_caption_shape(line) and len(lines) > place + 1:
            return line, (*lines[:place], *lines[place + 1 :])
    return "", tuple(lines)


def _ends(lines: Sequence[str]) -> bool:
    return bool(lines) and chrome.ends_article(lines[0])


def _breaks(lines: Sequence[str], before: Sequence[str]) -> bool:
    if len(lines) < 2:  # noqa: PLR2004 - one line has no break
        return False
    return not _has_text(before) or all(re.search(r"[.!؟:]\s*$", line) for line in lines)


def _has_text(lines: Sequence[str]) -> bool:
    """Whether running text has begun."""
    return any(len(line) >= _TEXT and re.search(r"[.!؟…»”\"]\s*$", line) for line in lines)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
