"""Verifies signed HTTP pings from the newsroom's site; each triggers a poll."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.server import read_body

log = logging.getLogger(__name__)

MAX_PING_BYTES = 16_384
# How far the clocks of site and bot may be apart, and how long a signature counts at most.
MAX_SKEW = timedelta(minutes=5)
MIN_INTERVAL = timedelta(seconds=5)
WARN_INTERVAL = timedelta(minutes=1)
_MOST_SEEN = 1000
_MAX_TIMESTAMP = 12
_ACCEPTED = 202
_UNAUTHORIZED = 401


class PollTrigger:
    """Calls `poll` for pings at once, but at most once in `spacing`; the last is never lost."""

    def __init__(self, poll: Callable[[], None], *, spacing: timedelta = MIN_INTERVAL) -> None:
        self._poll = poll
        self._spacing = spacing.total_seconds()
        self._not_before = 0.0
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        if self._waiting is not None:
            return
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_at(max(loop.time(), self._not_before), self._fire)

    def stop(self) -> None:
        """Drop the waiting call; the next scheduled poll finds the same articles."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _fire(self) -> None:
        self._waiting = None
        self._not_before = asyncio.get_running_loop().time() + self._spacing
        self._poll()


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return the hexadecimal HMAC-SHA256 (RFC 2104) of `timestamp`, a full stop, and the body."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Pings:
    """Accepts pings that are signed, recent and not repeated."""

    def __init__(
        self, secret: bytes, *, trigger: Callable[[], None], now: Callable[[], datetime]
    ) -> None:
        self._secret = secret
        self._trigger = trigger
        self._now = now
        self._seen: dict[str, datetime] = {}
        self._complained: datetime | None = None

    def routes(self) -> list[Route]:
        """Return the route `POST /ping`, headers `X-Khabar-Timestamp`, `X-Khabar-Signature`."""
        return [Route("/ping", self._receive, methods=["POST"])]

    async def _receive(self, request: Request) -> Response:
        body = await read_body(request, MAX_PING_BYTES)
        headers = request.headers
        fault = self.fault(
            headers.get("x-khabar-timestamp", ""), headers.get("x-khabar-signature", ""), body
        )
        if fault:
            self._complain(fault)
            return PlainTextResponse(fault, _UNAUTHORIZED)
        self._trigger()
        return PlainTextResponse("thank you", _ACCEPTED)

    def fault(self, timestamp: str, signed: str, body: bytes) -> str:
        """Return why a ping is refused, for the log; empty for a valid one, which is remembered."""
        expected = signature(self._secret, timestamp, body)
        # Compared as bytes: text beyond ASCII is an error to compare_digest.
        if not hmac.compare_digest(expected.encode(), signed.removeprefix("sha256=").encode()):
            return "the signature is missing or wrong"
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MAX_TIMESTAMP):
            return "the timestamp is no number of seconds"
        now = self._now()
        if abs(now.timestamp() - int(timestamp)) > MAX_SKEW.total_seconds():
            return "the timestamp is more than five minutes off: set the clocks"
        if expected in self._seen:
            return "this ping has come before"
        self._remember(expected, now)
        return ""

    def _remember(self, expected: str, now: datetime) -> None:
        self._seen = {one: at for one, at in self._seen.items() if abs(now - at) <= 2 * MAX_SKEW}
        while len(self._seen) >= _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        self._seen[expected] = now

    def _complain(self, fault: str) -> None:
        now = self._now()
        # Either way: a clock that was ahead would else silence this for as long.
        if self._complained is None or abs(now - self._complained) >= WARN_INTERVAL:
            self._complained = now
            log.warning("ping rejected: %s", fault)
