"""Finds the video or audio that a page is about: a media file, or the player of another site."""

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.text.boxes import Boxes
from bot.text.lazy_attributes import waiting_addresses
from bot.text.media_addresses import media_of_file, player_of
from bot.text.urls import absolute
from storage.models import Media, MediaKind

# Shorter texts stand beside what is to be played; in a longer one it is an illustration, unless
# it comes before nearly all of the text. Letters.
SHORT_TEXT: Final = 700
_BEFORE: Final = 200
_MOST: Final = 400
_PLAYERS: Final = "iframe, lite-youtube, amp-youtube"


def find_media(tree: LexborHTMLParser, boxes: Boxes, *, base: str, letters: int) -> Media | None:
    """Return what the page is there to play; None for a page that is there to be read.

    Audio counts beside a short text alone: many sites have each article read aloud.

    Args:
        tree: the page.
        boxes: those of the page.
        base: what addresses are relative to.
        letters: how long the article's text is.
    """
    if tree.body is None:
        return None
    before = 0
    for node in tree.body.css(f"p, video, audio, amp-video, {_PLAYERS}")[:_MOST]:
        if node.tag == "p":
            before += 0 if boxes.stands_beside(node) else len(node.text(deep=True).strip())
            continue
        media = None if boxes.stands_beside(node) else _of(node, base)
        if media is None:
            continue
        leads = media.kind is not MediaKind.AUDIO and before < _BEFORE
        if leads or letters < SHORT_TEXT:
            return media
    return None


def _of(node: LexborNode, base: str) -> Media | None:
    if node.tag in {"video", "audio", "amp-video"}:
        # A film without end behind a headline is an ornament.
        if "loop" in node.attributes:
            return None
        return next((found for url in _sources(node, base) if (found := media_of_file(url))), None)
    video = node.attributes.get("videoid") or node.attributes.get("data-videoid")
    if video:
        return player_of(f"https://www.youtube.com/embed/{video[:40]}")
    for written in (node.attributes.get("src") or "", *waiting_addresses(node)):
        address = absolute(written[:2000], base)
        if address and (found := player_of(address)):
            return found
    return None


def _sources(node: LexborNode, base: str) -> Iterator[str]:
    for one in (node, *node.css("source")[:10]):
        for name in ("src", "data-src"):
            if url := absolute((one.attributes.get(name) or "")[:2000], base):
                yield url
