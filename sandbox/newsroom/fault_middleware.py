"""ASGI middleware that applies the active faults and compresses responses."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.newsroom.faults import ActiveFault, Area, Fault
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.spoiled_responses import Answer, packed, refusal, spoil

STRUCK = "newsroom.faults"
ENDLESS_CHUNK = b"<!-- " + b"." * 16_000 + b" -->\n"
ENDLESS_LIMIT = 20_000
"""Chunks of a body without end after which even that ends: 320 MB."""
_LONG = {Fault.SLOW, Fault.DRIP, Fault.ENDLESS}


class Outages:
    """ASGI middleware that lets the newsroom's faults happen."""

    def __init__(self, app: ASGIApp, newsroom: Newsroom) -> None:
        self._app = app
        self._newsroom = newsroom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        struck = self._newsroom.faults.strike(area(scope["path"], scope.get("query_string", b"")))
        scope[STRUCK] = frozenset(struck)
        if not struck.keys() & _LONG:
            await self._answer(struck, scope, receive, send)
            return
        answering = asyncio.ensure_future(self._answer(struck, scope, receive, send))
        # Nobody waits any more for an answer that takes hours: end it when the client leaves.
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)

    async def _answer(
        self, struck: Mapping[Fault, ActiveFault], scope: Scope, receive: Receive, send: Send
    ) -> None:
        if slow := struck.get(Fault.SLOW):
            await asyncio.sleep(slow.seconds)
        base = _header(scope, "host") or "localhost"
        answer = refusal(struck, scope["path"], f"{scope['scheme']}://{base}")
        if answer is None:
            answer = await _gather(self._app, scope, receive)
        answer = spoil(answer, struck)
        if not struck.keys() & {Fault.GZIP_UNLABELLED, Fault.ENDLESS}:
            answer = packed(answer, _header(scope, "accept-encoding"))
        await _emit(send, answer, struck, head=scope["method"] == "HEAD")


def area(path: str, query: bytes) -> Area:
    """Which part of the site an address belongs to."""
    if path.rstrip("/").endswith("/feed") or "/feed/" in path or b"feed=" in query:
        return Area.FEED
    if path.startswith("/wp-content/uploads/"):
        return Area.PHOTO
    if "/wp-json" in path:
        return Area.REST
    if path.startswith("/wp-"):
        return Area.OTHER
    return Area.PAGE


async def _emit(
    send: Send, answer: Answer, struck: Mapping[Fault, ActiveFault], *, head: bool
) -> None:
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    if answer.status not in {204, 304} and Fault.ENDLESS not in struck:
        headers["content-length"] = str(len(answer.body))
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()],
        }
    )
    if head or answer.status in {204, 304}:
        await send({"type": "http.response.body", "body": b""})
        return
    async for part in _parts(answer.body, struck):
        await send({"type": "http.response.body", "body": part, "more_body": True})
    if Fault.DROPPED not in struck:
        # Left out, the server closes the connection in the middle of the body.
        await send({"type": "http.response.body", "body": b""})


async def _parts(body: bytes, struck: Mapping[Fault, ActiveFault]) -> AsyncIterator[bytes]:
    if Fault.DROPPED in struck:
        yield body[: len(body) // 2]
    elif drip := struck.get(Fault.DRIP):
        for position in range(len(body)):
            yield body[position : position + 1]
            await asyncio.sleep(drip.seconds)
    elif Fault.ENDLESS in struck:
        yield body
        for _ in range(ENDLESS_LIMIT):
            yield ENDLESS_CHUNK
            await asyncio.sleep(0)
    else:
        yield body


async def _gather(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """The application's whole answer."""
    answer, parts = Answer(500), list[bytes]()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in message["headers"]
            }
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    answer.body = b"".join(parts)
    return answer


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _header(scope: Scope, name: str) -> str:
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")
