"""Converts one feed entry to a `FeedItem`, or gives the reason why it is skipped."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from urllib.parse import unquote

from bot.arabic.normalize import fold
from bot.arabic.tag_names import is_unsorted, tag_key
from bot.errors import PageError
from bot.feed.identity import site_id
from bot.feed.parsing import dates
from bot.text import markup
from bot.text.author_names import author_name, name_beside
from bot.text.double_encoding import decoded
from bot.text.feed_footers import clean_paragraphs, excerpt_of
from bot.text.images import MAX_CAPTION, first_photo, is_ornament, without_size
from bot.text.media_addresses import media_of_file
from bot.text.post_markup import post_paragraphs
from bot.text.protected_posts import is_protected
from bot.text.shortcodes import without_shortcodes
from bot.text.urls import absolute, canonical_url, host_of, is_home
from bot.types import FeedItem, Skipped
from storage.models import Media, Photo, Tag, TagKind, TagSource

MAX_TITLE: Final = 500
MAX_EXCERPT: Final = 3000
MAX_CONTENT: Final = 400_000
MAX_PARAGRAPHS: Final = 500
MAX_TAGS: Final = 40
MAX_NAME: Final = 100
MAX_SLUG: Final = 1000
MAX_GUID: Final = 500
MAX_DIGITS: Final = 12
_BROKEN: Final = "\ufffd"


def read_entry(
    entry: Mapping[str, Any], *, base: str, now: datetime, zone: tzinfo = UTC
) -> tuple[FeedItem | None, list[Skipped]]:
    """Convert a feedparser entry to an item, with notes on repairs or why it was skipped.

    `zone` is that of dates which name none.
    """
    notes: list[Skipped] = []
    guid = str(entry.get("id") or "")[:MAX_GUID]
    link = _link(entry, base, guid)
    title = _title(entry)
    what = link or guid or title or "an item"
    identity = site_id(link, guid, number=_post_id(entry))
    if not identity:
        return None, [Skipped(what[:200], "neither guid nor link")]
    if not link:
        return None, [Skipped(what[:200], "no link that can be opened")]
    if not guid:
        notes.append(Skipped(what, "no guid: known by its link"))
    if _BROKEN in title or not title:
        notes.append(Skipped(what, "no readable title: the page must give it"))
        title = ""
    published = dates.entry_date(entry, now, "published", "created", "updated", zone=zone)
    if published is None:
        notes.append(Skipped(what, "no date that can be true"))
    content = _content(entry)
    locked = is_protected(title, content, str(entry.get("summary") or "")[:MAX_CONTENT])
    item = FeedItem(
        site_id=identity,
        url=link,
        title=title,
        excerpt="" if locked else _excerpt(entry),
        paragraphs=() if locked else texts(content),
        tags=_tags(entry),
        author=_author(entry),
        published=published,
        modified=dates.entry_date(entry, now, "updated", zone=zone),
        photo=_photo(entry, content, link),
        media=_enclosed(entry, link),
        locked=locked,
    )
    return item, notes


def merge(first: FeedItem, again: FeedItem) -> FeedItem:
    """Merge two items of the same article: the first one's text, the union of tags."""
    known = {fold(tag.name) for tag in first.tags}
    added = tuple(tag for tag in again.tags if fold(tag.name) not in known)
    values = {name: getattr(first, name) or getattr(again, name) for name in FeedItem.__slots__}
    values["tags"] = (*first.tags, *added)[:MAX_TAGS]
    return FeedItem(**values)


def texts(html: str) -> tuple[str, ...]:
    """Return the paragraphs of an item's HTML; none if it is nested too deep.

    What was encoded twice is text; neither boxes nor shortcodes nor lines of syndication are in it.
    """
    if not html:
        return ()
    try:
        found = post_paragraphs(decoded(html))
    except PageError:
        return ()
    return clean_paragraphs(map(without_shortcodes, found))[:MAX_PARAGRAPHS]


def caption_text(html: str) -> str:
    """Return a caption as one line of plain text."""
    return without_shortcodes(markup.plain_text(decoded(html[:5000])))[:MAX_CAPTION]


def make_tag(
    name: str,
    source: TagSource,
    *,
    kind: TagKind = TagKind.TAG,
    slug: str = "",
) -> Tag | None:
    """Build a tag from its displayed name; None if nothing of the name can be displayed.

    Nor is WordPress's section for what is in none a tag, or an address.

    A slug may be percent-encoded, as WordPress stores it.
    """
    shown = markup.plain_text(name).lstrip("#").strip()[:MAX_NAME]
    folded = tag_key(shown)
    if not folded or is_unsorted(folded) or "://" in shown:
        return None
    return Tag(
        name=shown, kind=kind, slug=unquote(slug[:MAX_SLUG])[:300], folded=folded, source=source
    )


def _link(entry: Mapping[str, Any], base: str, guid: str) -> str:
    """Return the article's address; the site's own only where nothing else is one."""
    told = [str(entry.get(name) or "") for name in ("link", "feedburner_origlink")]
    if "//" in guid:
        told.append(guid)
    urls = [url for text in told if (url := canonical_url(_address(text, base)))]
    return next((url for url in urls if not is_home(url)), urls[0] if urls else "")


def _address(text: str, base: str) -> str:
    """Return an absolute URL; an address may begin with the site's host, as people write it.

    What stands in lines behind it is a notice of PHP.
    """
    text = text.strip().partition("\n")[0]
    host = host_of(base)
    if host and text.lower().removeprefix("www.").startswith(f"{host}/"):
        text = f"//{text}"
    return absolute(text, base)


def _title(entry: Mapping[str, Any]) -> str:
    return markup.plain_text(str(entry.get("title") or "")[: MAX_TITLE * 10])[:MAX_TITLE]


def _content(entry: Mapping[str, Any]) -> str:
    """Return the longest of the contents: `content:encoded` may be the full text or the excerpt."""
    texts = [_value(part) for part in _contents(entry) if not _is_caption(entry, part)]
    return max(texts, key=len, default="")[:MAX_CONTENT]


def _contents(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [part for part in (entry.get("content") or [])[:5] if isinstance(part, Mapping)]


def _value(part: Mapping[str, Any]) -> str:
    return str(part.get("value") or "")


def _is_caption(entry: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Return whether a content is a `media:description`, which feedparser lists there as text."""
    plain = part.get("type") == "text/plain" and len(_value(part)) <= MAX_CAPTION
    return plain and bool(entry.get("media_content"))


def _excerpt(entry: Mapping[str, Any]) -> str:
    text = str(entry.get("summary") or "")[:MAX_CONTENT]
    return excerpt_of(texts(text))[:MAX_EXCERPT]


def _post_id(entry: Mapping[str, Any]) -> str:
    """Return the number that WordPress.com and Jetpack add as `post-id`; empty without one."""
    number = str(entry.get("post-id") or "").strip()
    return number if number.isascii() and number.isdigit() and len(number) <= MAX_DIGITS else ""


def _tags(entry: Mapping[str, Any]) -> tuple[Tag, ...]:
    found: dict[str, Tag] = {}
    for term in (entry.get("tags") or [])[:MAX_TAGS]:
        if not isinstance(term, Mapping):
            continue
        made = make_tag(str(term.get("term") or ""), TagSource.FEED)
        if made is not None:
            found.setdefault(made.folded, made)
    return tuple(found.values())


def _author(entry: Mapping[str, Any]) -> str:
    people = (entry.get("authors") or [])[:5]
    told = (
        name_beside(str(one.get("email") or ""), markup.plain_text(str(one.get("name") or "")))
        for one in people
    )
    names = list(dict.fromkeys(name[:MAX_NAME] for name in told if name))
    alone = author_name(markup.plain_text(str(entry.get("author") or "")))
    return "، ".join(names) or alone[:MAX_NAME]


def _photo(entry: Mapping[str, Any], content: str, base: str) -> Photo | None:
    """Return the feed's photo: media, enclosure, thumbnail, or the first in the content.

    A caption in the content counts for the same upload in any size.
    """
    # Plug-ins put the featured photo into the excerpt where the feed has no whole texts.
    told = (content, str(entry.get("summary") or "")[:MAX_CONTENT])
    html = next((text for text in told if "<img" in text), "")
    shown, caption = first_photo(html, base) if html else ("", "")
    described = next((_value(part) for part in _contents(entry) if _is_caption(entry, part)), "")
    for address, kind in _media(entry):
        if kind and not kind.startswith("image"):
            continue
        url = absolute(address, base)
        if url and not is_ornament(url):
            same = without_size(url) == without_size(shown)
            return Photo(url=url, caption=caption_text(described) or (caption if same else ""))
    return Photo(url=shown, caption=caption) if shown else None


def _enclosed(entry: Mapping[str, Any], base: str) -> Media | None:
    """Return the first file that the feed encloses to be played."""
    for address, kind in _media(entry):
        if kind.startswith(("video", "audio")):
            media = media_of_file(absolute(address, base))
            if media is not None:
                return media
    return None


def _media(entry: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("media_content", "enclosures", "media_thumbnail"):
        for part in (entry.get(name) or [])[:10]:
            if isinstance(part, Mapping):
                kind = str(part.get("type") or part.get("medium") or "")
                yield str(part.get("url") or part.get("href") or ""), kind.lower()
