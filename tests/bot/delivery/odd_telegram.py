"""A Telegram that answers some calls with what no documentation describes."""

import asyncio
import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

Answer = tuple[int, bytes]


def answer(status: int, body: object) -> Answer:
    return status, body if isinstance(body, bytes) else json.dumps(body).encode()


@dataclass
class OddTelegram:
    """Takes posts; each chat gets the answers that are prepared for it first.

    A post counts as taken when its answer is a success, odd or not.
    """

    prepared: dict[int, list[Answer]] = field(default_factory=dict)
    forever: dict[int, Answer] = field(default_factory=dict)
    refuses_uploads: Answer | None = None
    calls: Counter[int] = field(default_factory=Counter)
    taken: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    url: str = ""
    _connections: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                size = next(
                    int(line.split(":")[1])
                    for line in head.splitlines()
                    if line.lower().startswith("content-length:")
                )
                body = await reader.readexactly(size)
                status, text = self._answer(head.split()[1].rsplit("/", 1)[-1], head, body)
                length = f"Content-Length: {len(text)}"
                writer.write(f"HTTP/1.1 {status} Odd\r\n{length}\r\n\r\n".encode() + text)
                await writer.drain()
        writer.close()

    def _answer(self, method: str, head: str, body: bytes) -> Answer:
        if method == "getMe":
            me = {"id": 1, "is_bot": True, "first_name": "خبر", "username": "sandbox_bot"}
            return answer(200, {"ok": True, "result": me})
        upload = "multipart/form-data" in head
        chat = _chat(body, upload=upload)
        self.calls[chat] += 1
        if upload and self.refuses_uploads is not None:
            return self.refuses_uploads
        waiting = self.prepared.get(chat)
        given = waiting.pop(0) if waiting else self.forever.get(chat)
        number = len(self.taken[chat]) + 1
        if given is not None:
            if given[0] < 300 and b'"ok": false' not in given[1]:
                self.taken[chat].append(method)
            return given
        self.taken[chat].append(method)
        result = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}}
        return answer(200, {"ok": True, "result": result})


def _chat(body: bytes, *, upload: bool) -> int:
    if not upload:
        return int(parse_qs(body.decode())["chat_id"][0])
    part = body.split(b'name="chat_id"', 1)[1]
    return int(part.split(b"\r\n\r\n", 1)[1].split(b"\r\n", 1)[0])


@contextlib.asynccontextmanager
async def odd_telegram() -> AsyncIterator[OddTelegram]:
    telegram = OddTelegram()
    server = await asyncio.start_server(telegram.serve, "127.0.0.1", 0)
    telegram.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
    try:
        yield telegram
    finally:
        server.close()
