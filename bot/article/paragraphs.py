"""Extracts an article's body paragraphs from its lines, without chrome and captions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.arabic.normalize import clean, fold
from bot.article import bylines, chrome
from bot.article.captions import is_caption_line, same_caption, split_credit
from bot.text.bare_links import bare_links
from bot.text.feed_footers import without_feed_footer
from bot.text.markup import Block, BlockKind

MAX_PARAGRAPHS: Final = 300
MAX_LENGTH: Final = 5000
_CAPTION_LINES: Final = 4
_START: Final = 12  # letters of a caption that tell most lines from it
_HEAD_LINES: Final = 6  # bylines and repeated headlines stand in the first lines
_FIRST_LINE: Final = 40  # letters: a shorter line may come again in its own place
_TEXT: Final = 60
_LONG: Final = 100
_GOES_ON: Final = 2  # paragraphs after a box in a text without structure: one may be a teaser
_TELLING: Final = 15  # letters: fewer are found in any headline
_LIST: Final = 3  # lines
_ENTRY: Final = re.compile(r"[-–—•●▪*✓]|\d{1,3}\s*[-.)]|[^:]{1,60}:\s*\S")
_SENTENCE_BREAK: Final = re.compile(r"[.!؟?…][»”\")]*\s+")
_ENDED: Final = re.compile(r"[.!؟?…»”\"]\s*$")


def from_blocks(
    found: Sequence[Block],
    *,
    title: str = "",
    captions: Iterable[str] = (),
    authors: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return the body paragraphs of a page's blocks, without chrome, captions and byline."""
    lines: list[str] = []
    for block in _without_lone_headings(_own_text(found)):
        # A byline is often parted from the first sentence by a line break only.
        lines.extend(block.lines if _breaks(block.lines, lines) else [block.text])
    return _cleaned(
        lines, title=title, captions=captions, authors=authors, newsrooms=newsrooms, repeats=True
    )


def body_lines(
    lines: Iterable[str],
    *,
    title: str = "",
    captions: Iterable[str] = (),
    authors: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return the body paragraphs among lines of plain text, in order, each once."""
    whole = [without_feed_footer(clean(line)) for line in lines]
    kept: list[str] = []
    in_box = False
    for place, line in enumerate(whole):
        if chrome.ends_article(line):
            more = sum(map(_is_running, whole[place + 1 :]))
            if not chrome.is_related(line) or more < _GOES_ON:
                break
            in_box = True
        elif not in_box or _is_running(line):
            in_box = False
            kept.append(line)
    return _cleaned(kept, title=title, captions=captions, authors=authors, newsrooms=newsrooms)


def plain_caption(found: Sequence[Block]) -> str:
    """Return a caption that is a plain paragraph at the photo above the text; empty if none."""
    head = [block for block in found if block.kind is not BlockKind.CAPTION][:_CAPTION_LINES]
    captions = (
        block.text
        for block in head
        if block.kind is BlockKind.TEXT
        and is_caption_line(block.text, below_image=block.below_image)
    )
    return next(captions, "") if len(found) > 1 else ""


def _own_text(found: Sequence[Block]) -> list[Block]:
    """Return the blocks without captions, links to elsewhere, and what stands after the article.

    A box of related articles in the middle ends itself: the text goes on with the next paragraph
    that stands beside the ones before.
    """
    shown = [block for block in found if block.kind is not BlockKind.CAPTION]
    bare = bare_links(shown)
    kept: list[Block] = []
    places: dict[str, int] = {}
    beside: set[int] = set()
    in_box = False
    for block in shown:
        if block.lines and chrome.ends_article(block.lines[0]):
            first = block.lines[0]
            is_heading = block.kind is BlockKind.HEADING
            if not (chrome.is_related(first) or (is_heading and chrome.may_be_subheading(first))):
                break
            in_box = True
        elif in_box and not (_is_running(block.text) and _place(block) in beside):
            continue
        elif id(block) not in bare and not _is_copy(block, places):
            in_box = False
            kept.append(block)
            if _is_running(block.text):
                beside.add(_place(block))
    return kept


def _is_copy(block: Block, places: dict[str, int]) -> bool:
    """Return whether a text also stands elsewhere in the page; twice in one place is intended."""
    if len(block.text) < _FIRST_LINE:
        return False
    return places.setdefault(_key(block.text), _place(block)) != _place(block)


def _without_lone_headings(found: Sequence[Block]) -> list[Block]:
    """Return the blocks without headings that no text of their own follows."""
    kept: list[Block] = []
    following: Block | None = None
    for block in reversed(found):
        if block.kind is BlockKind.HEADING and (following is None or _is_beside(block, following)):
            continue
        kept.append(block)
        following = block
    return kept[::-1]


def _is_beside(heading: Block, following: Block) -> bool:
    return following.kind is BlockKind.HEADING and _tag(heading) == _tag(following)


def _tag(block: Block) -> str | None:
    return block.holder.tag if block.holder is not None else None


def _place(block: Block) -> int:
    parent = block.holder.parent if block.holder is not None else None
    return parent.mem_id if parent is not None else 0


def _is_running(line: str) -> bool:
    return len(line) >= _LONG or (len(line) >= _TEXT and bool(_ENDED.search(line)))


def _cleaned(
    lines: Iterable[str],
    *,
    title: str,
    captions: Iterable[str],
    authors: Iterable[str],
    newsrooms: Iterable[str],
    repeats: bool = False,
) -> tuple[str, ...]:
    authors, newsrooms, captions = tuple(authors), tuple(newsrooms), tuple(captions)
    kept: list[str] = []
    seen: set[str] = set()
    heading = _key(title)
    starts = [(one, _key(split_credit(one)[0])[:_START]) for one in captions if one]
    for text in (part for line in lines for part in _parts(without_feed_footer(clean(line)))):
        key = _key(text)
        if not key or key == heading or chrome.is_chrome(text):
            continue
        if any(start in key and same_caption(text, caption) for caption, start in starts):
            continue
        shown = text
        if len(kept) < _HEAD_LINES and not _has_text(kept):
            if bylines.is_byline(text, authors=authors, newsrooms=newsrooms):
                continue
            if _repeats(key, heading):
                continue
            shown = bylines.without_dateline(text, newsrooms=newsrooms)
        if key in seen and (kept[-1:] == [shown] or (len(text) >= _FIRST_LINE and not repeats)):
            continue
        seen.add(key)
        kept.append(shown)
        if len(kept) >= MAX_PARAGRAPHS:
            break
    return tuple(kept)


def _parts(text: str) -> Iterator[str]:
    """Return a text whole, or cut behind sentences into parts of `MAX_LENGTH`, never in a word."""
    while len(text) > MAX_LENGTH:
        ends = [found.end() for found in _SENTENCE_BREAK.finditer(text, 0, MAX_LENGTH)]
        cut = ends[-1] if ends else text.rfind(" ", 0, MAX_LENGTH) + 1
        if cut == 0:
            return
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _repeats(key: str, heading: str) -> bool:
    """Return whether a line is part of the headline, or the headline and a word or two more."""
    if len(key) < _TELLING:
        return False
    return key in heading or (heading != "" and heading in key and len(key) < 1.5 * len(heading))


def drop_plain_caption(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Split off a caption that is plain text before the body; empty if there is none."""
    for place, line in enumerate(lines[:3]):
        if is_caption_line(line, below_image=False) and len(lines) > place + 1:
            return line, (*lines[:place], *lines[place + 1 :])
    return "", tuple(lines)


def _breaks(lines: Sequence[str], before: Sequence[str]) -> bool:
    if len(lines) < 2:  # noqa: PLR2004 - one line has no break
        return False
    if not _has_text(before) or all(re.search(r"[.!؟:]\s*$", line) for line in lines):
        return True
    # A list of prices, written with line breaks.
    return len(lines) >= _LIST and all(
        len(line) < _LONG and _ENTRY.match(line) is not None for line in lines
    )


def _has_text(lines: Sequence[str]) -> bool:
    """Return whether running text has begun."""
    return any(len(line) >= _TEXT and re.search(r"[.!؟…»”\"]\s*$", line) for line in lines)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
