"""What all routes of the site share: edition, faults, link base, the 404 page."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.newsroom.chrome import notice
from sandbox.newsroom.fault_middleware import STRUCK
from sandbox.newsroom.faults import Fault
from sandbox.newsroom.links import Links
from sandbox.newsroom.models import Language
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.theme import labels


def language_of(request: Request) -> Language:
    """The edition that an address belongs to."""
    path = request.url.path
    english = path == "/en" or path.startswith("/en/")
    return Language.ENGLISH if english else Language.ARABIC


def struck_by(request: Request) -> frozenset[Fault]:
    """The faults that this request has met."""
    struck: frozenset[Fault] = request.scope.get(STRUCK, frozenset())
    return struck


def links_of(request: Request, newsroom: Newsroom) -> Links:
    """Addresses with the host and port that the client asked for."""
    return Links(str(request.base_url).rstrip("/"), newsroom.settings)


def to_slash(request: Request) -> Response:
    """WordPress adds the slash that was left out."""
    return RedirectResponse(str(request.url.replace(path=request.url.path + "/")), 301)


def not_found(language: Language, status: int = 404) -> Response:
    """The page that says that nothing is here, or not any more (410)."""
    text = labels(language)
    title = text["gone"] if status == 410 else text["not_found"]  # noqa: PLR2004 - HTTP
    return HTMLResponse(notice(title, text["not_found_text"], language), status)
