"""WordPress REST posts: query parameters validated, posts as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from sandbox.newsroom.body import content, plain_text
from sandbox.newsroom.links import Links, terms
from sandbox.newsroom.models import Article
from sandbox.newsroom.taxonomy import Term, TermKind
from sandbox.newsroom.wording import SITE_ZONE, excerpt, percent, texturize

MAX_PER_PAGE = 100
MAX_INCLUDE = 100
AUTHOR_NUMBER = 7


class QueryError(Exception):
    """A query that WordPress refuses; carries the body of the answer."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "data": {"status": status}}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsQuery:
    """What a client asked of `/wp/v2/posts`."""

    per_page: int = 10
    page: int = 1
    after: datetime | None = None
    before: datetime | None = None
    modified_after: datetime | None = None
    modified_before: datetime | None = None
    search: str = ""
    include: frozenset[int] = frozenset()
    terms: frozenset[int] = frozenset()
    oldest_first: bool = False
    by_change: bool = False


def query(params: Mapping[str, str]) -> PostsQuery:
    """The checked query.

    Raises:
        QueryError: a parameter is out of bounds or of the wrong form.
    """
    include = [_number("include", part) for part in params.get("include", "").split(",") if part]
    if len(include) > MAX_INCLUDE:
        raise _invalid("include")
    numbers = (params.get("categories", "") + "," + params.get("tags", "")).split(",")
    order, by = params.get("order", "desc"), params.get("orderby", "date")
    if order not in {"asc", "desc"}:
        raise _invalid("order")
    if by not in {"date", "modified", "id", "include", "relevance"}:
        raise _invalid("orderby")
    return PostsQuery(
        per_page=_bounded(params, "per_page", 10, MAX_PER_PAGE),
        page=_bounded(params, "page", 1, 1_000_000),
        after=_moment(params, "after"),
        before=_moment(params, "before"),
        modified_after=_moment(params, "modified_after"),
        modified_before=_moment(params, "modified_before"),
        search=params.get("search", "")[:200],
        include=frozenset(include),
        terms=frozenset(_number("tags", part) for part in numbers if part),
        oldest_first=order == "asc",
        by_change=by == "modified",
    )


def select(articles: Sequence[Article], asked: PostsQuery) -> tuple[list[Article], int, int]:
    """The wanted page, the number of all that match, the number of pages.

    Raises:
        QueryError: the page lies past the end.
    """
    found = [article for article in articles if _matches(article, asked)]
    found.sort(
        key=lambda article: (
            article.modified_at if asked.by_change else article.published_at,
            article.number,
        ),
        reverse=not asked.oldest_first,
    )
    pages = -(-len(found) // asked.per_page)
    if asked.page > max(1, pages):
        raise QueryError(
            "rest_post_invalid_page_number",
            "The page number requested is larger than the number of pages available.",
        )
    start = (asked.page - 1) * asked.per_page
    return found[start : start + asked.per_page], len(found), pages


def post(article: Article, links: Links, *, embed: bool) -> dict[str, Any]:
    """One post as REST shows it."""
    names = terms(article)
    sections = [term for term in names if term.kind is TermKind.SECTION]
    tags = [term for term in names if term.kind is TermKind.TAG]
    root = f"{links.home(article.language)}/wp-json/wp/v2"
    media = article.number + 1 if article.photo else 0
    body: dict[str, Any] = {
        "id": article.number,
        "date": _local(article.published_at),
        "date_gmt": _gmt(article.published_at),
        "guid": {"rendered": links.guid(article)},
        "modified": _local(article.modified_at),
        "modified_gmt": _gmt(article.modified_at),
        "slug": percent(article.slug),
        "status": "publish",
        "type": "post",
        "link": links.article(article),
        "title": {"rendered": texturize(article.headline)},
        "content": {"rendered": content(article, links), "protected": False},
        "excerpt": {
            "rendered": f"<p>{excerpt(plain_text(article))}</p>\n",
            "protected": False,
        },
        "author": AUTHOR_NUMBER,
        "featured_media": media,
        "comment_status": "closed",
        "ping_status": "closed",
        "sticky": False,
        "format": "video" if article.layout == "video" else "standard",
        "meta": [],
        "categories": [term.number for term in sections],
        "tags": [term.number for term in tags],
        "_links": {
            "self": [{"href": f"{root}/posts/{article.number}"}],
            "collection": [{"href": f"{root}/posts"}],
        },
    }
    if media:
        body["_links"]["wp:featuredmedia"] = [{"embeddable": True, "href": f"{root}/media/{media}"}]
    if embed:
        body["_embedded"] = {
            "author": [{"id": AUTHOR_NUMBER, "name": article.author, "slug": "desk"}],
            **({"wp:featuredmedia": [_media(article, links, media)]} if media else {}),
            "wp:term": [[_term(term, links) for term in kind] for kind in (sections, tags)],
        }
    return body


def _media(article: Article, links: Links, number: int) -> dict[str, Any]:
    photo = article.photo
    assert photo is not None
    sizes = {
        name: {
            "file": f"{width}x{height}",
            "width": width,
            "height": height,
            "mime_type": f"image/{photo.format.name.lower()}",
            "source_url": links.photo(photo, f"{width}x{height}"),
        }
        for name, width, height in (
            ("medium", 300, 200),
            ("medium_large", 768, 512),
            ("large", 1024, 682),
        )
    }
    sizes["full"] = {
        "file": photo.path.rpartition("/")[2],
        "width": photo.width,
        "height": photo.height,
        "mime_type": f"image/{photo.format.name.lower()}",
        "source_url": links.photo(photo),
    }
    return {
        "id": number,
        "date": _local(article.published_at),
        "slug": f"photo-{number}",
        "type": "attachment",
        "title": {"rendered": texturize(article.headline)},
        "caption": {"rendered": f"<p>{escape(article.caption, quote=False)}</p>\n"},
        "alt_text": article.headline,
        "media_type": "image",
        "mime_type": f"image/{photo.format.name.lower()}",
        "media_details": {"width": photo.width, "height": photo.height, "sizes": sizes},
        "source_url": links.photo(photo),
    }


def _term(term: Term, links: Links) -> dict[str, Any]:
    return {
        "id": term.number,
        "link": links.term(term),
        "name": escape(term.name, quote=False),
        "slug": percent(term.path.rpartition("/")[2]),
        "taxonomy": term.kind.value,
    }


def _matches(article: Article, asked: PostsQuery) -> bool:
    if asked.include and article.number not in asked.include:
        return False
    if asked.terms and not asked.terms & {term.number for term in terms(article)}:
        return False
    published, modified = article.published_at, article.modified_at
    in_time = (
        (asked.after is None or published > asked.after)
        and (asked.before is None or published < asked.before)
        and (asked.modified_after is None or modified > asked.modified_after)
        and (asked.modified_before is None or modified < asked.modified_before)
    )
    text = f"{article.headline} {plain_text(article)}"
    return in_time and all(word in text for word in asked.search.split())


def _bounded(params: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = _number(name, params[name]) if name in params else default
    if not 1 <= value <= most:
        raise _invalid(name)
    return value


def _number(name: str, text: str) -> int:
    # Longer digits would make int() slow.
    if not text.strip().isascii() or not text.strip().isdigit() or len(text) > 12:  # noqa: PLR2004
        raise _invalid(name)
    return int(text)


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    """A time; without zone it is the site's own, as in WordPress."""
    if name not in params:
        return None
    try:
        # A plus sign that nobody encoded arrives as a blank.
        moment = datetime.fromisoformat(params[name].replace(" ", "+"))
    except ValueError:
        raise _invalid(name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SITE_ZONE)


def _invalid(name: str) -> QueryError:
    return QueryError("rest_invalid_param", f"Invalid parameter(s): {name}")


def _local(when: datetime) -> str:
    return f"{when.astimezone(SITE_ZONE):%Y-%m-%dT%H:%M:%S}"


def _gmt(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
