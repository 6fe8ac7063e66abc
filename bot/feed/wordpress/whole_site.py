"""Decides whether a feed is that of a whole WordPress site, so that REST's posts are its items.

REST lists all posts of a site: also those of a section, a language or a kind that a feed leaves
out. And it lists nothing of a post type of its own that a theme puts into the feed.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from bot.feed.identity import address_id
from bot.feed.wordpress.rest_requests import site_root
from bot.types import FeedItem

_FORMATS: Final = frozenset(("feed", "rss", "rss2", "rdf", "atom"))
# Behind the path of the site: `feed/`, `feed/atom/`, `rss.xml`, or nothing before `?feed=rss2`.
_PATH: Final = re.compile(rf"(?:(?:{'|'.join(sorted(_FORMATS))})(?:/|$))*|[^/]*\.[^/]*")


def is_of_the_whole_site(feed_url: str) -> bool:
    """Return whether a feed's address names no part of its site.

    Whatever a query asks for beside the format is a part: `?cat=5`, `?cat=-12`, `?lang=en`.
    """
    parts = urlsplit(feed_url)
    behind = parts.path.removeprefix(urlsplit(site_root(feed_url)).path).lstrip("/")
    query = parse_qsl(parts.query, keep_blank_values=True)
    return bool(_PATH.fullmatch(behind)) and all(
        name == "withoutcomments" or (name == "feed" and value in _FORMATS) for name, value in query
    )


def lists_the_same(page: Sequence[FeedItem], posts: Sequence[FeedItem], since: datetime) -> bool:
    """Return whether REST lists what a feed's page lists, no more and no fewer.

    Compared is the time from `since`, to which REST was asked, to the page's newest item, later
    than its oldest one: items of that one's second may stand behind the page. It must hold most of
    the page. What REST has beyond it was published after the feed was read.
    """
    dates = [item.published for item in page if item.published is not None]
    if not dates:
        return False
    begin, end = max(min(dates), since), max(dates)
    listed, posted = _between(page, begin, end), _between(posts, begin, end)
    if (len(listed) + 1) * 2 <= len(page):
        return False
    on_page, in_rest = _names(page), _names(posts)
    return all(_names([item]) & in_rest for item in listed) and all(
        _names([post]) & on_page for post in posted
    )


def beside(posts: Sequence[FeedItem], page: Sequence[FeedItem]) -> list[FeedItem]:
    """Return the posts that are not among a page's items, whichever of the two names an item has.

    An importer keeps another site's numbers in the feed's guids, and REST has its own.
    """
    on_page = _names(page)
    return [post for post in posts if not _names([post]) & on_page]


def _between(items: Sequence[FeedItem], begin: datetime, end: datetime) -> list[FeedItem]:
    return [item for item in items if item.published and begin < item.published <= end]


def _names(items: Sequence[FeedItem]) -> set[str]:
    return {name for item in items for name in (item.site_id, address_id(item.url)) if name}
