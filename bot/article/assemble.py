"""Merges what feed and page say into one article: page over feed over excerpt, per field."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Final

from bot.arabic import sentences
from bot.arabic.breaking import says_breaking
from bot.arabic.normalize import clean, fold
from bot.arabic.tag_names import tag_key
from bot.arabic.tokens import tokens
from bot.article import paragraphs
from bot.article.captions import split_credit
from bot.article.headline import agreed
from bot.article.language import language_of
from bot.article.media import SHORT_TEXT
from bot.article.quality import judge_body
from bot.article.reference_text import reference_text_of
from bot.errors import PageError
from bot.text.images import same_upload
from bot.text.urls import canonical_url
from bot.types import ArticlePage, FeedItem
from storage.models import Article, Photo, Tag, TagKind, TagSource

_BREAKING: Final = frozenset(
    map(fold, ("عاجل", "خبر عاجل", "أخبار عاجلة", "breaking", "breaking news"))
)
# What WordPress calls its first account, and newsrooms the one for all.
_ACCOUNTS: Final = frozenset(
    map(
        fold,
        (
            "admin",
            "administrator",
            "webmaster",
            "editor",
            "editors",
            "user",
            "root",
            "مدير الموقع",
            "المحرر",
            "محرر",
        ),
    )
)
_ENDED: Final = re.compile(r"[.!؟?]\s*[»”\")\]]*\s*$")
_PART, _ALL = 0.6, 0.8
_TELLING: Final = 5  # paragraphs
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def assemble(
    item: FeedItem | None,
    page: ArticlePage | None,
    *,
    default_language: str,
    fresh: bool = True,
) -> Article:
    """Merge feed item and page into an article; either may be missing.

    The body is the page's if it passes the quality gate and is no fragment of the feed's, else the
    feed's content, else the whole sentences of the excerpt, else empty: a headline-only post.
    Without any date in both sources `published` is 1970-01-01, which the caller replaces by the
    time of first sight.

    Args:
        item: what the feed says.
        page: what the page says.
        default_language: of an article that names none.
        fresh: whether the item was just read; the text of a stored one may be what the page
            has corrected since.

    Raises:
        PageError: neither source has a title.
    """
    item = item or FeedItem(site_id="", url="", title="")
    page = page or ArticlePage()
    title = agreed(clean(page.title), clean(item.title))
    if not title:
        raise PageError(f"no headline: neither page nor feed of {item.url or page.url} has one")
    excerpt = _longer(item.excerpt, page.excerpt)
    photo = _photo(page.photo, item.photo)
    tags = _union(page.tags, item.tags)
    published = _published(item, page)
    modified = page.modified or item.modified or published
    body = _body(item, page, title, excerpt, photo, fresh=fresh)
    return Article(
        site_id=item.site_id or page.site_id or page.url or item.url,
        url=item.url or canonical_url(page.url),
        title=title,
        paragraphs=body,
        published=published,
        modified=max(modified, published),
        excerpt=excerpt,
        author=_author(page.author) or _author(item.author),
        language=language_of((title, *body[:_TELLING]), page.language or default_language),
        photo=photo,
        tags=tags,
        breaking=is_breaking(title, tags),
        gallery=_gallery(page.gallery, photo),
        media=page.media or (item.media if sum(map(len, body)) < SHORT_TEXT else None),
    )


def is_breaking(title: str, tags: Sequence[Tag]) -> bool:
    """Return whether a tag, a section or the headline's start marks an article as breaking."""
    return any(fold(tag.name) in _BREAKING for tag in tags) or says_breaking(title)


def _published(item: FeedItem, page: ArticlePage) -> datetime:
    """Return the feed's date; the page's where the feed knows only the day, or nothing."""
    given = item.published or page.published or page.modified or item.modified or _EPOCH
    if page.published and given.timetz() == time(tzinfo=UTC):
        return page.published
    return given


def _body(
    item: FeedItem,
    page: ArticlePage,
    title: str,
    excerpt: str,
    photo: Photo | None,
    *,
    fresh: bool,
) -> tuple[str, ...]:
    verdict = judge_body(page.paragraphs)
    captions = [photo.caption] if photo and photo.caption else []
    content = paragraphs.body_lines(
        item.paragraphs, title=title, captions=captions, authors=[item.author, page.author]
    )
    full = judge_body(content).ok and not _is_excerpt(content, excerpt)
    if verdict.ok and not (fresh and full and _is_fragment(page.paragraphs, content)):
        # Of an article in several pages the known text has the further ones, however old it is.
        further = _behind(page.paragraphs, content) if page.continued and full else ()
        return (*page.paragraphs, *further)
    if full:
        return content
    # A list has no sentences, but it is the article where it says more than the excerpt.
    if verdict.loose and sum(map(len, page.paragraphs)) > 2 * len(excerpt):
        return page.paragraphs
    # A short page text that reads well (a line of breaking news) beats a cut excerpt.
    if page.paragraphs and all(_ENDED.search(text) for text in page.paragraphs):
        return page.paragraphs
    lead = paragraphs.body_lines(
        [excerpt], title=title, captions=captions, authors=[item.author, page.author]
    )
    whole = [text for text in sentences.split(" ".join(lead)) if _ENDED.search(text)]
    return (" ".join(whole),) if whole else ()


def _is_fragment(read: Sequence[str], content: Sequence[str]) -> bool:
    """Return whether the page gave a part of the text that the feed carries whole.

    A page that says something else is the newer one: the feed may be cached.
    """
    letters = sum(map(len, read))
    if letters >= _PART * sum(map(len, content)):
        return False
    reference = reference_text_of(" ".join(content))
    return sum(len(text) for text in read if reference.contains(text)) >= _ALL * letters


def _behind(read: Sequence[str], content: Sequence[str]) -> Sequence[str]:
    """Return the known lines behind the last one that a first page has, or has in other words."""
    reference = reference_text_of(" ".join(read))
    shown = [at for at, line in enumerate(content) if reference.contains(line)]
    if not shown:
        return ()
    told = [set(tokens(line)) for line in read]
    further = list(content[shown[-1] + 1 :])
    while further and any(_are_alike(set(tokens(further[0])), line) for line in told):
        further.pop(0)
    return further


def _are_alike(first: set[str], second: set[str]) -> bool:
    return 2 * len(first & second) > max(len(first), len(second))


def _is_excerpt(content: Sequence[str], excerpt: str) -> bool:
    """Return whether `content:encoded` is only the excerpt again, cut in mid-sentence."""
    return len(" ".join(content)) <= len(excerpt) + 10 and not _ENDED.search(content[-1])


def _photo(page: Photo | None, feed: Photo | None) -> Photo | None:
    """Return the page's photo, with the feed's address or words where the page lacks them."""
    chosen = page if page and page.url else feed
    if chosen is None or not chosen.url:
        return Photo(url="", caption=page.caption, credit=page.credit) if page else None
    told = [photo for photo in (page, feed) if photo and photo.caption]
    # The feed may know another photo than the page shows: its caption would be a false one.
    if page and page.url and feed and "/uploads/" in feed.url:
        told = [photo for photo in told if photo is page or same_upload(page.url, feed.url)]
    words = next(iter(told), chosen)
    if words.credit:
        return Photo(url=chosen.url, caption=words.caption, credit=words.credit)
    caption, credit = split_credit(words.caption)
    return Photo(url=chosen.url, caption=caption, credit=credit)


def _gallery(gallery: tuple[Photo, ...], photo: Photo | None) -> tuple[Photo, ...]:
    """Return the gallery with the lead as the article has it, with the feed's words for it."""
    if photo is None or not gallery or not same_upload(gallery[0].url, photo.url):
        return gallery
    return (photo, *gallery[1:])


def _union(first: Sequence[Tag], second: Sequence[Tag]) -> tuple[Tag, ...]:
    """Tags of both, each name once, as whoever is surest of it has it."""
    found: dict[str, Tag] = {}
    for tag in (*first, *second):
        name = tag.folded or tag_key(tag.name)
        if name not in found or _certainty(tag) > _certainty(found[name]):
            found[name] = tag
    return tuple(sorted(found.values(), key=lambda tag: tag.kind is not TagKind.SECTION))


def _certainty(tag: Tag) -> int:
    """REST knows; a page's link tells the kinds apart; its keywords say less than a feed does."""
    if tag.source is TagSource.REST:
        return 3
    if tag.source is TagSource.FEED:
        return 1
    return 2 if tag.slug or tag.kind is TagKind.SECTION else 0


def _author(name: str) -> str:
    """Return an author's name; empty for an account that several or none write with."""
    return "" if fold(name).strip() in _ACCOUNTS else name


def _longer(first: str, second: str) -> str:
    return first if len(first) >= len(second) else second
