"""The Bot API over HTTP: a bare ASGI application, for thousands of calls a second."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Receive, Scope, Send

from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.faults import Fault
from sandbox.telegram.files import MAX_UPLOAD
from sandbox.telegram.methods import HANDLERS
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.schema import NAMES, PARAMETERS
from sandbox.telegram.world import World

Drop = Callable[[Scope], None]

_MAX_BODY = MAX_UPLOAD + (1 << 20)
_OK = 200
_JSON = (b"content-type", b"application/json")
_HTML = (b"content-type", b"text/html")


class _Gone(Exception):
    """The client closed the connection before its answer was there."""


class _Dropped(Exception):
    """The connection ends before anything is done."""


class _Page(Exception):
    """Something between bot and Telegram answers with a page of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class BotApi:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, world: World, drop: Drop) -> None:
        """`drop(scope)` ends the connection that a call came by, without an answer."""
        self.world = world
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        try:
            if path.startswith("/file/bot"):
                await self._file(path, send)
            else:
                await self._method(path, scope, receive, send)
        except _Gone:
            return

    async def _method(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        world = self.world
        body = await _read(receive)
        fault: Fault | None = None
        try:
            method, call = self._call(path, scope, body)
            if world.faults:
                fault = self._strike(method, call)
            answer, status = {"ok": True, "result": await self._do(method, call, receive)}, _OK
        except ApiError as refusal:
            answer, status = refusal.as_json(), refusal.code
        except _Dropped:
            await self._end(scope, receive)
            return
        except _Page as page:
            await _answer(send, page.status, b"<html><h1>%d</h1></html>" % page.status, _HTML)
            return
        world.counters.answers[status] += 1
        if fault is not None and fault.kind == "drop_after":
            await self._end(scope, receive)
            return
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        payload = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        headers = [_JSON, (b"content-length", b"%d" % len(payload))]
        retry_after = answer.get("parameters", {}).get("retry_after") if status != _OK else None
        if retry_after:
            headers.append((b"retry-after", b"%d" % retry_after))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": payload})

    def _call(self, path: str, scope: Scope, body: bytes | None) -> tuple[str, Parameters]:
        """The method and the parameters of a request, counted.

        Raises:
            ApiError: token, method or body are wrong.
        """
        token, _, given_name = path[len("/bot") :].partition("/")
        self._authorise(token)
        method = given_name.lower()
        counters = self.world.counters
        known = PARAMETERS.get(method)
        if known is None:
            counters.note_unknown_method(given_name)
            raise ApiError(404, "Not Found: method not found")
        counters.calls[NAMES[method]] += 1
        if body is None:
            raise ApiError(413, "Request Entity Too Large")
        call = _parameters(scope, body)
        if call.values and not call.values.keys() <= known:
            self._note_unknown(method, call, known)
        return method, call

    def _strike(self, method: str, call: Parameters) -> Fault | None:
        """Let a fault strike this call: answers it if it is still to act afterwards.

        Raises:
            ApiError: the fault's own answer.
            _Dropped: the connection is to end now.
            _Page: a page of somebody else's is the answer.
        """
        world = self.world
        chat_id = call.integer("chat_id") or None
        fault = world.faults.strike(method, chat_id, world.monotonic())
        if fault is None:
            return None
        world.fault_news.tell_struck()
        if fault.kind in {"down", "drop_before"}:
            raise _Dropped
        if fault.page_status is not None:
            raise _Page(fault.page_status)
        refusal = fault.refusal()
        if refusal is not None:
            raise refusal
        return fault

    async def _do(self, method: str, call: Parameters, receive: Receive) -> Any:
        result = HANDLERS[method](self.world, call)
        if method == "getupdates":
            return await _unless_gone(result, receive)
        return await result if inspect.isawaitable(result) else result

    async def _end(self, scope: Scope, receive: Receive) -> None:
        """End the connection, and wait until the server knows that nobody is to be answered."""
        self._drop(scope)
        while (await receive())["type"] != "http.disconnect":
            pass

    def _authorise(self, token: str) -> None:
        if token == self.world.token:
            return
        number, colon, _ = token.partition(":")
        if colon and number.isdecimal():
            raise ApiError(401, "Unauthorized: invalid token specified")
        raise ApiError(404, "Not Found")

    def _note_unknown(self, method: str, call: Parameters, known: frozenset[str]) -> None:
        referred = json.dumps(call.values.get("media", ""), default=str)
        unknown = (
            name
            for name in call.values
            if name not in known
            and f"attach://{name}" not in referred
            and f"attach://{name}" not in call.values.values()
        )
        self.world.counters.note_unknown(NAMES[method], unknown)

    async def _file(self, path: str, send: Send) -> None:
        token, _, file_path = path[len("/file/bot") :].partition("/")
        try:
            self._authorise(token)
            file = self.world.files.download(file_path)
            status, payload = _OK, file.data
            kind = (b"content-type", b"application/octet-stream")
        except ApiError as refusal:
            status, payload, kind = refusal.code, json.dumps(refusal.as_json()).encode(), _JSON
        await _answer(send, status, payload, kind)


async def _answer(send: Send, status: int, payload: bytes, kind: tuple[bytes, bytes]) -> None:
    headers = [kind, (b"content-length", b"%d" % len(payload))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": payload})


def _parameters(scope: Scope, body: bytes) -> Parameters:
    content_type = b""
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value
            break
    return read_parameters(scope["query_string"], content_type, body)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None if it is larger than any upload may be (it is read, not kept)."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if message["type"] == "http.disconnect":
            raise _Gone
        return body
    chunks, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        size += len(message.get("body", b""))
        if size <= _MAX_BODY:
            chunks.append(message.get("body", b""))
    return b"".join(chunks) if size <= _MAX_BODY else None


async def _unless_gone(waiting: Awaitable[Any], receive: Receive) -> Any:
    """Wait for a long poll, but no longer than its client does."""
    poll = asyncio.ensure_future(waiting)
    gone = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({poll, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not poll.done():
            raise _Gone
        return poll.result()
    finally:
        poll.cancel()
        gone.cancel()
        await asyncio.gather(poll, gone, return_exceptions=True)
