"""Builds the URLs of WordPress REST API requests for posts, on the site that a feed belongs to."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_ROUTE: Final = "/wp/v2/posts"
_PRETTY: Final = f"wp-json{_ROUTE}"
# Where the path of a feed goes on behind the path of the site.
_BEHIND_ROOT: Final = re.compile(
    r"/(?:feed|rss2?|rdf|atom|comments|category|tag|author|archives|index\.php)(?:/.*)?$"
    r"|/[^/]*\.[^/]*$"
)
PER_PAGE_MAX: Final = 100  # WordPress answers 400 to more
# A plug-in for search engines adds 100 kB and more to a post with its tags, sections and author: of
# more posts the answer may pass the bound of one.
WHOLE_POSTS_AT_ONCE: Final = 20


def posts_url(
    base: str,
    page: int = 1,
    per_page: int = PER_PAGE_MAX,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    modified_after: datetime | None = None,
    include: Iterable[int] = (),
    slugs: Iterable[str] = (),
) -> str:
    """Return the URL of one page of posts, newest first; times are aware.

    With `modified_after` the last edited come first, and others may stand behind them.

    `per_page` is held between 1 and 100. A page beyond the last is answered with 400.
    `include` and `slugs` ask for certain posts.
    """
    query: list[tuple[str, str]] = [
        ("per_page", str(min(max(per_page, 1), PER_PAGE_MAX))),
        ("page", str(max(page, 1))),
        ("_embed", "1"),
    ]
    moments = {"after": after, "before": before, "modified_after": modified_after}
    for name, moment in moments.items():
        if moment is not None:
            query.append((name, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    if modified_after is not None:
        # WordPress before 5.7 ignores `modified_after`: the last edited come first all the same.
        query.append(("orderby", "modified"))
    numbers = ",".join(str(number) for number in include)
    if numbers:
        query.append(("include", numbers))
    if names := ",".join(slugs):
        query.append(("slug", names))
    return f"{site_root(base)}{_PRETTY}?{urlencode(query)}"


def page_of(url: str) -> int:
    """Return which page a request asks for; the first where it names none."""
    page = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(page) if page.isdecimal() else 1


def visibility_url(base: str, numbers: Collection[int]) -> str:
    """Return the URL that lists which of at most 100 posts are public, and which are locked.

    Address, headline and date tell whose post it is that has the number.
    """
    query = {
        "per_page": PER_PAGE_MAX,
        "include": ",".join(map(str, numbers)),
        "_fields": "id,link,status,date_gmt,title,content.protected,excerpt.protected",
    }
    return f"{site_root(base)}{_PRETTY}?{urlencode(query)}"


def other_places(url: str) -> tuple[str, ...]:
    """Return where else the same REST request may be answered, the likeliest first.

    A site without permalinks answers at `?rest_route=`; and what was taken for the directory of
    the site may be one of its sections (`/politics/feed/`).
    """
    parts = urlsplit(url)
    root = parts.path.removesuffix(_PRETTY)
    query = f"{urlencode({'rest_route': _ROUTE})}&{parts.query}"
    places = [(root, query)]
    if root != "/":
        places += [(f"/{_PRETTY}", parts.query), ("/", query)]
    return tuple(
        urlunsplit((parts.scheme, parts.netloc, path, query, "")) for path, query in places
    )


def site_root(feed_url: str) -> str:
    """Return the address of the site that a feed is of, which may be a directory of its host."""
    parts = urlsplit(feed_url)
    path = _BEHIND_ROOT.sub("", parts.path).rstrip("/") + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
