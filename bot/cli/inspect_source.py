"""Shows what the bot extracts from a file or a URL, for `khabar inspect`."""

import asyncio
import os
import select
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.article.assemble import assemble
from bot.article.parse_page import read_page, read_text
from bot.cli.site_access import is_address
from bot.errors import FetchTooLarge, PageError
from bot.feed.http.fetcher import Fetcher
from bot.feed.parsing.parser import parse_feed
from bot.i18n import Translator
from bot.ingest.publications import build_publication
from bot.posts.compose import compose
from bot.types import ArticlePage, FetchedFeed, ParsedFeed
from storage.articles.rows import in_reading_order
from storage.models import ArticleStatus, PostFormat, Publication, StoredArticle

MAX_FILE_BYTES = 16 * 1024 * 1024
PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class InspectedArticle:
    """An article as it would be stored, and the post as Telegram would get it."""

    publication: Publication
    post_html: str
    published: datetime | None

    def as_json(self) -> dict[str, Any]:
        article = self.publication.article
        photo = article.photo
        return {
            "title": article.title,
            "paragraphs": list(article.paragraphs),
            "photo_url": photo.url if photo else "",
            "photo_caption": photo.caption if photo else "",
            "photo_credit": photo.credit if photo else "",
            "tags": [tag.name for tag in article.tags],
            "author": article.author,
            "published": self.published.isoformat() if self.published else None,
            "summary": " ".join(self.publication.summary),
            "post_html": self.post_html,
        }


def _read_file(source: str) -> bytes:
    if not source:
        raise PageError("an empty name is neither a file nor an http(s) address")
    try:
        body = _read_all(source)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PageError(f"{source} is neither a file nor an http(s) address") from None
    except OSError as error:
        raise PageError(f"{source}: {error.strerror}") from None
    if len(body) > MAX_FILE_BYTES:
        raise FetchTooLarge(f"{source} is larger than {MAX_FILE_BYTES >> 20} MB")
    return body


def _read_all(source: str) -> bytes:
    """Read a file, a device or a pipe, none of which must tell its size or ever end.

    Raises:
        PageError: nothing came for `PATIENCE_SECONDS`.
        OSError: it can't be read.
    """
    parts: list[bytes] = []
    # A pipe to which nobody writes would else wait in its opening.
    number = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        while sum(map(len, parts)) <= MAX_FILE_BYTES:
            if not select.select([number], [], [], PATIENCE_SECONDS)[0]:
                raise PageError(f"{source}: nothing came for {PATIENCE_SECONDS} seconds")
            part = os.read(number, 1 << 20)
            if not part:
                break
            parts.append(part)
    finally:
        os.close(number)
    return b"".join(parts)


def _looks_like_html(body: bytes) -> bool:
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") or b"<html" in start or b"</" in start


def _page(body: bytes, url: str, content_type: str) -> ArticlePage:
    if content_type or _looks_like_html(body):
        return read_page(body, url=url, content_type=content_type)
    try:
        return read_text(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PageError(f"not HTML and not text in UTF-8: {error.reason}") from None


async def inspect_article(
    source: str, *, fetcher: Fetcher, translator: Translator, url: str = ""
) -> InspectedArticle:
    """Parse one article from a saved page, a text file, or a URL.

    Args:
        source: the file's name, or the address.
        fetcher: gets an address.
        translator: the language of the post.
        url: where a saved page was found.

    Raises:
        PageError: there is no article in it, or it is neither a file nor an address.
        FetchError: the address can't be had.
    """
    if is_address(source):
        fetched = await fetcher.fetch_page(source)
        body, url, content_type = fetched.body, fetched.url, fetched.content_type
    else:
        body, content_type = await asyncio.to_thread(_read_file, source), ""
    return await asyncio.to_thread(
        _inspected, body, url, content_type, translator, fetcher.zone_name
    )


def _inspected(
    body: bytes, url: str, content_type: str, translator: Translator, zone_name: str
) -> InspectedArticle:
    page = _page(body, url, content_type)
    article = assemble(None, page, default_language="ar")
    publication = build_publication(article)
    stored = StoredArticle(
        id=1,
        article=replace(article, tags=in_reading_order(article.tags)),
        summary=publication.summary,
        status=ArticleStatus.LIVE,
        first_seen=datetime.now(UTC),
        content_hash=publication.content_hash,
    )
    post = compose(stored, format=PostFormat.PHOTO, translator=translator, zone_name=zone_name)
    return InspectedArticle(publication, post.html, page.published)


async def inspect_feed(source: str, *, fetcher: Fetcher) -> ParsedFeed:
    """Parse one feed from a file or a URL.

    Raises:
        FeedError: it is no usable feed.
        PageError: it is neither a file nor an address.
        FetchError: the address can't be had.
    """
    if is_address(source):
        fetched = await fetcher.fetch_feed(source, None)
    else:
        body = await asyncio.to_thread(_read_file, source)
        fetched = FetchedFeed(url=Path(source).absolute().as_uri(), body=body)
        fetched = replace(fetched, zone_name=fetcher.zone_name)
    return await asyncio.to_thread(parse_feed, fetched)


def feed_as_json(feed: ParsedFeed) -> dict[str, Any]:
    """Return a feed's items in short, and what was skipped."""
    return {
        "title": feed.title,
        "items": [
            {
                "site_id": item.site_id,
                "url": item.url,
                "title": item.title,
                "published": item.published.isoformat() if item.published else None,
                "tags": [tag.name for tag in item.tags],
                "excerpt": item.excerpt,
                "paragraphs": len(item.paragraphs),
                "photo_url": item.photo.url if item.photo else "",
            }
            for item in feed.items
        ],
        "skipped": [{"what": left.what, "reason": left.reason} for left in feed.skipped],
    }
