"""Decodes a feed's bytes to well-formed XML text: charset, truncation, declarations."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.errors import FeedError
from bot.feed.parsing.item_order import date_in, is_oldest_first
from bot.text.charsets import charset_in_header, decode_text

MAX_ITEMS: Final = 300
MAX_LETTERS: Final = 1_500_000  # feedparser's lenient parser takes a second for so many
MAX_ITEM_LETTERS: Final = 400_000

_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Names may carry a prefix of a namespace, as in `<atom:feed xmlns:atom="…">`.
_ROOT: Final = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?(rss|feed|RDF))(?=[\s>])")
_HTML: Final = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]{0,2000}(\[)?", re.IGNORECASE)
# CDATA sections are passed over: an article on feeds may write `</item>` in its text.
_ITEM_EDGE: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<(?P<end>/)?(?P<name>(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry))(?:\s[^<>]*)?>",
    re.DOTALL,
)
# XML 1.0, 2.2 forbids these, and one of them makes the strict parser give up the whole feed.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCES: Final = re.compile(r"(?:&#(?:x[0-9a-f]{1,32}|[0-9]{1,32});)+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"&#(\w+);")
# Long ones hold a picture as data; parsers keep a hundred times the memory of each attribute.
_LONG_TAG: Final = re.compile(r"<[A-Za-z][^<>]{2000,}")
_MAX_ATTRIBUTES: Final = 500
# A picture that an editor pasted into the text: no photo for Telegram, and larger than any article.
_PASTED: Final = re.compile(
    r"data:[\w.+/-]{1,80}(?:;[\w.=-]{1,40}){0,3};base64,[A-Za-z0-9+/=\r\n]{500,}"
)
# Plug-ins that are older than the site's PHP print a notice each, at each request.
_LONGEST_PROLOGUE: Final = 200_000
_CDATA: Final = "<![CDATA["
_BARE_ANGLE: Final = re.compile(r"<(?![A-Za-z_/!?])")
_BARE_AMPERSAND: Final = re.compile(r"&(?!#?\w{1,32};)")


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed's text, well-formed for the XML parser.

    `complete` is false where the body ended before its root element did; `beyond` counts the older
    items that were left out beside `MAX_ITEMS` or `MAX_LETTERS` of newer ones, `oversized` those
    that were left out because each alone is longer than `MAX_ITEM_LETTERS`.
    """

    text: str
    complete: bool
    beyond: int
    oversized: int = 0


def decode_feed(body: bytes, content_type: str = "") -> FeedText:
    """Decode a feed's bytes to text with whole items only.

    Raises:
        FeedError: empty, HTML, no feed at all, undecodable, with entities of its own, or with an
            element of very many attributes.
    """
    if not body.strip():
        raise FeedError("the body is empty")
    text = _text(body, content_type).lstrip("\ufeff\r\n\t \x00")
    root = _ROOT.search(text[:_LONGEST_PROLOGUE])
    page = _HTML.search(text[:_LONGEST_PROLOGUE])
    if page and (root is None or page.start() < root.start()):
        raise FeedError("an HTML page came where a feed was expected")
    if root is None:
        raise FeedError("no feed: neither rss nor feed nor rdf:RDF is the root")
    _refuse_entities(text[: root.start()])
    # What stands before the root is replaced: notices of PHP, DTDs, a charset no longer true.
    text = text[root.start() :]
    text = _PASTED.sub("data:,", text)
    text = _REFERENCES.sub(_sound, _FORBIDDEN.sub("", text))
    text = _outside_cdata(text)
    if any(tag[0].count("=") > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise FeedError(f"an element has more than {_MAX_ATTRIBUTES} attributes")
    return _whole_items(text, root[1])


def _text(body: bytes, content_type: str) -> str:
    """Return the body as text.

    Raises:
        FeedError: no charset fits.
    """
    declared = [found.decode("ascii") for found in _DECLARED.findall(body[:400])]
    try:
        return decode_text(body, [*charset_in_header(content_type), *declared])
    except ValueError as error:
        raise FeedError(str(error)) from error


def _refuse_entities(prologue: str) -> None:
    """Entities of a feed's own are bombs, or files of this machine; no feed needs them.

    Raises:
        FeedError: the document type declares something.
    """
    doctype = _DOCTYPE.search(prologue)
    if (doctype and doctype[1]) or "<!ENTITY" in prologue:
        raise FeedError("the feed declares entities of its own")


def _sound(references: re.Match[str]) -> str:
    """References to letters that XML knows (XML 1.0, 4.1); others would cost the whole feed.

    The halves of a surrogate pair, as some exporters write an emoji, become its letter.
    """
    numbers = (
        int(number[1:], 16) if number[0] in "xX" else int(number)
        for number in _NUMBER.findall(references[0])
    )
    units = "".join(chr(number) for number in numbers if number <= sys.maxunicode)
    letters = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return "".join(f"&#{ord(letter)};" for letter in _FORBIDDEN.sub("", letters))


def _outside_cdata(text: str) -> str:
    """Escape what begins no markup: one bare `&` ends the strict parser's patience.

    Text after a CDATA section that never ends is dropped: it is the tail of a cut feed.
    """
    parts = []
    place = 0
    while True:
        start = text.find(_CDATA, place)
        end = text.find("]]>", start) if start >= 0 else -1
        outside = text[place:] if start < 0 else text[place:start]
        parts.append(_BARE_ANGLE.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", outside)))
        if start < 0 or end < 0:
            return "".join(parts)
        place = end + len("]]>")
        parts.append(text[start:place])


def _whole_items(text: str, root: str) -> FeedText:
    closing = f"</{root}>"
    whole: list[tuple[int, int]] = []
    oversized = 0
    head, is_open, last = -1, False, 0
    for start, end in item_spans(text):
        head = start if head < 0 else head
        last = max(last, start, end)
        if end < 0:
            is_open = True
        elif end - start > MAX_ITEM_LETTERS:
            oversized += 1
        else:
            whole.append((start, end))
    spans = _within_bounds(whole)
    if len(spans) < len(whole) and is_oldest_first(whole, lambda span: date_in(text[slice(*span)])):
        spans = _within_bounds(whole[::-1])[::-1]
    beyond = len(whole) - len(spans)
    kept = [text[start:end] for start, end in spans]
    # Notices, comments of caches and scripts of hosts follow the end, sometimes pages of them. An
    # item that is cut off may hold the words of the end.
    end = text.find(closing, max(last, len(text) - 2_000) if is_open else last)
    complete = end >= 0
    if complete and not (is_open or beyond or oversized):
        return FeedText(text[: end + len(closing)], complete=True, beyond=0)
    if not kept and not oversized:
        if complete:
            return FeedText(text, complete=True, beyond=0)
        raise FeedError("the feed ends before its first item does")
    # What stands between and behind the items may be as long as they: it is left out, too.
    return FeedText(
        f"{text[:head]}{''.join(kept)}{closing_tags(text)}", complete, beyond, oversized
    )


def _within_bounds(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    letters = 0
    for start, end in spans:
        if len(kept) < MAX_ITEMS and not (kept and letters + end - start > MAX_LETTERS):
            letters += end - start
            kept.append((start, end))
    return kept


def closing_tags(text: str) -> str:
    """Return the tags that close a feed's text after its last item; empty without a root."""
    root = _ROOT.match(text)
    if root is None:
        return ""
    return f"{'</channel>' if root[2] == 'rss' else ''}</{root[1]}>"


def item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each item; the end is -1 for an item that is not closed."""
    name, start = "", -1
    for found in _ITEM_EDGE.finditer(text):
        # The first one's name counts: elements of other vocabularies may be called item, too.
        name = name or found["name"] or ""
        if not name or found["name"] != name or found[0].endswith("/>"):
            continue
        if not found["end"]:
            start = found.start() if start < 0 else start
        elif start >= 0:
            yield start, found.end()
            start = -1
    if start >= 0:
        yield start, -1
