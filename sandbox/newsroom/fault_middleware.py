"""ASGI middleware that applies the active faults and compresses responses."""

import asyncio
import functools
import gzip
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.newsroom.chrome import notice
from sandbox.newsroom.faults import ActiveFault, Area, Fault
from sandbox.newsroom.models import Language
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.theme import labels

STRUCK = "newsroom.faults"
ENDLESS_CHUNK = b"<!-- " + b"." * 16_000 + b" -->\n"
ENDLESS_LIMIT = 20_000
"""Chunks of a body without end after which even that ends: 320 MB."""
_LONG = {Fault.SLOW, Fault.DRIP, Fault.ENDLESS}
_MIN_GZIP = 500
_ZEROS = b"\0" * (1024 * 1024)


@dataclass(slots=True)
class Answer:
    """A whole answer, before it goes out."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip()


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


def refusal(struck: Mapping[Fault, ActiveFault], path: str, base: str) -> Answer | None:
    """What stands in place of an answer: error, challenge, redirect, nothing at all."""
    text = labels(Language.ARABIC)
    down = notice(text["down"], text["down_text"])
    challenge = notice(
        text["challenge"],
        f'<span id="challenge-running">{text["challenge_text"]}</span>'
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
    )
    for fault, status, page in (
        (Fault.DOWN, 503, down),
        (Fault.SERVER_ERROR, 500, down),
        (Fault.RETRY_AFTER, 503, down),
        (Fault.RATE_LIMITED, 429, down),
        (Fault.FORBIDDEN, 403, challenge),
        (Fault.CHALLENGE, 200, challenge),
        (Fault.SOFT_404, 200, notice(text["not_found"], text["not_found_text"])),
    ):
        if fault in struck:
            answer = _html(status, page)
            if fault in {Fault.RETRY_AFTER, Fault.RATE_LIMITED}:
                answer.headers["retry-after"] = str(round(struck[fault].seconds))
            return answer
    if Fault.LOGIN_WALL in struck and not path.startswith("/wp-login"):
        return Answer(302, {"location": f"{base}/wp-login.php?reauth=1"})
    if Fault.REDIRECT_LOOP in struck:
        other = "/loop/feed/" if path != "/loop/feed/" else "/feed/"
        return Answer(302, {"location": f"{base}{other}"})
    return None


def spoil(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> Answer:
    """The answer as it comes out of broken servers, caches and proxies."""
    return Answer(answer.status, _spoiled_headers(answer, struck), _spoiled_body(answer, struck))


def _spoiled_headers(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> dict[str, str]:
    headers = dict(answer.headers)
    if Fault.FEED_AS_HTML in struck and answer.kind == "application/rss+xml":
        headers["content-type"] = "text/html; charset=UTF-8"
    if Fault.WRONG_CHARSET in struck:
        headers["content-type"] = answer.kind
    if Fault.CHARSET_HEADER in struck:
        headers["content-type"] = f"{answer.kind}; charset=windows-1256"
    if tag := headers.get("etag"):
        if Fault.GZIP_ETAG in struck:
            tag = f'{tag[:-1]}-gzip"'
        headers["etag"] = f"W/{tag}" if Fault.WEAK_ETAG in struck else tag
    if Fault.NO_VALIDATORS in struck:
        headers.pop("etag", None)
        headers.pop("last-modified", None)
    if Fault.OLD_LAST_MODIFIED in struck and "last-modified" in headers:
        headers["last-modified"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    if Fault.GZIP_BOMB in struck:
        headers["content-encoding"] = "gzip"
    return headers


def _spoiled_body(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> bytes:
    if bomb := struck.get(Fault.GZIP_BOMB):
        return _bomb(bomb.size)
    body = b"" if Fault.EMPTY in struck else answer.body
    if body and struck.keys() & {Fault.WRONG_CHARSET, Fault.CHARSET_HEADER}:
        body = body.decode("utf-8").encode("windows-1256", "xmlcharrefreplace")
        body = body.replace(b' encoding="UTF-8"', b"", 1)
    if Fault.TRUNCATED in struck:
        body = cut_in_letter(body)
    if over := struck.get(Fault.OVERSIZED):
        body += b" " * over.size
    return gzip.compress(body) if Fault.GZIP_UNLABELLED in struck else body


def cut_in_letter(body: bytes) -> bytes:
    """Two thirds of a UTF-8 text, ended inside a letter if a letter of several bytes is there."""
    end = len(body) * 2 // 3
    while end < len(body) and body[end] & 0xC0 != 0x80:  # noqa: PLR2004 - UTF-8's marks
        end += 1
    return body[:end]


def packed(answer: Answer, accepted: str) -> Answer:
    """The answer with gzip, where the client takes it and it is worth it."""
    headers = dict(answer.headers)
    textual = answer.kind.startswith("text/") or answer.kind.endswith(("xml", "json"))
    if not textual or "content-encoding" in headers:
        return answer
    headers["vary"] = "Accept-Encoding"
    if "gzip" not in accepted or len(answer.body) < _MIN_GZIP:
        return Answer(answer.status, headers, answer.body)
    headers["content-encoding"] = "gzip"
    # The quickest: on loopback nothing is gained by the fewest bytes.
    return Answer(answer.status, headers, gzip.compress(answer.body, 1))


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


def _html(status: int, page: str) -> Answer:
    return Answer(status, {"content-type": "text/html; charset=UTF-8"}, page.encode())


@functools.lru_cache(maxsize=1)
def _bomb(size: int) -> bytes:
    """So many zeros, packed: about a thousandth of the size."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6) as file:
        for _ in range(max(1, size // len(_ZEROS))):
            file.write(_ZEROS)
    return out.getvalue()


def _header(scope: Scope, name: str) -> str:
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")
