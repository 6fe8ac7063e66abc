"""Finds the video or audio that a page is about: a media file, or the player of another site."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.other_articles import OtherArticles
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
_TOP: Final = frozenset((None, "html", "body", "-document"))
# The classes of a header that is an article's, with the headline below it.
_OF_ARTICLE: Final = re.compile(
    r"(?:^|[\s_-])(?:single|hero|entry|post|article|story|featured)(?=$|[\s_-])"
)
_LONGEST_NAMES: Final = 2000
_PLAYERS: Final = "iframe, lite-youtube, amp-youtube"


def find_media(
    tree: LexborHTMLParser,
    boxes: Boxes,
    others: OtherArticles,
    container: LexborNode | None,
    *,
    base: str,
    letters: int,
) -> Media | None:
    """Return what the page is there to play; None for a page that is there to be read.

    Audio counts beside a short text alone: many sites have each article read aloud. What comes
    behind the article, or stands at the head of the site, is played on all its pages.

    Args:
        tree: the page.
        boxes: those of the page.
        others: what the page shows of other articles.
        container: what holds the article's text, if that is known.
        base: what addresses are relative to.
        letters: how long the article's text is.
    """
    if tree.body is None:
        return None
    own = others.own_element or _with_headline(container)
    behind = _behind(own) if own is not None else frozenset[int]()
    before = 0
    for node in tree.body.css(f"p, video, audio, amp-video, {_PLAYERS}")[:_MOST]:
        if node.tag == "p":
            before += 0 if boxes.stands_beside(node) else len(node.text(deep=True).strip())
            continue
        aside = boxes.stands_beside(node) or others.hold(node) or _is_of_site(node, behind)
        media = None if aside else _of(node, base)
        if media is None:
            continue
        leads = media.kind is not MediaKind.AUDIO and before < _BEFORE
        if leads or letters < SHORT_TEXT:
            return media
    return None


def _with_headline(container: LexborNode | None) -> LexborNode | None:
    """Return the smallest element that holds the text and the headline; else that of the text."""
    around = container
    while around is not None and around.tag not in _TOP:
        if around.css_first("h1") is not None:
            return around
        around = around.parent
    return container


def _behind(own: LexborNode) -> frozenset[int]:
    """Return the elements that come after an element and after those around it."""
    found: set[int] = set()
    around: LexborNode | None = own
    while around is not None and around.tag not in _TOP:
        following = around.next
        while following is not None:
            found.add(following.mem_id)
            following = following.next
        around = around.parent
    return frozenset(found)


def _is_of_site(node: LexborNode, behind: Collection[int]) -> bool:
    """Return whether an element stands behind the article, or in the head of the site."""
    header = False
    around: LexborNode | None = node
    while around is not None and around.tag not in _TOP:
        if around.mem_id in behind:
            return True
        header = header or _is_head_of_site(around)
        if around.tag in {"article", "main"}:
            header = False
        around = around.parent
    return header


def _is_head_of_site(node: LexborNode) -> bool:
    if node.tag != "header" or node.css_first("h1") is not None:
        return False
    return not _OF_ARTICLE.search((node.attributes.get("class") or "")[:_LONGEST_NAMES])


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
