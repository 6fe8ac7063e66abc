"""A minimal Bot API server, so that what is measured is the bot.

It takes every message at once, in a process of its own, and answers with a `Message` of the size
that Telegram sends. Correctness is tested against the sandbox, which knows Telegram's rules.
"""

import asyncio
import json
import sys

_RESULT = {
    "message_id": 12345,
    "date": 1_700_000_000,
    "from": {"id": 1, "is_bot": True, "first_name": "خبر", "username": "khabar_bot"},
    "chat": {"id": 5_000_000_000, "type": "private", "first_name": "ليلى"},
    "photo": [
        {"file_id": "A" * 80, "file_unique_id": "A" * 16, "width": 90, "height": 60},
        {"file_id": "B" * 80, "file_unique_id": "B" * 16, "width": 800, "height": 533},
    ],
    "caption": "افتتح المجلس البلدي الحديقة الجديدة في حي الزيتون. " * 8,
    "caption_entities": [{"type": "bold", "offset": 0, "length": 20}] * 6,
    "reply_markup": {"inline_keyboard": [[{"text": "اقرأ", "url": "https://news.example/1/"}]]},
}
_BODY = json.dumps({"ok": True, "result": _RESULT}).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\nConnection: keep-alive\r\n\r\n%b" % (len(_BODY), _BODY)
)


class Taker(asyncio.Protocol):
    """Reads requests by their Content-Length, answers each."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._transport.write(ANSWER)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Taker, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
