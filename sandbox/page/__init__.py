"""The chat page: its routes and response headers."""

from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILES: Final = Path(__file__).parent / "static"

# Pictures may come from the newsroom, which is another port of the same machine.
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: http://127.0.0.1:* http://localhost:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # The files change with the program; the browser asks each time and mostly gets 304.
    "cache-control": "no-cache",
}


class _Guarded:
    """Puts the page's headers on every answer of an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def _index(_request: Request) -> Response:
    return FileResponse(FILES / "index.html", headers=HEADERS)


async def _icon(_request: Request) -> Response:
    return FileResponse(FILES / "icon.svg", headers=HEADERS)


def routes() -> list[BaseRoute]:
    """The routes of the page, for the server that also serves the control API beside them."""
    return [
        Route("/", _index),
        Route("/favicon.ico", _icon),
        Mount("/page", _Guarded(StaticFiles(directory=FILES))),
    ]
