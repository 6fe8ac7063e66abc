"""The newsroom's site as an ASGI application: which address shows what."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.newsroom import rest
from sandbox.newsroom.body import gallery_shot
from sandbox.newsroom.chrome import THEME_PATH, notice, site_name
from sandbox.newsroom.errors import UnknownArticleError
from sandbox.newsroom.faults import Fault
from sandbox.newsroom.feed import document, entity_tag, http_date, last_modified, not_modified
from sandbox.newsroom.illustrations import draw
from sandbox.newsroom.links import Links, terms
from sandbox.newsroom.models import Article, Language, Layout, Photo, PhotoFormat, PhotoKind, Scene
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.outages import STRUCK, Outages
from sandbox.newsroom.pages import amp_page, article_page, list_page
from sandbox.newsroom.photos import PhotoShelf, split_copy
from sandbox.newsroom.taxonomy import SECTIONS
from sandbox.newsroom.theme import labels
from sandbox.newsroom.wording import percent

_ARTICLE = re.compile(r"^/(?:(?P<archives>archives)/)?(?P<number>\d{1,12})(?P<rest>/.*)?$")
_ENGLISH = re.compile(r"^/en/archives/\d{4}/\d{2}/(?P<slug>[^/]+)(?P<rest>/.*)?$")
_PHOTO_FAULTS = {
    Fault.PHOTO_HUGE: PhotoKind.HUGE,
    Fault.PHOTO_WIDE: PhotoKind.WIDE,
    Fault.PHOTO_NOT_IMAGE: PhotoKind.NOT_IMAGE,
}
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#66707b" '
    'stroke-width="2">{}</svg>'
)
_ICONS = {
    "camera.svg": '<path d="M3 7h4l2-3h6l2 3h4v13H3z"/><circle cx="12" cy="13" r="4"/>',
    "tag.svg": '<path d="M3 3h8l10 10-8 8L3 11z"/><circle cx="8" cy="8" r="1.5"/>',
    "logo.svg": '<circle cx="12" cy="12" r="9"/><path d="M5 12h14"/>',
}


def create_app(newsroom: Newsroom) -> Starlette:
    """The site of a newsroom. Absolute addresses are built from each request's Host."""
    site = _Site(newsroom)
    routes = [
        Route("/feed{slash:path}", site.feed),
        Route("/en/feed{slash:path}", site.feed),
        Route("/category/{path:path}", site.term),
        Route("/tag/{path:path}", site.term),
        Route("/archives/tag/{path:path}", site.term),
        Route("/wp-json/wp/v2/posts", site.posts),
        Route("/en/wp-json/wp/v2/posts", site.posts),
        Route("/wp-json/wp/v2/posts/{number:int}", site.post),
        Route("/en/wp-json/wp/v2/posts/{number:int}", site.post),
        Route("/wp-content/uploads/{path:path}", site.photo),
        Route(THEME_PATH + "/{name}", site.theme),
        Route("/wp-login.php", site.login),
        Route("/{path:path}", site.page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Outages, newsroom=newsroom)])


class _Site:
    """The endpoints, around one newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.shelf = PhotoShelf()

    async def feed(self, request: Request) -> Response:
        """The feed of an edition."""
        language = _language(request)
        if request.path_params["slash"] not in {"/", "/rss2/", "/rss/"}:
            return _to_slash(request)
        return self._feed(request, self._listed(request, language), language, "", "")

    async def term(self, request: Request) -> Response:
        """A section or tag: its page or its feed."""
        path = request.path_params["path"]
        if not path.endswith("/"):
            return _to_slash(request)
        kind = "category" if request.url.path.startswith("/category/") else "post_tag"
        wants_feed = path.endswith("/feed/")
        inner = path.removesuffix("feed/").rstrip("/")
        name = self.newsroom.known_tags.get(f"{kind}/{inner}")
        if name is None:
            name = next(
                (s.name for s in SECTIONS.values() if (s.kind, s.path) == (kind, inner)), ""
            )
        if not name:
            return self._not_found(Language.ARABIC)
        language = Language.ENGLISH if name.isascii() else Language.ARABIC
        listed = [
            article
            for article in self._listed(request, language)
            if any(term.kind == kind and term.path == inner for term in terms(article))
        ]
        root = "category" if kind == "category" else "tag"
        address = f"/{root}/" + "/".join(percent(part) for part in inner.split("/"))
        if wants_feed:
            return self._feed(request, listed, language, name, address)
        return self._list(request, name, listed, language)

    async def posts(self, request: Request) -> Response:
        """REST: the list of posts."""
        if closed := self._rest_closed():
            return closed
        try:
            asked = rest.query(request.query_params)
            found, total, pages = rest.select(self.newsroom.listed(_language(request)), asked)
        except rest.QueryError as error:
            return JSONResponse(error.body, error.status)
        links, embed = self._links(request), "_embed" in request.query_params
        return JSONResponse(
            [rest.post(article, links, embed=embed) for article in found],
            headers={"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)},
        )

    async def post(self, request: Request) -> Response:
        """REST: one post."""
        if closed := self._rest_closed():
            return closed
        try:
            article = self.newsroom.article(request.path_params["number"])
        except UnknownArticleError:
            article = None
        if article is None or article.withdrawn or article.language is not _language(request):
            status = self.newsroom.settings.withdrawn_status if article else 404
            error = rest.QueryError("rest_post_invalid_id", "Invalid post ID.", status)
            return JSONResponse(error.body, error.status)
        embed = "_embed" in request.query_params
        return JSONResponse(rest.post(article, self._links(request), embed=embed))

    async def photo(self, request: Request) -> Response:
        """A file of the upload folder."""
        struck = _struck(request)
        path, size = split_copy(f"/wp-content/uploads/{request.path_params['path']}")
        photo = self._photo(path)
        if photo is None or photo.kind is PhotoKind.MISSING or Fault.PHOTO_MISSING in struck:
            return self._not_found(Language.ARABIC)
        for fault, kind in _PHOTO_FAULTS.items():
            if fault in struck:
                photo, size = replace(photo, kind=kind), None
        data = await self.shelf.fetch(photo, size)
        mime = PhotoFormat.PNG if photo.kind is PhotoKind.HUGE else photo.format
        return Response(
            data,
            media_type=f"image/{mime.name.lower()}",
            headers={"Cache-Control": "max-age=31536000"},
        )

    async def theme(self, request: Request) -> Response:
        """Icons and the default picture of the theme."""
        name = request.path_params["name"]
        if name in _ICONS:
            return Response(_ICON.format(_ICONS[name]), media_type="image/svg+xml")
        if name == "logo-default.png":
            logo = Photo(path=name, scene=Scene.CITY, seed=0, width=200, height=120)
            return Response(draw(replace(logo, format=PhotoFormat.PNG)), media_type="image/png")
        return self._not_found(Language.ARABIC)

    async def login(self, _request: Request) -> Response:
        """The log-in form."""
        text = labels(Language.ARABIC)
        form = (
            f'{text["login_text"]}<form method="post"><input name="log">'
            '<input name="pwd" type="password"></form>'
        )
        return HTMLResponse(notice(text["login"], form))

    async def page(self, request: Request) -> Response:
        """An article in any form of its address, the front page, or nothing."""
        language, path = _language(request), request.url.path
        # `request.url.path` may be encoded; routing sees it decoded.
        path = unquote(path)
        number = request.query_params.get("p", "")
        if path in {"/", "/en", "/en/"}:
            if number.isascii() and number.isdigit() and len(number) <= 12:  # noqa: PLR2004 - ids are short
                return self._article(request, int(number), "")
            if "feed" in request.query_params:
                return self._feed(request, self._listed(request, language), language, "", "")
            title = site_name(self._links(request), language)
            return self._list(request, title, self._listed(request, language), language)
        if found := _ARTICLE.match(path):
            return self._article(request, int(found["number"]), path)
        if found := _ENGLISH.match(path):
            for article in self.newsroom.everything():
                if article.language is Language.ENGLISH and article.slug == found["slug"]:
                    return self._article(request, article.number, path)
        return self._not_found(language)

    def _article(self, request: Request, number: int, path: str) -> Response:
        """The page itself at the permalink, a redirect to it elsewhere."""
        try:
            article = self.newsroom.article(number)
        except UnknownArticleError:
            return self._not_found(_language(request))
        if article.withdrawn:
            return self._not_found(article.language, self.newsroom.settings.withdrawn_status)
        links = self._links(request)
        canonical = unquote(links.article_path(article)).split("?")[0]
        amp = path.endswith("/amp/") or request.query_params.get("amp") == "1"
        bare = path.removesuffix("amp/") if path.endswith("/amp/") else path
        if bare.rstrip("/") != canonical.rstrip("/"):
            return RedirectResponse(links.article(article), 301)
        if amp:
            return HTMLResponse(amp_page(article, links))
        return self._conditional_page(request, article, links)

    def _conditional_page(self, request: Request, article: Article, links: Links) -> Response:
        """The page with Last-Modified as a page cache gives it, or 304."""
        modified = article.modified_at.replace(microsecond=0)
        headers = {}
        if self.newsroom.settings.page_validators:
            headers["Last-Modified"] = http_date(modified)
            since = request.headers.get("if-modified-since")
            if not_modified(modified, None, since):
                return Response(status_code=304, headers=headers)
        newest = self.newsroom.listed(article.language)[:40]
        html = article_page(article, links, now=self.newsroom.now(), newest=newest)
        return HTMLResponse(html, headers=headers)

    def _feed(
        self,
        request: Request,
        listed: Sequence[Article],
        language: Language,
        name: str,
        address: str,
    ) -> Response:
        """A page of a feed; validators are those of the whole site, whatever the feed."""
        struck, settings = _struck(request), self.newsroom.settings
        paged = request.query_params.get("paged", "1")
        page = int(paged) if paged.isascii() and paged.isdigit() and len(paged) < 9 else 1  # noqa: PLR2004 - no long digits
        page, size = max(1, page), settings.feed_items
        shown = listed[(page - 1) * size : page * size]
        if not shown and page > 1:
            return self._not_found(language)
        modified = last_modified(self._listed(request, language))
        headers = {"ETag": entity_tag(modified), "Last-Modified": http_date(modified)}
        if settings.feed_cache is not None:
            headers["Cache-Control"] = f"max-age={round(settings.feed_cache.total_seconds())}"
        if settings.hub_url:
            headers["Link"] = f'<{settings.hub_url}>; rel="hub"'
        tag = request.headers.get("if-none-match")
        since = request.headers.get("if-modified-since")
        if (Fault.ALWAYS_304 in struck and (tag or since)) or (
            Fault.NO_VALIDATORS not in struck and not_modified(modified, tag, since)
        ):
            return Response(status_code=304, headers=headers)
        links = self._links(request)
        site = site_name(links, language)
        home = links.base + address + "/" if address else links.home(language)
        text = document(
            shown,
            links,
            title=f"{name} الأرشيف - {site}" if name else site,
            home=home,
            self_url=f"{home.rstrip('/')}/feed/",
            language=language,
            faults=struck,
        )
        return Response(text, media_type="application/rss+xml; charset=UTF-8", headers=headers)

    def _list(
        self, request: Request, title: str, listed: Sequence[Article], language: Language
    ) -> Response:
        return HTMLResponse(
            list_page(
                title,
                listed[:20],
                self._links(request),
                language=language,
                now=self.newsroom.now(),
                newest=self.newsroom.listed(language)[:10],
            )
        )

    def _listed(self, request: Request, language: Language) -> list[Article]:
        if Fault.STALE in _struck(request):
            return self.newsroom.stale(language)
        return self.newsroom.listed(language)

    def _links(self, request: Request) -> Links:
        return Links(str(request.base_url).rstrip("/"), self.newsroom.settings)

    def _photo(self, path: str) -> Photo | None:
        for article in reversed(self.newsroom.everything()):
            if article.photo is None:
                continue
            if article.photo.path == path:
                return article.photo
            if article.layout is Layout.GALLERY:
                for position in range(1, len(article.paragraphs) + 1):
                    if (shot := gallery_shot(article.photo, position)).path == path:
                        return shot
        return None

    def _rest_closed(self) -> Response | None:
        status = self.newsroom.settings.rest_status
        if status == 200:  # noqa: PLR2004 - the status that means open
            return None
        code = "rest_no_route" if status == 404 else "rest_forbidden"  # noqa: PLR2004 - HTTP
        error = rest.QueryError(code, "Sorry, you are not allowed to do that.", status)
        return JSONResponse(error.body, status)

    def _not_found(self, language: Language, status: int = 404) -> Response:
        text = labels(language)
        title = text["gone"] if status == 410 else text["not_found"]  # noqa: PLR2004 - HTTP
        return HTMLResponse(notice(title, text["not_found_text"], language), status)


def _language(request: Request) -> Language:
    path = request.url.path
    english = path == "/en" or path.startswith("/en/")
    return Language.ENGLISH if english else Language.ARABIC


def _struck(request: Request) -> frozenset[Fault]:
    struck: frozenset[Fault] = request.scope.get(STRUCK, frozenset())
    return struck


def _to_slash(request: Request) -> Response:
    return RedirectResponse(str(request.url.replace(path=request.url.path + "/")), 301)
