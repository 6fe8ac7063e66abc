"""HTTP endpoints of the WordPress REST API: the list of posts and a single post."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.newsroom import rest
from sandbox.newsroom.errors import UnknownArticleError
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.responses import language_of, links_of


class Rest:
    """The endpoints, around one newsroom."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom

    async def posts(self, request: Request) -> Response:
        """REST: the list of posts."""
        if closed := self._closed():
            return closed
        try:
            asked = rest.query(request.query_params)
            # As a theme has it that sets the number of posts on every page.
            most = self.newsroom.settings.rest_items
            asked = replace(asked, per_page=min(asked.per_page, most))
            found, total, pages = rest.select(self.newsroom.listed(language_of(request)), asked)
        except rest.QueryError as error:
            return JSONResponse(error.body, error.status)
        links, embed = links_of(request, self.newsroom), "_embed" in request.query_params
        return JSONResponse(
            [rest.post(article, links, embed=embed) for article in found],
            headers={"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)},
        )

    async def post(self, request: Request) -> Response:
        """REST: one post."""
        if closed := self._closed():
            return closed
        try:
            article = self.newsroom.article(request.path_params["number"])
        except UnknownArticleError:
            article = None
        if article is None or article.withdrawn or article.language is not language_of(request):
            status = self.newsroom.settings.withdrawn_status if article else 404
            error = rest.QueryError("rest_post_invalid_id", "Invalid post ID.", status)
            return JSONResponse(error.body, error.status)
        embed = "_embed" in request.query_params
        return JSONResponse(rest.post(article, links_of(request, self.newsroom), embed=embed))

    def _closed(self) -> Response | None:
        status = self.newsroom.settings.rest_status
        if status == 200:  # noqa: PLR2004 - the status that means open
            return None
        code = "rest_no_route" if status == 404 else "rest_forbidden"  # noqa: PLR2004 - HTTP
        error = rest.QueryError(code, "Sorry, you are not allowed to do that.", status)
        return JSONResponse(error.body, status)
