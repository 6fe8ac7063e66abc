"""Finds an article's lead photo in its page, with the photo's caption."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.captions import (
    MAX_CAPTION,
    has_caption_shape,
    is_caption_line,
    split_credit,
    tells_of_article,
    without_repetition,
)
from bot.article.metadata import Metadata
from bot.article.other_articles import OtherArticles
from bot.text.boxes import Boxes
from bot.text.images import is_ornament, photo_address, same_upload
from bot.text.markup import node_text
from bot.text.urls import absolute
from storage.models import Photo

_CAPTION_CLASSES: Final = (
    "figcaption, .wp-caption-text, .wp-element-caption, [class*='image-caption'],"
    " [class*='photo-caption'], [class*='img-caption'], [class*='caption']"
)
_MAX_IMAGES: Final = 120
_MAX_NAMED: Final = 20  # in the head
_MAX_BESIDE: Final = 12  # with icons and copies among them
_PARAGRAPHS: Final = frozenset(("p", "div", "center"))
# A theme's boxes of a photo hold the date and the author in slanted letters.
_SLANTED_IN: Final = frozenset(("p", "center"))
_MOST_BETWEEN: Final = 20  # texts and comments
_LONGEST_BESIDE: Final = 200
_SENTENCE_END: Final = re.compile(r"[.!؟?…]\s*$")
_LONGEST_MARKUP: Final = 4 * MAX_CAPTION  # letters with all the white space of the source
_ROOTS: Final = frozenset((None, "-document", "html", "body", "article", "main"))
# Copies of one upload are told apart from other photos wherever the page is.
_NOWHERE: Final = "https://page.invalid/"
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found in the elements around a page's photos, by their places in memory.

    Many photos stand in one element, which may be large: each is read once.

    Attributes:
        addresses: of the photos in an element that holds several.
        named: the caption by its name in what a photo is framed by; None without one.
        words: the words in a paragraph with a photo, if they look like a caption.
        after: the words of an element behind a photo, if they look like a caption.
    """

    addresses: dict[int, tuple[str, ...]] = field(default_factory=dict)
    named: dict[int, str | None] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The lead photo, and all captions of the page, which are not part of the body."""

    photo: Photo | None
    captions: tuple[str, ...]


def find_photo(
    tree: LexborHTMLParser, meta: Metadata, boxes: Boxes, others: OtherArticles, *, base: str
) -> Found:
    """Find the lead photo: the page's first if the head agrees or names none, else the head's.

    The head (JSON-LD, Open Graph) names the upload, the page has its caption and its sizes.
    """
    icon_caption = _beside_icon(tree)
    captions = [icon_caption] if icon_caption else []
    shown: list[Photo] = []
    around = Surroundings()
    for image in _images(tree, boxes, others):
        caption = caption_at(image, around)
        if caption:
            captions.append(caption)
        url = photo_address(image, base)
        if url:
            shown.append(photo_of(url, caption))
    named = [url for url in (absolute(image, base) for image in meta.images) if url]
    named = [url for url in named if not is_ornament(url)][:_MAX_NAMED]
    photo = _choose(shown, named, icon_caption)
    if photo is not None and not photo.caption and has_caption_shape(meta.image_alt):
        photo = photo_of(photo.url, meta.image_alt)
    return Found(photo, tuple(dict.fromkeys(captions)))


def _choose(shown: list[Photo], named: list[str], icon_caption: str) -> Photo | None:
    same = [photo for photo in shown if any(same_upload(photo.url, url) for url in named)]
    if same:
        lead = next((photo for photo in same if photo.caption), same[0])
    elif named:
        lead = Photo(url=named[0])
    elif shown:
        lead = shown[0]
    else:
        return None
    if not lead.caption and icon_caption:
        return photo_of(lead.url, icon_caption)
    return lead


def photo_of(url: str, caption: str) -> Photo:
    """Return a photo with its caption split into words and credit."""
    text, credit = split_credit(caption)
    return Photo(url=url, caption=text, credit=credit)


def _images(tree: LexborHTMLParser, boxes: Boxes, others: OtherArticles) -> Iterator[LexborNode]:
    """Images in reading order, without those of boxes, margins and other articles."""
    for image in tree.css("img, amp-img")[:_MAX_IMAGES]:
        if not (in_side(image, boxes) or others.hold(image)):
            yield image


def in_side(image: LexborNode, boxes: Boxes) -> bool:
    """Return whether an image stands in a box or margin, not in what the page shows of its own."""
    parent = image.parent
    for _ in range(40):
        if parent is None or parent.tag in {None, "html", "body", "main", "-document"}:
            return False
        if parent.tag not in {"figure", "picture", "header", "table"} and boxes.is_box(parent):
            names = parent.attributes.get("class") or ""
            if "gallery" not in names and "slider" not in names and "embed" not in names:
                return True
        parent = parent.parent
    return False


def caption_at(image: LexborNode, around: Surroundings) -> str:
    """Return the caption in the image's figure, or in the element right after it.

    What holds another photo, too, has captions of either: none of them is known to be this one's.

    Args:
        image: whose caption is looked for.
        around: what was found so for other images of the page; it is added to.
    """
    node: LexborNode | None = image
    own = photo_address(image, _NOWHERE)
    for _ in range(5):
        parent = node.parent if node is not None else None
        if parent is None or parent.tag in _ROOTS or _holds_others(parent, own, around.addresses):
            return ""
        names = parent.attributes.get("class") or ""
        if parent.tag == "figure" or "wp-caption" in names or "image" in names or "photo" in names:
            named = _remembered(around.named, parent, _named_caption)
            if named is not None:
                return named
        if parent.tag in _PARAGRAPHS and (words := _remembered(around.words, parent, _beside)):
            return without_repetition(words)
        after = _next_element(parent)
        if after is not None and (words := _remembered(around.after, after, _caption_of)):
            return without_repetition(words)
        node = parent
    return ""


def _remembered(
    known: dict[int, _Found], node: LexborNode, read: Callable[[LexborNode], _Found]
) -> _Found:
    if node.mem_id not in known:
        known[node.mem_id] = read(node)
    return known[node.mem_id]


def _named_caption(frame: LexborNode) -> str | None:
    found = frame.css_first(_CAPTION_CLASSES)
    return without_repetition(node_text(found)) if found is not None else None


def _holds_others(node: LexborNode, own: str, beside: dict[int, tuple[str, ...]]) -> bool:
    """Return whether an element shows another photo than the one with an address.

    Icons and the copy for readers without scripts are no other photos.
    """
    if node.mem_id not in beside:
        images = node.css("img, amp-img")[:_MAX_BESIDE]
        found = (photo_address(one, _NOWHERE) for one in images) if len(images) > 1 else ()
        beside[node.mem_id] = tuple(filter(None, found))
    return any(not same_upload(url, own) for url in beside[node.mem_id])


def _beside(paragraph: LexborNode) -> str:
    """Return the words that stand with a photo in its paragraph, if they look like its caption.

    The classic editor leaves it so: the photo, a line break, and the caption in italics or as
    newsrooms end captions. A text that flows around the photo has sentences. Dates, authors and
    reading times stand there, too.
    """
    if len(paragraph.text(deep=True)) > _LONGEST_MARKUP:
        return ""
    words = node_text(paragraph)
    if not words or len(words) > _LONGEST_BESIDE or _SENTENCE_END.search(words):
        return ""
    if is_caption_line(words, below_image=True):
        return words
    if paragraph.tag not in _SLANTED_IN or tells_of_article(words):
        return ""
    slanted = " ".join(node_text(one) for one in paragraph.css("em, i")[:3])
    return words if slanted == words else ""


def _caption_of(node: LexborNode) -> str:
    """Return the words of an element behind a photo, if it is named or looks like a caption."""
    names = node.attributes.get("class") or ""
    if "caption" in names:
        return node_text(node)
    if node.tag not in {"p", "div", "span", "em", "small"}:
        return ""
    if len(node.text(deep=True)) > _LONGEST_MARKUP:
        return ""
    words = node_text(node)
    return words if is_caption_line(words, below_image=True) else ""


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    for _ in range(_MOST_BETWEEN):
        if following is None or not (following.tag or "").startswith("-"):
            return following
        if following.tag == "-text" and (following.text_content or "").strip():
            return None
        following = following.next
    return None


def _beside_icon(tree: LexborHTMLParser) -> str:
    """Return the caption that the theme repeats beside a small image named `camera icon`."""
    for icon in tree.css('img[alt="camera icon" i]')[:3]:
        node = icon.parent
        for _ in range(3):
            if node is None or node.tag in _ROOTS:
                break
            text = node_text(node)
            if text:
                return without_repetition(text)
            node = node.parent
    return ""
