"""The site's control API: publishing, editing and faults, as JSON over HTTP."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.newsroom.errors import (
    InvalidRequestError,
    NewsroomError,
    UnknownArticleError,
    UnknownStoryError,
)
from sandbox.newsroom.faults import Area, Fault, default_areas
from sandbox.newsroom.models import Article, Language
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.request_body import RequestBody, settings_view
from sandbox.newsroom.views import article_view, state_view

MAX_BODY = 256 * 1024
Act = Callable[[RequestBody], dict[str, Any]]


def routes(newsroom: Newsroom) -> list[BaseRoute]:
    """Routes to mount where the caller wants them; `docs/sandbox-newsroom.md` describes each."""
    desk = _Desk(newsroom)
    acts: dict[str, Act] = {
        "publish": desk.publish,
        "edit": desk.edit,
        "slug": desk.slug,
        "withdraw": desk.withdraw,
        "restore": desk.restore,
        "republish": desk.republish,
        "redate": desk.redate,
        "fault": desk.fault,
        "clear": desk.clear,
        "settings": desk.settings,
    }
    return [
        Route("/state", _answering_get(desk.state)),
        Route("/articles/{number:int}", _answering_get(desk.article)),
        Route("/faults", _answering_get(desk.faults)),
        *(Route(f"/{name}", _answering(act), methods=["POST"]) for name, act in acts.items()),
    ]


class _Desk:
    """The acts, each from a checked body to a JSON object."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom

    def state(self, _request: Request) -> dict[str, Any]:
        """What the newsroom has, does and suffers."""
        return state_view(self.newsroom)

    def article(self, request: Request) -> dict[str, Any]:
        """One article in full."""
        article = self.newsroom.article(request.path_params["number"])
        return {"article": self._shown(article, full=True)}

    def faults(self, _request: Request) -> dict[str, Any]:
        """Faults that are on, and all that there are."""
        return {
            "active": [active.view() for active in self.newsroom.faults.active()],
            "known": [
                {
                    "fault": fault.value,
                    "areas": sorted(area.value for area in default_areas(fault)),
                }
                for fault in Fault
            ],
        }

    def publish(self, body: RequestBody) -> dict[str, Any]:
        """The next story, a named one, an own one, or generated ones."""
        at, breaking = body.moment("at"), body.flag("breaking")
        generate, count = body.flag("generate") or False, body.number("count", 1, 500) or 1
        language = body.member("language", Language) or Language.ARABIC
        story = body.story("article") or body.text("story")
        body.nothing_else()
        published = [
            self.newsroom.publish(
                story, at=at, breaking=breaking, generate=generate, language=language
            )
            for _ in range(count)
        ]
        return {"article": self._shown(published[-1]), "numbers": [a.number for a in published]}

    def edit(self, body: RequestBody) -> dict[str, Any]:
        """Change parts of an article."""
        number = self._which(body)
        headline, caption = body.text("headline"), body.text("caption")
        paragraphs, tags = body.texts("paragraphs"), body.texts("tags")
        breaking, new_photo = body.flag("breaking"), body.flag("new_photo") or False
        body.nothing_else()
        changes = (headline, caption, paragraphs, tags, breaking)
        if not new_photo and all(change is None for change in changes):
            raise InvalidRequestError("nothing to change was named")
        article = self.newsroom.edit(
            number,
            headline=headline,
            paragraphs=paragraphs,
            caption=caption,
            tags=tags,
            breaking=breaking,
            new_photo=new_photo,
        )
        return {"article": self._shown(article)}

    def slug(self, body: RequestBody) -> dict[str, Any]:
        """Another address."""
        number, slug = self._which(body), body.text("slug")
        body.nothing_else()
        if slug is None:
            raise InvalidRequestError("slug is needed")
        return {"article": self._shown(self.newsroom.change_slug(number, slug))}

    def withdraw(self, body: RequestBody) -> dict[str, Any]:
        """Off the site."""
        number = self._which(body)
        body.nothing_else()
        return {"article": self._shown(self.newsroom.withdraw(number))}

    def restore(self, body: RequestBody) -> dict[str, Any]:
        """Back on the site."""
        number = self._needed(body)
        body.nothing_else()
        return {"article": self._shown(self.newsroom.restore(number))}

    def republish(self, body: RequestBody) -> dict[str, Any]:
        """The same text under another number."""
        number = self._which(body)
        body.nothing_else()
        return {"article": self._shown(self.newsroom.republish(number))}

    def redate(self, body: RequestBody) -> dict[str, Any]:
        """Another time of publication."""
        number, at = self._which(body), body.moment("at")
        body.nothing_else()
        if at is None:
            raise InvalidRequestError("at is needed")
        return {"article": self._shown(self.newsroom.redate(number, at))}

    def fault(self, body: RequestBody) -> dict[str, Any]:
        """Switch a fault on."""
        fault = body.member("fault", Fault)
        if fault is None:
            raise InvalidRequestError("fault is needed; GET faults lists them")
        areas = body.members("areas", Area)
        count, duration = body.number("count", 1), body.span("for_seconds")
        seconds, size = body.amount("seconds"), body.number("bytes", 1)
        body.nothing_else()
        active = self.newsroom.cause(
            fault, areas=areas, count=count, duration=duration, seconds=seconds, size=size
        )
        return {"fault": active.view()}

    def clear(self, body: RequestBody) -> dict[str, Any]:
        """Switch one fault off, or all."""
        fault = body.member("fault", Fault)
        body.nothing_else()
        self.newsroom.faults.clear(None if fault is None else [fault])
        return {"faults": [active.view() for active in self.newsroom.faults.active()]}

    def settings(self, body: RequestBody) -> dict[str, Any]:
        """Change settings."""
        self.newsroom.configure(body.settings(self.newsroom.settings))
        return {"settings": settings_view(self.newsroom.settings)}

    def _shown(self, article: Article, *, full: bool = False) -> dict[str, Any]:
        return article_view(article, self.newsroom.settings, full=full)

    def _which(self, body: RequestBody) -> int:
        """The named article, or the newest that readers see."""
        number = body.number("number", 1)
        if number is not None:
            return number
        listed = self.newsroom.listed(Language.ARABIC)
        if not listed:
            raise InvalidRequestError("there is no article yet")
        return listed[0].number

    def _needed(self, body: RequestBody) -> int:
        number = body.number("number", 1)
        if number is None:
            raise InvalidRequestError("number is needed")
        return number


def _answering(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(act(RequestBody(await _body(request))))
        except NewsroomError as error:
            return _refused(error)

    return answer


def _answering_get(
    look: Callable[[Request], dict[str, Any]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(look(request))
        except NewsroomError as error:
            return _refused(error)

    return answer


async def _body(request: Request) -> dict[str, Any]:
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > MAX_BODY:
            raise InvalidRequestError(f"the body must not be larger than {MAX_BODY} bytes")
    try:
        body = json.loads(data or b"{}")
    except (ValueError, RecursionError) as error:
        raise InvalidRequestError("the body must be JSON") from error
    if not isinstance(body, dict):
        raise InvalidRequestError("the body must be a JSON object")
    return body


def _refused(error: NewsroomError) -> Response:
    missing = isinstance(error, UnknownArticleError | UnknownStoryError)
    return JSONResponse({"error": str(error)}, 404 if missing else 400)
