"""Finds the photos of a page that tells its story in photos: its gallery, or its own figures."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.other_articles import OtherArticles
from bot.article.photos import Surroundings, caption_at, in_side, photo_of
from bot.text.boxes import Boxes
from bot.text.images import photo_address, same_upload
from bot.text.urls import absolute, host_of, path_of
from storage.models import Photo

# What lies behind the tenth of an album is seen on the page; a page may show hundreds.
MAX_GALLERY: Final = 30
_MAX_IMAGES: Final = 120
_FEWEST: Final = 2
# Without a gallery around them so many figures, and so few letters for each, tell a story.
_FEWEST_FIGURES: Final = 4
_LETTERS_FOR_FIGURE: Final = 300
_GALLERIES: Final = (
    ".gallery, .wp-block-gallery, .tiled-gallery, .blocks-gallery-grid, [class*='gallery'],"
    " [class*='slideshow'], [class*='slider']"
)
_IMAGES: Final = "img, amp-img"
_IMAGE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|avif|gif|heic)$", re.IGNORECASE)


def find_gallery(
    tree: LexborHTMLParser,
    container: LexborNode | None,
    lead: Photo | None,
    boxes: Boxes,
    others: OtherArticles,
    *,
    base: str,
    page: str,
    letters: int,
) -> tuple[Photo, ...]:
    """Return the photos, the lead first, each upload once; none for a page that shows one photo.

    Args:
        tree: the page.
        container: what holds the article's text.
        lead: the page's lead photo.
        boxes: those of the page.
        others: what the page shows of other articles.
        base: what addresses are relative to.
        page: the article's own address.
        letters: how long the article's text is.
    """
    shown = _shown(_in_galleries(tree, boxes, others), base, page)
    if len(shown) < _FEWEST:
        figures = _images(container, boxes, others) if container is not None else ()
        shown = _shown(figures, base, page)
        if len(shown) < max(_FEWEST_FIGURES, letters // _LETTERS_FOR_FIGURE):
            return ()
    return _each_once([lead, *shown] if lead is not None and lead.url else shown)


def _in_galleries(
    tree: LexborHTMLParser, boxes: Boxes, others: OtherArticles
) -> Iterator[LexborNode]:
    seen: set[int] = set()
    for gallery in tree.css(_GALLERIES)[:20]:
        if gallery.tag in {"html", "body"}:
            continue
        # Galleries stand in galleries: each image is looked at once.
        images = [one for one in gallery.css(_IMAGES)[:_MAX_IMAGES] if one.mem_id not in seen]
        for image in images[: _MAX_IMAGES - len(seen)]:
            seen.add(image.mem_id)
            if _is_shown(image, boxes, others):
                yield image


def _images(node: LexborNode, boxes: Boxes, others: OtherArticles) -> list[LexborNode]:
    images = node.css(_IMAGES)[:_MAX_IMAGES]
    return [image for image in images if _is_shown(image, boxes, others)]


def _is_shown(image: LexborNode, boxes: Boxes, others: OtherArticles) -> bool:
    """Return whether an image is the page's own, not one of a box, a margin, another article."""
    return not (in_side(image, boxes) or boxes.stands_beside(image) or others.hold(image))


def _shown(
    images: Iterator[LexborNode] | Sequence[LexborNode], base: str, page: str
) -> list[Photo]:
    photos = []
    around = Surroundings()
    for image in images:
        url = photo_address(image, base)
        if url and not _leads_elsewhere(image, base, page):
            photos.append(photo_of(url, caption_at(image, around)))
    return photos


def _leads_elsewhere(image: LexborNode, base: str, page: str) -> bool:
    """Return whether the image is a link to another page of the site: a teaser, not a photo."""
    node = image.parent
    for _ in range(4):
        if node is None or node.tag in {"figure", "body", None}:
            return False
        if node.tag == "a":
            address = absolute(node.attributes.get("href") or "", base)
            path = path_of(address)
            folder = path_of(page).rstrip("/")
            own = bool(folder) and path.startswith(f"{folder}/")
            is_file = bool(_IMAGE_FILE.search(path)) or "attachment" in address
            return host_of(address) == host_of(page or base) and not own and not is_file
        node = node.parent
    return False


def _each_once(photos: Sequence[Photo]) -> tuple[Photo, ...]:
    """Return the photos without copies of one upload; a copy's caption serves where one lacks."""
    kept: list[Photo] = []
    for photo in photos:
        for place, known in enumerate(kept):
            if same_upload(known.url, photo.url):
                if not known.caption and photo.caption:
                    kept[place] = Photo(known.url, photo.caption, photo.credit)
                break
        else:
            kept.append(photo)
    return tuple(kept[:MAX_GALLERY]) if len(kept) >= _FEWEST else ()
