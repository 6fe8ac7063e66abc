"""A small WordPress in one file: permalinks, passwords, private posts, and REST open or closed."""

import random
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.newsroom import Newsroom
from sandbox.serving import listen, make_server, served, url_of
from tests.bot.conftest import Clock, Pipeline, pipeline_at

FORM = (
    '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post">'
    '<p>هذا المحتوى محمي.</p><input name="post_password" type="password"></form>'
)
TEXT = (
    "أعلن مجلس البلدة اليوم بدء ترميم الخزان القديم قرب المدرسة بعد شكاوى السكان من ضعف المياه.",
    "وقال رئيس المجلس إن العمل يستمر ثلاثة أسابيع، وإن صهاريج توزع المياه على الأحياء المرتفعة.",
    "ويشرب من الخزان نحو ستة آلاف شخص، وكانت آخر أعمال الصيانة فيه قبل عشر سنوات.",
)
_WORDS = """
السوق المدرسة الجسر الحديقة المكتبة الملعب المخبز المتحف الميناء المصنع البئر الطريق النهر السد
المشفى المحطة الساحة القلعة المسرح المزرعة الوادي الحارة البلدية النقابة زيتون قمح فستق رمان حليب
كهرباء حافلة نافورة معرض مهرجان مسابقة دورة ترميم توسعة إنارة تشجير تنظيف افتتاح صيانة موسم تدريب
تبرع جائزة رحلة ندوة عيادة بستان مخيم شتوي صيفي جديد قديم شمالي جنوبي شرقي غربي مجاني أسبوعي شهري
"""
TOLD = 42


def text_of(number: int, title: str) -> tuple[str, ...]:
    """A text of its own for each post of any site, so that none is taken for a copy of another.

    It is long enough to leave no doubt: a page that does is read twice, ten times as long.
    """
    chance, words = random.Random(f"{number} {title}"), _WORDS.split()
    return tuple(f"{' '.join(chance.sample(words, 12))}." for _ in range(3))


@dataclass
class Post:
    """One post; `number` is WordPress's id."""

    number: int
    title: str
    slug: str
    published: datetime
    modified: datetime
    paragraphs: tuple[str, ...]
    status: str = "publish"
    has_password: bool = False
    imported: int = 0

    @property
    def guid_number(self) -> int:
        """The number in its guid: of an `imported` post that which it had on another site."""
        return self.imported or self.number


@dataclass
class SmallWordPress:
    """The site: `links` is "number", "date" or "plain"; a cached page is served as it once was.

    `dated` pages name their last edit. `last_modified` gives the feed's Last-Modified in place of
    the newest edit's time, and `rest_is_old` is before WordPress 5.7, which has no
    `modified_after`.
    `lost` are the paths that end in 404, as those of a server that has lost its rewrite rules, and
    with `rest_is_empty` REST lists nothing. `most_in_rest` is what a theme sets that sets how
    many posts a page has; from the page `rest_is_silent_from` on REST answers 503, and
    `deleted_meanwhile` are the newest posts that its further pages lack. It counts
    `counted_beside` more than it lists. With a `notice` every page is that one, answered with 200.
    Articles that were moved to a `directory` have left no redirects behind.
    While `feed_is_cached` its first page is served as it was when it was last asked for.
    A section that the feed leaves out is `kept_from_feed`, a type of posts of a theme's own
    `kept_from_rest`. The feed has `feed_pages` of ten items, which fail from `failing_from` on.
    """

    links: str = "number"
    rest_is_open: bool = True
    has_rest: bool = True
    rest_is_empty: bool = False
    most_in_rest: int = 100
    rest_is_silent_from: int = 1000
    deleted_meanwhile: int = 0
    counted_beside: int = 0
    notice: str = ""
    lost: tuple[str, ...] = ()
    guid_is_link: bool = False
    only_headlines: bool = False
    false_number: int = 0
    dated: bool = False
    rest_is_old: bool = False
    last_modified: Callable[[], datetime] | None = None
    feed_is_cached: bool = False
    kept_from_rest: set[int] = field(default_factory=set)
    kept_from_feed: set[int] = field(default_factory=set)
    feed_pages: int = 1
    failing_from: int = 1000
    posts: dict[int, Post] = field(default_factory=dict)
    cached: dict[int, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    directory: str = ""
    _kept_feed: Response | None = None

    def add(self, number: int, title: str, at: datetime, **parts: Any) -> Post:
        parts.setdefault("paragraphs", TEXT if number == TOLD else text_of(number, title))
        slug = parts.pop("slug", f"khabar-{number}")
        post = Post(number, title, slug, at, at, **parts)
        self.posts[number] = post
        return post

    def link(self, post: Post) -> str:
        if self.links == "plain":
            return f"{self.url}/?p={post.number}"
        if self.links == "date":
            return f"{self.url}/{post.published:%Y/%m/%d}/{post.slug}/"
        return f"{self.url}{self.directory}/{post.number}/{post.slug}/"

    def listed(self) -> list[Post]:
        public = [post for post in self.posts.values() if post.status == "publish"]
        return sorted(public, key=lambda post: (post.published, post.number), reverse=True)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/feed/", self.feed),
                Route("/wp-json/wp/v2/posts", self.rest),
                Route("/{path:path}", self.page),
            ]
        )

    async def feed(self, request: Request) -> Response:
        self._note(request)
        if self._is_lost(request):
            return PlainTextResponse("", 404)
        page = int(request.query_params.get("paged", "1"))
        if page >= self.failing_from:
            return PlainTextResponse("", 500)
        if page == 1 and self.feed_is_cached and self._kept_feed is not None:
            return self._kept_feed
        listed = [post for post in self.listed() if post.number not in self.kept_from_feed]
        listed = listed[10 * (page - 1) : 10 * page]
        if page > 1 and (not listed or page > self.feed_pages):
            return PlainTextResponse("", 404)
        items = "".join(self._item(post) for post in listed)
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>صدى</title><link>{self.url}</link>{items}</channel></rss>"
        )
        moved = max(post.modified for post in self.posts.values())
        if self.last_modified is not None:
            moved = self.last_modified()
        headers = {"Last-Modified": format_datetime(moved.astimezone(UTC), usegmt=True)}
        response = Response(body, media_type="application/rss+xml", headers=headers)
        if page == 1:
            self._kept_feed = response
        return response

    async def rest(self, request: Request) -> Response:
        self._note(request)
        query = request.query_params
        page = int(query.get("page", "1"))
        if (refusal := self._refusal(request, page)) is not None:
            return refusal
        listed = [] if self.rest_is_empty else self.listed()
        found = [post for post in listed if post.number not in self.kept_from_rest]
        if include := query.get("include"):
            found = [post for post in found if str(post.number) in include.split(",")]
        if slugs := query.get("slug"):
            found = [post for post in found if post.slug in slugs.split(",")]
        if after := query.get("after"):
            found = [post for post in found if post.published > datetime.fromisoformat(after)]
        if before := query.get("before"):
            moment = datetime.fromisoformat(before)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            found = [post for post in found if post.published < moment]
        if query.get("orderby") == "modified":
            found.sort(key=lambda post: post.modified, reverse=True)
        if (since := query.get("modified_after")) and not self.rest_is_old:
            moment = datetime.fromisoformat(since)
            found = [post for post in found if post.modified > moment]
        found = found[self.deleted_meanwhile :] if page > 1 else found
        most = min(int(query.get("per_page", "10")), self.most_in_rest)
        if page > 1 and len(found) <= most * (page - 1):
            return JSONResponse({"code": "rest_post_invalid_page_number"}, 400)
        return JSONResponse(
            [self._as_json(post) for post in found[most * (page - 1) : most * page]],
            headers={"X-WP-Total": str(len(found) + self.counted_beside)},
        )

    def _refusal(self, request: Request, page: int) -> Response | None:
        if not self.has_rest or self._is_lost(request):
            return PlainTextResponse("", 404)
        if not self.rest_is_open:
            return JSONResponse({"code": "rest_forbidden"}, 401)
        return PlainTextResponse("", 503) if page >= self.rest_is_silent_from else None

    async def page(self, request: Request) -> Response:
        self._note(request)
        path = request.url.path.strip("/")
        if self._is_lost(request):
            return PlainTextResponse("", 404)
        if self.notice:
            return Response(self.notice, media_type="text/html")
        for post in self.posts.values():
            is_asked = str(post.number) in path.split("/") or post.slug in path.split("/")
            if not is_asked and request.query_params.get("p") != str(post.number):
                continue
            if post.number in self.cached:
                return Response(self.cached[post.number], media_type="text/html")
            if post.status != "publish":
                break
            if self.links == "number" and post.slug not in path.split("/"):
                return RedirectResponse(self.link(post), 301)
            return Response(self.html(post), media_type="text/html")
        return Response("<html><body class='error404'></body></html>", 404, media_type="text/html")

    def html(self, post: Post) -> str:
        """A post's page as a theme prints it."""
        title = f"محمي: {post.title}" if post.has_password else post.title
        number = self.false_number or post.number
        edited = f'<meta property="article:modified_time" content="{post.modified.isoformat()}">'
        return (
            f'<!doctype html><html lang="ar"><head><title>{title} – صدى</title>'
            '<meta property="og:site_name" content="صدى">'
            f'<link rel="canonical" href="{self.link(post)}">'
            f'<link rel="shortlink" href="{self.url}/?p={number}">'
            f"{edited if self.dated else ''}</head>"
            f'<body class="single postid-{number}"><article id="post-{number}"><h1>{title}</h1>'
            f'<div class="entry-content">{self._content(post)}</div></article></body></html>'
        )

    def _note(self, request: Request) -> None:
        query = f"?{request.url.query}" if request.url.query else ""
        self.asked.append(f"{request.url.path}{query}")

    def _is_lost(self, request: Request) -> bool:
        path = request.url.path
        if self.directory and not path.startswith(("/feed/", "/wp-json/", f"{self.directory}/")):
            return True
        return path.startswith(self.lost) if self.lost else False

    def _content(self, post: Post) -> str:
        if post.has_password:
            return FORM
        return "".join(f"<p>{escape(text)}</p>" for text in post.paragraphs)

    def _item(self, post: Post) -> str:
        title = f"محمي: {post.title}" if post.has_password else post.title
        text = "" if self.only_headlines else self._content(post)
        guid = self.link(post) if self.guid_is_link else f"{self.url}/?p={post.guid_number}"
        return (
            f"<item><title>{title}</title><link>{escape(self.link(post))}</link>"
            f'<guid isPermaLink="false">{escape(guid)}</guid>'
            f"<pubDate>{format_datetime(post.published)}</pubDate>"
            f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        )

    def _as_json(self, post: Post) -> dict[str, Any]:
        text = "" if post.has_password else self._content(post)
        return {
            "id": post.number,
            "date": post.published.strftime("%Y-%m-%dT%H:%M:%S"),
            "date_gmt": post.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": post.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "status": "publish",
            "guid": {"rendered": f"{self.url}/?p={post.guid_number}"},
            "link": self.link(post),
            "title": {"rendered": post.title},
            "content": {"rendered": text, "protected": post.has_password},
            "excerpt": {"rendered": "", "protected": post.has_password},
        }


@asynccontextmanager
async def reading_of(site: SmallWordPress, folder: Path) -> AsyncIterator[Pipeline]:
    """Serve the site, and open the parts that read it, with a database in the folder."""
    async with reading_at(site, folder / "khabar.db", listen(0), Clock()) as pipeline:
        yield pipeline


@asynccontextmanager
async def reading_at(
    site: SmallWordPress, path: Path, sock: socket.socket, clock: Clock
) -> AsyncIterator[Pipeline]:
    """As `reading_of`, with a database at the path, the site at a socket and from a moment on."""
    site.url = url_of(sock)
    async with (
        served((make_server(site.app()), sock)),
        pipeline_at(path, Newsroom(now=clock, backlog=0), clock, site.url) as pipeline,
    ):
        yield pipeline
