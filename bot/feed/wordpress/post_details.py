"""Completes a feed's items with the fields that WordPress REST has of the same posts.

Few themes print the caption of the lead photo, a feed does not tell sections from tags, and one
of summaries has no text: REST has all of it, for all new items of a poll in one request, or in a
few where only their addresses name them.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote, unquote

from bot.arabic.normalize import fold
from bot.arabic.tag_names import tag_key
from bot.feed.identity import number_of
from bot.feed.parsing.items import MAX_TAGS
from bot.feed.wordpress.posts import BEHIND_THE_LAST, WordPressPosts
from bot.feed.wordpress.rest_requests import WHOLE_POSTS_AT_ONCE, posts_url
from bot.text.images import same_upload
from bot.text.urls import MAX_URL, address_key, path_of
from bot.types import FeedItem
from storage.models import Photo, Tag, TagKind

_MAX_SLUG: Final = 200
# A longer address is not fetched; the rest of it is the site's own and what else is asked for.
_MAX_SLUGS: Final = MAX_URL - 500


class PostDetails:
    """Asks REST for the fields that a poll's items lack."""

    def __init__(self, posts: WordPressPosts) -> None:
        self._posts = posts

    async def completed(self, feed_url: str, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Return the items with the fields that REST adds; unchanged if REST is closed."""
        done: list[FeedItem] = []
        for start in range(0, len(items), WHOLE_POSTS_AT_ONCE):
            some = items[start : start + WHOLE_POSTS_AT_ONCE]
            found = [
                post
                for numbers, slugs in _requests(some)
                for post in await self._all(feed_url, numbers, slugs)
            ]
            by_id = {post.site_id: post for post in found}
            by_address = {address_key(post.url): post for post in found}
            for item in some:
                posts = by_id.get(item.site_id), by_address.get(address_key(item.url))
                same = next((post for post in posts if post and is_same_post(item, post)), None)
                done.append(complete(item, same) if same is not None else item)
        return done

    async def _all(
        self, feed_url: str, numbers: Sequence[int], slugs: Sequence[str]
    ) -> list[FeedItem]:
        """Return the posts of these numbers or slugs; a theme may set how many a page has.

        A site that has more than was asked for ignores what was asked.
        """
        found: list[FeedItem] = []
        asked = len(numbers) + len(slugs)
        for page in range(1, WHOLE_POSTS_AT_ONCE + 1):
            url = posts_url(feed_url, page, WHOLE_POSTS_AT_ONCE, include=numbers, slugs=slugs)
            posts, total = await self._posts.ask(url) or BEHIND_THE_LAST
            found += posts
            if not posts or total is None or not len(found) < total <= asked:
                break
        return found


def is_same_post(item: FeedItem, post: FeedItem) -> bool:
    """Return whether the post that REST has under an item's number can be that item.

    An importer keeps the numbers of another site in guids. One of address, headline and second of
    publication is enough; where a date is missing the others can't refute it, but a password that
    is another post's must lock no article.
    """
    if address_key(item.url) == address_key(post.url) or fold(item.title) == fold(post.title):
        return True
    if item.published is None or post.published is None:
        return not post.locked
    return item.published == post.published


def complete(item: FeedItem, post: FeedItem) -> FeedItem:
    """Fill an item's missing fields from the same post in REST.

    The feed's headline and URL stay; the kind of each tag is that of REST.
    """
    if post.locked:
        return dataclasses.replace(item, locked=True, excerpt="", paragraphs=())
    return dataclasses.replace(
        item,
        site_id=post.site_id if number_of(item.site_id) is None else item.site_id,
        title=item.title or post.title,
        excerpt=item.excerpt or post.excerpt,
        paragraphs=max(item.paragraphs, post.paragraphs, key=_letters),
        tags=united(post.tags, item.tags),
        author=item.author or post.author,
        published=item.published or post.published,
        modified=item.modified or post.modified,
        photo=_photo(item.photo, post.photo),
    )


def united(known: Iterable[Tag], more: Iterable[Tag]) -> tuple[Tag, ...]:
    """Merge tags by name, each in the kind of its first occurrence, sections first."""
    found: dict[str, Tag] = {}
    for tag in (*known, *more):
        found.setdefault(tag.folded or tag_key(tag.name), tag)
    ordered = sorted(found.values(), key=lambda tag: tag.kind is not TagKind.SECTION)
    return tuple(ordered[:MAX_TAGS])


def _photo(photo: Photo | None, featured: Photo | None) -> Photo | None:
    """Return the featured photo with the newsroom's caption, else the feed's words for it."""
    if photo is None or featured is None:
        return photo or featured
    if featured.caption or not same_upload(photo.url, featured.url):
        return featured
    return dataclasses.replace(featured, caption=photo.caption, credit=photo.credit)


def _letters(paragraphs: tuple[str, ...]) -> int:
    return sum(map(len, paragraphs))


def _requests(items: Sequence[FeedItem]) -> Iterator[tuple[list[int], list[str]]]:
    """Yield the numbers, or else the slugs, by which items are asked for in one request."""
    numbers = [number for item in items if (number := number_of(item.site_id)) is not None]
    if numbers:
        yield numbers, []
    nameless = [item for item in items if number_of(item.site_id) is None]
    for slugs in _in_parts(slug for item in nameless if (slug := _slug(item.url))):
        yield [], slugs


def _in_parts(slugs: Iterable[str]) -> Iterator[list[str]]:
    """Yield as many slugs at a time as fit into one address: an Arabic letter is six there."""
    part: list[str] = []
    length = 0
    for slug in slugs:
        letters = len(quote(f"{slug},", safe=""))
        if part and length + letters > _MAX_SLUGS:
            yield part
            part, length = [], 0
        part.append(slug)
        length += letters
    if part:
        yield part


def _slug(url: str) -> str:
    """Return the last part of an address, by which most permalink structures name a post."""
    name = unquote(path_of(url)).rstrip("/").rpartition("/")[2].removesuffix(".html")
    return "" if "," in name or len(name) > _MAX_SLUG else name
