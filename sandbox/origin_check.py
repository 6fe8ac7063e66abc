"""Refuses cross-origin requests to everything that the sandbox serves, on either of its ports."""

from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE: Final = frozenset({"127.0.0.1", "localhost"})
# Programs send no such header; browsers send it with every request, images included.
_OWN_FETCHES: Final = frozenset({None, "same-origin", "none"})
_READING: Final = frozenset({"GET", "HEAD"})


class OwnPagesOnly:
    """Refuses with 403 what a browser sends for another site, or under another host's name.

    Without it any page open in the same browser could drive the sandbox or call its Bot API, with
    an image's address or by way of a host name that its owner lets point to 127.0.0.1.

    Args:
        app: what stands behind the door.
        linked: whether links of other pages may open it in a tab of its own, and pages of this
            machine may show its pictures; only for what changes nothing when it is read.
    """

    def __init__(self, app: ASGIApp, *, linked: bool = False) -> None:
        self._app = app
        self._linked = linked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._admits(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            error = {"error": "the sandbox answers its own pages on this machine only"}
            await JSONResponse(error, 403)(scope, receive, send)
        else:
            # Before it was accepted, this is answered with 403 too (ASGI, "Close - send event").
            await send({"type": "websocket.close", "code": 1008})

    def _admits(self, scope: Scope) -> bool:
        headers = Headers(raw=scope["headers"])
        host = headers.get("host", "")
        if host.partition(":")[0] not in _HERE:
            return False
        if headers.get("origin") not in {None, f"http://{host}"}:
            return False
        if headers.get("sec-fetch-site") in _OWN_FETCHES:
            return True
        return self._linked and _only_shows(scope, headers)


def _only_shows(scope: Scope, headers: Headers) -> bool:
    """Return whether this is a link that was followed, or a picture in a page of this machine.

    The page that asks can read neither (https://www.w3.org/TR/fetch-metadata/); a frame could be
    laid under its own buttons. Another port of one host is the same site.
    """
    if scope["type"] != "http" or scope["method"] not in _READING:
        return False
    asked = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    if headers.get("sec-fetch-site") == "same-site" and asked == ("no-cors", "image"):
        return True
    return asked == ("navigate", "document")
