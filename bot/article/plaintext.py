"""Parses an article page that was saved as plain text, chrome included."""

import re
from collections.abc import Sequence
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.arabic.tag_names import tag_key
from bot.article import bylines, chrome, paragraphs
from bot.article.captions import has_caption_shape, same_caption, split_credit, without_repetition
from bot.errors import PageError
from bot.types import ArticlePage
from storage.models import Photo, Tag

MAX_TEXT: Final = 1_000_000
MAX_LINES: Final = 5000
MAX_TITLE: Final = 500
_CAMERA: Final = re.compile(r"^\s*camera\s*icon\s*", re.IGNORECASE)
_TAG: Final = re.compile(r"tag\s*icon", re.IGNORECASE)
_FONT: Final = re.compile(r"(?:\s*(?:ع\s*){3}|\s*(?:A\s+){2}A)\s*$")
_NAME_BREAK: Final = re.compile(r"\s*[،,|•·#]\s*|\s{2,}|\t")
_MAX_NAME: Final = 60
# Articles as text have next to none of these (one in a thousand letters), anything else twenty.
_SIGNS: Final = "{}[]=<>|_`#*\\;^~$@"
_MAX_SIGNS: Final = 0.015
_FEWEST_SIGNS: Final = 10
_SOURCE_START: Final = re.compile(
    r"\s*(?:#{1,6}\s|#!|\"\"\"|//|/\*|--\s|\[[\w.-]+\]\s*$)", re.MULTILINE
)
_SENTENCE: Final = 60  # letters: shorter lines of a header are an author or a date


def read_text(text: str) -> ArticlePage:
    """Parse a page's text into headline, caption and credit, tags and body.

    Raises:
        PageError: there is no line that could be a headline, too much text, or it is that of a
            program, a settings file or a document in Markdown.
    """
    if len(text) > MAX_TEXT:
        raise PageError(f"the text is longer than {MAX_TEXT} letters")
    if _SOURCE_START.match(text) or _share_of_signs(text) > _MAX_SIGNS:
        raise PageError("this is no article page: neither HTML nor the text of one")
    lines = [line for line in text.splitlines()[:MAX_LINES] if clean(line)]
    if not lines:
        raise PageError("the text is empty")
    end = _end_of_header(lines)
    header, rest = lines[:end], lines[end:]
    tags = tuple(tag for line in header if _TAG.search(line) for tag in _tags(line))
    icon = next((without_repetition(line) for line in header if _CAMERA.match(line)), "")
    plain = [clean(line) for line in header if not _CAMERA.match(line) and not _TAG.search(line)]
    title, caption, above = _headline(plain, icon)
    if not title:
        raise PageError("the text has no headline")
    body = paragraphs.body_lines(
        [*above, *rest], title=title, captions=[caption] if caption else []
    )
    if not caption:
        caption, body = paragraphs.drop_plain_caption(body)
    shown, credit = split_credit(caption)
    return ArticlePage(
        title=title[:MAX_TITLE],
        paragraphs=body,
        photo=Photo(url="", caption=shown, credit=credit) if shown or credit else None,
        tags=tags,
        language="ar" if re.search("[\u0621-\u064a]", title) else "en",
    )


def _share_of_signs(text: str) -> float:
    """Return which share of all letters are those of programs and mark-up."""
    count = sum(map(text.count, _SIGNS))
    return count / len(text) if count >= _FEWEST_SIGNS else 0.0


def _end_of_header(lines: Sequence[str]) -> int:
    """Return the first line of the body: after icons and font control, if they are there."""
    last = 0
    for place, line in enumerate(lines[:40]):
        if _CAMERA.match(line) or _TAG.search(line) or _FONT.fullmatch(clean(line)):
            last = place + 1
    # Names of tags may follow their icon on lines of their own, up to the font control.
    return last or 1


def _headline(plain: Sequence[str], icon: str) -> tuple[str, str, list[str]]:
    """Headline, caption, and lines of the header that belong to the body.

    A kicker stands above the headline; any of kicker, headline and caption may be repeated.
    """
    caption = icon
    names: list[str] = []
    for line in plain:
        if chrome.is_chrome(line) or (icon and same_caption(line, icon)):
            continue
        if not caption and names and has_caption_shape(line):
            caption = line
        elif not any(fold(line) == fold(name) for name in names):
            names.append(line)
    names = [name for name in names if not bylines.is_byline(name)] or names
    if not names:
        return "", caption, []
    repeated = [name for name in names if sum(fold(name) == fold(line) for line in plain) > 1]
    if len(names) == 1:
        return names[0], caption, []
    if len(repeated) == 1:
        return repeated[0], caption, []
    # Above the icon's line the order is known; without it the kicker is the shorter one.
    title = names[1] if icon else max(names[:2], key=len)
    return title, caption, [name for name in names[2:] if len(name) >= _SENTENCE]


def _tags(line: str) -> list[Tag]:
    shown = _FONT.sub("", _TAG.sub("\t", line))
    names = [clean(part) for part in _NAME_BREAK.split(shown)]
    return [Tag(name=name, folded=tag_key(name)) for name in names if 0 < len(name) <= _MAX_NAME]
