"""A server in the place of the Bot API, which answers each request as its script says."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.paid_broadcast_request import PaidBroadcastRequest
from bot.telegram.transport import TelegramRequest

SECRET = "123:SECRET"
OK = json.dumps({"ok": True, "result": True}).encode()


def answer(body: bytes = OK, status: str = "200 OK", close: bool = False) -> bytes:
    ending = "Connection: close\r\n" if close else ""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{ending}\r\n".encode() + body


class Server:
    """Answers each request with what the script says next; counts connections."""

    def __init__(self, script: Callable[[int], Awaitable[bytes | None]]) -> None:
        self.script = script
        self.connections = 0
        self.requests: list[tuple[str, bytes]] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
                self.requests.append((head, await reader.readexactly(length)))
                data = await self.script(len(self.requests))
                if data is None:
                    break
                writer.write(data)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()


@asynccontextmanager
async def serving(
    script: Callable[[int], Awaitable[bytes | None]], context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    served = Server(script)
    listening = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    served.url = f"{scheme}://{host}:{port}/bot{SECRET}/sendMessage"
    try:
        yield served
    finally:
        served.hang_up()
        listening.close()
        await asyncio.sleep(0.01)


async def always_ok(_number: int) -> bytes | None:
    return answer()


def data(**fields: str) -> RequestData:
    return RequestData([RequestParameter(name, value, None) for name, value in fields.items()])


Kind = type[TelegramRequest] | type[PaidBroadcastRequest]
