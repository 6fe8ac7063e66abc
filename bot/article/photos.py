"""Finds an article's lead photo in its page, with the photo's caption."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.captions import (
    MAX_CAPTION,
    has_caption_shape,
    is_caption_line,
    split_credit,
    without_repetition,
)
from bot.article.metadata import Metadata
from bot.text.boxes import is_box
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
_LONGEST_BESIDE: Final = 200
_SENTENCE_END: Final = re.compile(r"[.!؟?…]\s*$")
_LONGEST_MARKUP: Final = 4 * MAX_CAPTION  # letters with all the white space of the source
_ROOTS: Final = frozenset((None, "-document", "html", "body", "article", "main"))
# Copies of one upload are told apart from other photos wherever the page is.
_NOWHERE: Final = "https://page.invalid/"
# The addresses of the photos in an element that holds several, by its place in memory.
Beside = dict[int, tuple[str, ...]]
_SUFFIX: Final = re.compile(r"^\s*camera\s*icon\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """The lead photo, and all captions of the page, which are not part of the body."""

    photo: Photo | None
    captions: tuple[str, ...]


def find_photo(tree: LexborHTMLParser, meta: Metadata, *, base: str) -> Found:
    """Find the lead photo: the page's first if the head agrees or names none, else the head's.

    The head (JSON-LD, Open Graph) names the upload, the page has its caption and its sizes.
    """
    icon_caption = _beside_icon(tree)
    captions = [icon_caption] if icon_caption else []
    shown: list[Photo] = []
    beside: Beside = {}
    for image in _images(tree):
        caption = caption_at(image, beside)
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


def _images(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Images in reading order, without those of boxes and margins."""
    for image in tree.css("img, amp-img")[:_MAX_IMAGES]:
        if not in_side(image):
            yield image


def in_side(image: LexborNode) -> bool:
    """Return whether an image stands in a box or margin, not in what the page shows of its own."""
    parent = image.parent
    for _ in range(40):
        if parent is None or parent.tag in {None, "html", "body", "main", "-document"}:
            return False
        if parent.tag not in {"figure", "picture", "header", "table"} and is_box(parent):
            names = parent.attributes.get("class") or ""
            if "gallery" not in names and "slider" not in names and "embed" not in names:
                return True
        parent = parent.parent
    return False


def caption_at(image: LexborNode, beside: Beside) -> str:
    """Return the caption in the image's figure, or in the element right after it.

    What holds another photo, too, has captions of either: none of them is known to be this one's.

    Args:
        image: whose caption is looked for.
        beside: what was found so for other images of the page; it is added to.
    """
    node: LexborNode | None = image
    own = photo_address(image, _NOWHERE)
    for _ in range(5):
        parent = node.parent if node is not None else None
        if parent is None or parent.tag in _ROOTS or _holds_others(parent, own, beside):
            return ""
        names = parent.attributes.get("class") or ""
        if parent.tag == "figure" or "wp-caption" in names or "image" in names or "photo" in names:
            found = parent.css_first(_CAPTION_CLASSES)
            if found is not None:
                return without_repetition(node_text(found))
        if parent.tag in _PARAGRAPHS and (words := _beside(parent)):
            return without_repetition(words)
        after = _next_element(parent)
        if after is not None and _is_caption(after):
            return without_repetition(node_text(after))
        node = parent
    return ""


def _holds_others(node: LexborNode, own: str, beside: Beside) -> bool:
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
    newsrooms end captions. A text that flows around the photo has sentences.
    """
    if len(paragraph.text(deep=True)) > _LONGEST_MARKUP:
        return ""
    words = node_text(paragraph)
    if not words or len(words) > _LONGEST_BESIDE or _SENTENCE_END.search(words):
        return ""
    slanted = " ".join(node_text(one) for one in paragraph.css("em, i, small")[:3])
    return words if slanted == words or is_caption_line(words, below_image=True) else ""


def _is_caption(node: LexborNode) -> bool:
    names = node.attributes.get("class") or ""
    if "caption" in names:
        return True
    if node.tag not in {"p", "div", "span", "em", "small"}:
        return False
    if len(node.text(deep=True)) > _LONGEST_MARKUP:
        return False
    return is_caption_line(node_text(node), below_image=True)


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and (following.tag or "").startswith("-"):
        if following.tag == "-text" and (following.text_content or "").strip():
            return None
        following = following.next
    return following


def _beside_icon(tree: LexborHTMLParser) -> str:
    """Return the caption that the theme repeats beside a small image named `camera icon`."""
    for icon in tree.css('img[alt="camera icon" i]')[:3]:
        node = icon.parent
        for _ in range(3):
            if node is None or node.tag in _ROOTS:
                break
            text = node_text(node)
            if text:
                return without_repetition(_SUFFIX.sub("", text))
            node = node.parent
    return ""
