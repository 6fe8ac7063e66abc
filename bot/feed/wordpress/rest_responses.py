"""Parses responses of the WordPress REST API: posts as feed items, their visibility and dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any, Final
from urllib.parse import unquote

from bot.errors import FeedError
from bot.feed.identity import site_id
from bot.feed.parsing import dates
from bot.feed.parsing.items import (
    MAX_CONTENT,
    MAX_DIGITS,
    MAX_EXCERPT,
    MAX_GUID,
    MAX_NAME,
    MAX_TAGS,
    caption_text,
    make_tag,
    texts,
)
from bot.feed.wordpress.rest_requests import PER_PAGE_MAX
from bot.text import markup
from bot.text.author_names import author_name
from bot.text.feed_footers import excerpt_of
from bot.text.images import first_photo, is_ornament
from bot.text.json_values import load_json
from bot.text.protected_posts import has_password_form
from bot.text.urls import absolute, canonical_url, path_of
from bot.types import FeedItem
from storage.models import Photo, Tag, TagKind, TagSource

_MAX_BYTES: Final = 10_000_000
_PHOTO_SIZES: Final = ("large", "1536x1536", "full", "medium_large")
# What a notice does not print, but a page has in front of its content.
_PAGE: Final = re.compile(rb"<(?:!doctype|html|head|body|script|meta|title)\b", re.IGNORECASE)
_KINDS: Final = {"category": TagKind.SECTION, "post_tag": TagKind.TAG}


@dataclass(frozen=True, slots=True)
class ListedPost:
    """What REST says of a public post: whether a password locks it, and what tells whose it is.

    `title` is empty and `published` None where REST does not say.
    """

    locked: bool
    link: str
    title: str = ""
    published: datetime | None = None


def parse_posts(body: bytes, *, now: datetime | None = None) -> list[FeedItem]:
    """Parse the posts of a response, in its order; unpublished ones are left out.

    Photo captions are complete, with date and credit, as the newsroom wrote them. A
    password-protected post only has `locked` set, and when it was edited.

    Raises:
        FeedError: the response is not a list of posts.
    """
    judged = now or datetime.now(UTC)
    found = (_item(post, judged) for post in _posts(body))
    return [item for item in found if item is not None]


def parse_visibility(
    body: bytes, *, root: str = "", now: datetime | None = None
) -> dict[int, ListedPost]:
    """Parse which posts a response lists as public, by number.

    `root` is the directory of the site that was asked, empty for none: where it has no REST the
    site above it may have answered, whose posts of these numbers are others. `now` is what the
    dates are judged by, by default the clock's.

    Raises:
        FeedError: the response is not a list of posts.
    """
    judged = now or datetime.now(UTC)
    posts = _posts(body)
    # A list of anything else would say that all the posts that were asked for are gone.
    if posts and not any(map(_is_numbered, posts)):
        raise FeedError("the answer is a list of something else than posts")
    return {
        post["id"]: ListedPost(
            locked=_protected(post),
            link=canonical_url(_text(post, "link")),
            title=_title(post),
            published=_moment(post, "date_gmt", judged),
        )
        for post in posts
        if _is_numbered(post)
        and post.get("status", "publish") == "publish"
        and unquote(path_of(_text(post, "link"))).startswith(f"{root}/" if root else "")
    }


def site_dates(body: bytes) -> list[str]:
    """Return the posts' dates by the site's own clock, in the order of the response.

    Raises:
        FeedError: the response is not a list of posts.
    """
    return [str(post.get("date", ""))[:19] for post in _posts(body)]


def _posts(body: bytes) -> list[Mapping[str, Any]]:
    if len(body) > _MAX_BYTES:
        raise FeedError(f"the answer is larger than {_MAX_BYTES} bytes")
    try:
        posts = load_json(body)
    except (ValueError, RecursionError) as error:
        posts = _amid_notices(body)
        if posts is None:
            raise FeedError("the answer is no JSON") from error
    if not isinstance(posts, list) or (posts and not any(isinstance(one, dict) for one in posts)):
        raise FeedError("the answer is no list of posts")
    return [post for post in posts[:PER_PAGE_MAX] if isinstance(post, dict)]


def _amid_notices(body: bytes) -> list[Any] | None:
    """Return the list of posts between what PHP and plug-ins print around it; None without one.

    An empty list is not looked for: it would say that posts are gone. Nor is one in a page, whose
    scripts hold lists of anything, with numbers or without.
    """
    start, end = body.find(b'[{"'), body.rfind(b"]")
    if not 0 <= start < end or _PAGE.search(body[:start]):
        return None
    try:
        found = load_json(body[start : end + 1].decode())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(map(_is_numbered, found)) else None


def _is_numbered(post: Any) -> bool:
    """Return whether a member of a list has a post's number."""
    return isinstance(post, dict) and type(post.get("id")) is int


def _item(post: Mapping[str, Any], now: datetime) -> FeedItem | None:
    link = canonical_url(_text(post, "link"))
    number = post.get("id")
    known = isinstance(number, int) and 0 < number < 10**MAX_DIGITS
    guid = unescape(_text(post, "guid", "rendered")[:MAX_GUID]) if known else ""
    identity = site_id(link, guid, number=str(number) if known else "")
    public = post.get("status", "publish") == "publish"
    if not link or not public or not identity:
        return None
    title = _title(post)
    if _protected(post):
        return FeedItem(
            site_id=identity,
            url=link,
            title=title,
            modified=_moment(post, "modified_gmt", now),
            locked=True,
        )
    content = _text(post, "content", "rendered")[:MAX_CONTENT]
    tags = tuple(_tags(post))
    return FeedItem(
        site_id=identity,
        url=link,
        title=title,
        excerpt=excerpt_of(texts(_text(post, "excerpt", "rendered")))[:MAX_EXCERPT],
        paragraphs=texts(content),
        tags=tags,
        author=_author(post),
        published=_moment(post, "date_gmt", now),
        modified=_moment(post, "modified_gmt", now),
        photo=_photo(post, link) or _content_photo(content, link),
    )


def _text(value: Any, *path: str) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _title(post: Mapping[str, Any]) -> str:
    return markup.plain_text(_text(post, "title", "rendered")[:5000])[:500]


def _protected(post: Mapping[str, Any]) -> bool:
    """Return whether a password keeps the text, by REST's word or by the form in its place."""
    parts = [part for part in (post.get("content"), post.get("excerpt")) if isinstance(part, dict)]
    if any(part.get("protected") is True for part in parts):
        return True
    return has_password_form(_text(post, "content", "rendered")[:MAX_CONTENT])


def _moment(post: Mapping[str, Any], name: str, now: datetime) -> datetime | None:
    return dates.parse_feed_date(_text(post, name), now)


def _embedded(post: Mapping[str, Any], name: str) -> list[Any]:
    embedded = post.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


def _author(post: Mapping[str, Any]) -> str:
    names = (
        author_name(markup.plain_text(_text(author, "name")))[:MAX_NAME]
        for author in _embedded(post, "author")[:5]
    )
    return "، ".join(dict.fromkeys(filter(None, names)))


def _tags(post: Mapping[str, Any]) -> Iterable[Tag]:
    known: set[tuple[TagKind, str]] = set()
    for group in _embedded(post, "wp:term")[:10]:
        for term in group[:MAX_TAGS] if isinstance(group, list) else ():
            kind = _KINDS.get(_text(term, "taxonomy"))
            if kind is None:
                continue
            made = make_tag(
                _text(term, "name"), TagSource.REST, kind=kind, slug=_text(term, "slug")
            )
            if made is not None and (made.kind, made.folded) not in known:
                known.add((made.kind, made.folded))
                yield made


def _photo(post: Mapping[str, Any], base: str) -> Photo | None:
    media = next(iter(_embedded(post, "wp:featuredmedia")), None)
    if not isinstance(media, dict):
        return None
    details = media.get("media_details")
    sizes = details.get("sizes") if isinstance(details, dict) else None
    for size in _PHOTO_SIZES:
        url = absolute(_text(sizes, size, "source_url"), base)
        if url and not is_ornament(url):
            break
    else:
        url = absolute(_text(media, "source_url"), base)
    if not url or is_ornament(url):
        return None
    return Photo(url=url, caption=caption_text(_text(media, "caption", "rendered")))


def _content_photo(content: str, base: str) -> Photo | None:
    url, caption = first_photo(content, base) if "<img" in content else ("", "")
    return Photo(url=url, caption=caption) if url else None
