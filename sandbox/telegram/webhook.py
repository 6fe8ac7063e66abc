"""Sends updates to the bot's webhook, in the order, number and pauses of the Bot API server."""

import asyncio
import ipaddress
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from sandbox.telegram.models import Json
from sandbox.telegram.updates import PendingUpdates

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (the name of a header)
DEFAULT_CONNECTIONS: Final = 40
MOST_CONNECTIONS: Final = 100
FIRST_PAUSE_SECONDS: Final = 1.0
LAST_PAUSE_SECONDS: Final = 60.0
LONGEST_RETRY_AFTER: Final = 3600
ANSWER_WITHIN_SECONDS: Final = 60.0
_ANSWERS_KEPT: Final = 100_000
_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    """Where updates are sent: what the bot gave to setWebhook."""

    url: str
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    certificate: str = ""


def on_loopback(url: str) -> bool:
    """Whether an address leads to this machine; nothing of the sandbox goes anywhere else."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WebhookSender:
    """Delivers what is queued while a webhook is set; what is not taken stays queued."""

    def __init__(self, updates: PendingUpdates, clock: Callable[[], float]) -> None:
        self._updates = updates
        self._clock = clock
        self._target: WebhookTarget | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._delivery: _Delivery | None = None
        self._last_error: tuple[int, str] | None = None
        # How many seconds the bot took for each answer, the newest ones.
        self.answer_seconds: deque[float] = deque(maxlen=_ANSWERS_KEPT)

    def set(self, target: WebhookTarget) -> None:
        """Send to this address from now on, also what waits."""
        self.remove()
        self._target = target
        self._updates.webhook_url = target.url
        self._delivery = _Delivery(target, self._updates, self._failed, self.answer_seconds.append)
        task = asyncio.get_running_loop().create_task(self._delivery.run(), name="webhook")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def remove(self) -> None:
        """Send nothing any more; what is under way may have arrived, and counts as waiting."""
        for task in self._tasks:
            task.cancel()
        if self._delivery is not None:
            self._delivery.end()
        self._target = self._delivery = self._last_error = None
        self._updates.webhook_url = ""

    async def close(self) -> None:
        """End every delivery."""
        self.remove()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def info(self) -> Json:
        """Return what getWebhookInfo tells of the address and of its last failure."""
        if self._target is None:
            return {"url": "", "has_custom_certificate": False}
        info: Json = {
            "url": self._target.url,
            "has_custom_certificate": bool(self._target.certificate),
            "max_connections": self._target.max_connections,
        }
        if self._last_error is not None:
            info["last_error_date"], info["last_error_message"] = self._last_error
        return info

    def _failed(self, reason: str) -> None:
        self._last_error = int(self._clock()), reason


class _Delivery:
    """One target's deliveries: of each chat one update at a time, of several chats at once."""

    def __init__(
        self,
        target: WebhookTarget,
        updates: PendingUpdates,
        failed: Callable[[str], None],
        answered: Callable[[float], None],
    ) -> None:
        self._target = target
        self._updates = updates
        self._failed = failed
        self._answered = answered
        self._lines: dict[int, deque[Json]] = {}
        self._pauses: dict[int, float] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._timers: set[asyncio.TimerHandle] = set()
        updates.follow(self._offer)

    async def run(self) -> None:
        """Send until cancelled."""
        if not on_loopback(self._target.url):
            self._failed("the sandbox sends to addresses of this machine only")
            return
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._target.max_connections, ssl=_trust(self._target.certificate)
                ),
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS),
            ) as session,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(self._target.max_connections):
                group.create_task(self._send(session))

    def end(self) -> None:
        """Take no more updates."""
        self._updates.follow(None)
        for timer in self._timers:
            timer.cancel()

    def _offer(self, update: Json) -> None:
        chat = _line_of(update)
        line = self._lines.setdefault(chat, deque())
        line.append(update)
        if len(line) == 1:
            self._ready.put_nowait(chat)

    async def _send(self, session: aiohttp.ClientSession) -> None:
        while True:
            chat = await self._ready.get()
            line = self._lines[chat]
            while line and line[0]["update_id"] not in self._updates:
                line.popleft()
            if not line:
                del self._lines[chat]
                continue
            reason, retry_after = await self._post(session, line[0])
            if reason:
                self._failed(reason)
                self._again(chat, retry_after)
                continue
            self._updates.confirm_one(line.popleft()["update_id"])
            self._pauses.pop(chat, None)
            if line:
                self._ready.put_nowait(chat)
            else:
                del self._lines[chat]

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> tuple[str, float]:
        """Send one update; return why it was not taken, if so, and what pause was asked for."""
        headers = {SECRET_HEADER: self._target.secret} if self._target.secret else {}
        began = time.perf_counter()
        try:
            # A redirect is an answer like any other to Telegram, and might lead elsewhere.
            async with session.post(
                self._target.url, json=update, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, ssl.SSLError) as error:
            return f"Connection failed: {type(error).__name__}", 0.0
        self._answered(time.perf_counter() - began)
        if answer.status in _SUCCESS:
            return "", 0.0
        asked = answer.headers.get("Retry-After", "")
        seconds = min(int(asked), LONGEST_RETRY_AFTER) if asked.isdecimal() else 0
        return f"Wrong response from the webhook: {answer.status} {answer.reason}", float(seconds)

    def _again(self, chat: int, retry_after: float) -> None:
        """Try a chat's first update again, later each time."""
        pause = min(2 * self._pauses.get(chat, FIRST_PAUSE_SECONDS / 2), LAST_PAUSE_SECONDS)
        self._pauses[chat] = pause

        def due() -> None:
            self._timers.discard(timer)
            self._ready.put_nowait(chat)

        timer = asyncio.get_running_loop().call_later(retry_after or pause, due)
        self._timers.add(timer)


def _line_of(update: Json) -> int:
    """The chat whose updates are sent one after the other; that of the person if there is none."""
    content: Any = next(value for name, value in update.items() if name != "update_id")
    return int(content.get("chat", content.get("from", {})).get("id", 0))


def _trust(certificate: str) -> ssl.SSLContext | bool:
    """Trust the certificate that came with setWebhook, or those that everybody trusts."""
    return ssl.create_default_context(cadata=certificate) if certificate else True
