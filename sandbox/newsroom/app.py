"""The site as an ASGI application: its route table."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.newsroom.chrome import THEME_PATH, notice, site_name
from sandbox.newsroom.errors import UnknownArticleError
from sandbox.newsroom.fault_middleware import Outages
from sandbox.newsroom.faults import Fault
from sandbox.newsroom.feed import document, entity_tag, http_date, last_modified, not_modified
from sandbox.newsroom.files import SiteFiles
from sandbox.newsroom.links import Links, terms
from sandbox.newsroom.models import Article, Language
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.pages import amp_page, article_page, list_page
from sandbox.newsroom.responses import language_of, links_of, not_found, struck_by, to_slash
from sandbox.newsroom.rest_endpoints import Rest
from sandbox.newsroom.taxonomy import SECTIONS
from sandbox.newsroom.theme import labels
from sandbox.newsroom.wording import percent

_ARTICLE = re.compile(r"^/(?:(?P<archives>archives)/)?(?P<number>\d{1,12})(?P<rest>/.*)?$")
_ENGLISH = re.compile(r"^/en/archives/\d{4}/\d{2}/(?P<slug>[^/]+)(?P<rest>/.*)?$")


def create_app(newsroom: Newsroom) -> Starlette:
    """The site of a newsroom. Absolute addresses are built from each request's Host."""
    site, files, interface = _Site(newsroom), SiteFiles(newsroom), Rest(newsroom)
    routes = [
        Route("/feed{slash:path}", site.feed),
        Route("/en/feed{slash:path}", site.feed),
        Route("/category/{path:path}", site.term),
        Route("/tag/{path:path}", site.term),
        Route("/archives/tag/{path:path}", site.term),
        Route("/wp-json/wp/v2/posts", interface.posts),
        Route("/en/wp-json/wp/v2/posts", interface.posts),
        Route("/wp-json/wp/v2/posts/{number:int}", interface.post),
        Route("/en/wp-json/wp/v2/posts/{number:int}", interface.post),
        Route("/wp-content/uploads/{path:path}", files.photo),
        Route(THEME_PATH + "/{name}", files.theme),
        Route("/wp-login.php", site.login),
        Route("/{path:path}", site.page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Outages, newsroom=newsroom)])


class _Site:
    """The endpoints, around one newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom

    async def feed(self, request: Request) -> Response:
        """The feed of an edition."""
        language = language_of(request)
        if request.path_params["slash"] not in {"/", "/rss2/", "/rss/"}:
            return to_slash(request)
        return self._feed(request, self._listed(request, language), language, "", "")

    async def term(self, request: Request) -> Response:
        """A section or tag: its page or its feed."""
        path = request.path_params["path"]
        if not path.endswith("/"):
            return to_slash(request)
        kind = "category" if request.url.path.startswith("/category/") else "post_tag"
        wants_feed = path.endswith("/feed/")
        inner = path.removesuffix("feed/").rstrip("/")
        name = self.newsroom.term(kind, inner)
        if not name:
            name = next(
                (s.name for s in SECTIONS.values() if (s.kind, s.path) == (kind, inner)), ""
            )
        if not name:
            return not_found(Language.ARABIC)
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
        language, path = language_of(request), request.url.path
        # `request.url.path` may be encoded; routing sees it decoded.
        path = unquote(path)
        number = request.query_params.get("p", "")
        if path in {"/", "/en", "/en/"}:
            if number.isascii() and number.isdigit() and len(number) <= 12:  # noqa: PLR2004 - ids are short
                return self._article(request, int(number), "")
            if "feed" in request.query_params:
                return self._feed(request, self._listed(request, language), language, "", "")
            title = site_name(links_of(request, self.newsroom), language)
            return self._list(request, title, self._listed(request, language), language)
        if found := _ARTICLE.match(path):
            return self._article(request, int(found["number"]), path)
        if found := _ENGLISH.match(path):
            for article in self.newsroom.everything():
                if article.language is Language.ENGLISH and article.slug == found["slug"]:
                    return self._article(request, article.number, path)
        return not_found(language)

    def _article(self, request: Request, number: int, path: str) -> Response:
        """The page itself at the permalink, a redirect to it elsewhere."""
        try:
            article = self.newsroom.article(number)
        except UnknownArticleError:
            return not_found(language_of(request))
        if article.withdrawn:
            return not_found(article.language, self.newsroom.settings.withdrawn_status)
        links = links_of(request, self.newsroom)
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
        struck, settings = struck_by(request), self.newsroom.settings
        paged = request.query_params.get("paged", "1")
        page = int(paged) if paged.isascii() and paged.isdigit() and len(paged) < 9 else 1  # noqa: PLR2004 - no long digits
        page, size = max(1, page), settings.feed_items
        shown = listed[(page - 1) * size : page * size]
        if not shown and page > 1:
            return not_found(language)
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
        links = links_of(request, self.newsroom)
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
                links_of(request, self.newsroom),
                language=language,
                now=self.newsroom.now(),
                newest=self.newsroom.listed(language)[:10],
            )
        )

    def _listed(self, request: Request, language: Language) -> list[Article]:
        if Fault.STALE in struck_by(request):
            return self.newsroom.stale(language)
        return self.newsroom.listed(language)
