"""Refuses cross-origin requests to everything that the sandbox serves on its port."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = frozenset({"127.0.0.1", "localhost"})
# Programs send no such header; browsers send it with every request, images included.
_OWN_FETCHES = frozenset({None, "same-origin", "none"})


class OwnPagesOnly:
    """Refuses with 403 what a browser sends for another site, or under another host's name.

    Without it any page open in the same browser could drive the sandbox or call its Bot API, with
    an image's address or by way of a host name that its owner lets point to 127.0.0.1.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_own(Headers(raw=scope["headers"])):
            error = {"error": "the sandbox answers its own pages on this machine only"}
            await JSONResponse(error, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    host = headers.get("host", "")
    return (
        host.partition(":")[0] in _HERE
        and headers.get("origin") in {None, f"http://{host}"}
        and headers.get("sec-fetch-site") in _OWN_FETCHES
    )
