"""Parses an article page, given as HTML or plain text, into title, body, photo and tags."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.arabic.normalize import fold
from bot.article import paragraphs
from bot.article.addresses import (
    address_of,
    all_addresses,
    base_of,
    has_further_pages,
    identity_of,
    is_front_page,
)
from bot.article.body import Body, find_body, find_named_body
from bot.article.body_by_structure import body_blocks
from bot.article.captions import split_credit
from bot.article.decoding import decode_page
from bot.article.doubts import NOTHING_KNOWN, KnownText, reason_to_doubt
from bot.article.gallery import find_gallery
from bot.article.headline import find_headings, find_headline, find_parted_headings
from bot.article.links import find_links
from bot.article.list_pages import first_entry, is_list
from bot.article.live_blog import with_hours
from bot.article.media import find_media
from bot.article.metadata import Metadata, read_metadata
from bot.article.not_an_article import has_login, is_challenge, reason_to_refuse
from bot.article.other_articles import OtherArticles
from bot.article.password_pages import asks_for_password, is_only_a_notice
from bot.article.photos import Found, find_photo
from bot.article.plaintext import read_text
from bot.article.reference_text import general_text, reference_text_of
from bot.article.script_data import text_in_scripts
from bot.article.shared_words import WhatIsTold
from bot.article.taxonomy import find_tags
from bot.errors import PageError, PageLocked
from bot.text import markup
from bot.text.author_names import author_name
from bot.text.bounded_html import parse_html
from bot.text.boxes import Boxes
from bot.types import ArticlePage
from storage.models import Photo

__all__ = ["read_page", "read_text"]

log = logging.getLogger(__name__)


def read_page(
    body: bytes | str,
    *,
    url: str,
    content_type: str = "",
    known: KnownText = NOTHING_KNOWN,
    second_reader: Callable[[str], str] = general_text,
) -> ArticlePage:
    """Parse an article page; blocking, so callers run it in the worker process or a thread.

    Every part may be missing in the result, except that one of title, body and photo is there.
    Without `url` nobody has asked for a certain article: of a list whose first entry is told
    whole, that entry is read.

    Args:
        body: the page.
        url: where it was found.
        content_type: the header of the answer.
        known: what the feed or an earlier reading has of the article.
        second_reader: extracts the text where the page's own structure leaves doubt.

    Raises:
        PageLocked: the article is behind a password.
        PageError: not HTML, too large, or a page that is no article.
    """
    html = decode_page(body, content_type)
    tree = parse_html(html)
    boxes = Boxes(tree)
    headings = find_headings(tree)
    meta = read_metadata(tree, headings)
    if is_front_page(url):
        raise PageError("the address led to the front page")
    address = address_of(meta, url)
    # What stands in a list is another article than the one that was asked for at an address.
    entry = first_entry(tree, boxes) if not url and is_list(tree) else None
    others = OtherArticles(tree, boxes, all_addresses(meta, address, url) if entry is None else ())
    if asks_for_password(tree, others):
        raise PageLocked("the article is behind a password")
    titles, parted = meta.titles, find_parted_headings(tree)
    if entry is not None:
        titles, parted, headings = (), (), tuple(map(markup.node_text, entry.css("h1, h2, h3")[:1]))
    title = find_headline(titles, headings, site_names=meta.site_names, parted=parted)
    base = base_of(tree, address or url)
    found = find_photo(tree, meta, boxes, others, base=base)
    lines = (*known.feed, *known.before, known.excerpt)
    told = WhatIsTold(title, meta.description, lines)

    story = _find_story(
        tree,
        entry,
        partial(_story_of, title, found, meta, boxes),
        known,
        boxes=boxes,
        others=others,
        may_belong=told.may_hold,
        read_again=partial(second_reader, html),
    )
    container = story.body.container
    text = story.lines or _from_data(html, meta, title, told.may_hold)
    photo = _with_caption(found.photo, story.caption)
    letters = sum(map(len, text))
    gallery = find_gallery(
        tree,
        container,
        photo,
        boxes,
        others,
        base=base,
        page=address or url,
        letters=letters,
    )
    reason = reason_to_refuse(
        tree, headings=(*titles, *headings), paragraphs=text, listed=entry is None
    )
    if reason:
        raise PageError(reason)
    if not text:
        if is_challenge(html):
            raise PageError("a challenge for browsers came instead of the page")
        if has_login(tree):
            raise PageError("the page asks for a login")
    if is_only_a_notice((title, *headings), text):
        raise PageLocked("the article is behind a password")
    if not title and not text:
        raise PageError("the page has neither a headline nor a text")
    return ArticlePage(
        url=address,
        site_id=identity_of(tree, meta, address),
        title=title,
        paragraphs=text,
        excerpt=meta.description,
        photo=photo,
        tags=find_tags(tree, meta, others),
        author=_author(tree, meta),
        published=meta.published,
        modified=meta.modified,
        language=meta.language,
        links=find_links(container, boxes, base=base, page=address or url)
        if container is not None
        else (),
        gallery=gallery,
        continued=has_further_pages(tree, container, address or url),
        media=None
        if gallery
        else find_media(tree, boxes, others, container, base=base, letters=letters),
    )


@dataclass(frozen=True, slots=True)
class _Story:
    """A body with its paragraphs, and the photo's caption if that is one of them."""

    body: Body
    caption: str
    lines: tuple[str, ...]


def _find_story(
    tree: LexborHTMLParser,
    entry: LexborNode | None,
    story_of: Callable[[Body], _Story],
    known: KnownText,
    *,
    boxes: Boxes,
    others: OtherArticles,
    may_belong: Callable[[Sequence[str]], bool],
    read_again: Callable[[], str],
) -> _Story:
    """Return the body by the page's structure; if it is in doubt, by a second reader as well."""
    if entry is not None:
        return story_of(Body(entry, tuple(body_blocks(entry, boxes))))
    body, evidence = find_named_body(tree, boxes, others)
    story = story_of(body)
    reason = reason_to_doubt(story.lines, evidence, known)
    if not reason:
        return story
    log.debug("body of a page is in doubt, a second reader is asked: %s", reason)
    reference = reference_text_of(read_again())
    story = story_of(find_body(tree, reference, boxes, others, may_belong=may_belong))
    # Else a page without a text would tell what the site says of itself, or of cookies.
    if story.body.named or may_belong(story.lines):
        return story
    return story_of(Body(None, ()))


def _story_of(title: str, found: Found, meta: Metadata, boxes: Boxes, body: Body) -> _Story:
    caption = paragraphs.plain_caption(body.blocks) if found.photo else ""
    lines = paragraphs.from_blocks(
        body.blocks,
        title=title,
        captions=[*found.captions, caption],
        authors=meta.authors,
        newsrooms=meta.site_names,
    )
    return _Story(body, caption, with_hours(body.container, lines, boxes))


def _with_caption(photo: Photo | None, caption: str) -> Photo | None:
    """Return the photo; if it has no caption, with the plain paragraph below it that is one."""
    if photo is None or photo.caption or not caption:
        return photo
    shown, credit = split_credit(caption)
    return Photo(url=photo.url, caption=shown, credit=credit)


def _from_data(
    html: str, meta: Metadata, title: str, may_belong: Callable[[Sequence[str]], bool]
) -> tuple[str, ...]:
    """Return the body from JSON-LD or a script's data, if the page's structure gave none."""
    lines = markup.paragraphs(meta.body) if "<" in meta.body else tuple(meta.body.splitlines())
    if len(meta.body) < 200:  # noqa: PLR2004 - letters: less is an excerpt
        lines = text_in_scripts(html, may_belong)
    return paragraphs.body_lines(
        lines, title=title, authors=meta.authors, newsrooms=meta.site_names
    )


def _author(tree: LexborHTMLParser, meta: Metadata) -> str:
    rooms = {fold(name) for name in meta.site_names}
    given = list(filter(None, map(author_name, meta.authors)))
    names = [name for name in given if fold(name) not in rooms]
    if not names:
        links = tree.css('a[rel~="author"], .author-name, [itemprop="author"]')[:5]
        shown = (author_name(markup.node_text(link)) for link in links)
        names = list(dict.fromkeys(filter(None, shown)))
    return "، ".join(names or given)[:200]
