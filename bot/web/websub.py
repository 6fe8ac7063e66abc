"""Subscribes to a feed's WebSub hub (https://www.w3.org/TR/websub/), and renews in time.

A delivery only triggers a poll: what it carries is checked for its signature and then dropped. What
was asked of a hub stands in the database: of several instances, one asks, and any may be asked by
the hub whether it was meant.
"""

import asyncio
import hashlib
import hmac
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import FetchError
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.web.server import read_body
from storage.errors import StorageError
from storage.future_time_limits import still_waits
from storage.store import Store
from storage.timestamps import from_seconds, to_seconds

log = logging.getLogger(__name__)

LEASE = timedelta(days=10)
SHORTEST_LEASE = timedelta(minutes=5)
# Until a hub has verified a request, it is asked again after this.
ASK_AGAIN_AFTER = timedelta(hours=1)
AFTER_DENIAL = timedelta(days=1)
ANSWER_WITHIN_SECONDS = 20.0
COMPLAIN_EVERY = timedelta(minutes=1)
MAX_DELIVERY_BYTES = 8_000_000
# Section 6 of the specification; all of them are sound inside an HMAC.
ALGORITHMS = {"sha1", "sha256", "sha384", "sha512"}
_MAX_CHALLENGE = 4_000
_MAX_LEASE_DIGITS = 9
_ACCEPTED, _NOT_FOUND, _UNAVAILABLE = 202, 404, 503
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

# What was asked for a feed, by the feed's token, among the named values of the database.
_ASKED = "websub "

AskHub = Callable[[str, Mapping[str, str]], Awaitable[int]]


async def ask_hub(
    hub: str, form: Mapping[str, str], *, user_agent: str, allow_private: bool = False
) -> int:
    """POST a form to a hub and return the status of the answer, whose body is not read.

    A feed may name any host as its hub, so private addresses are refused as everywhere.

    Raises:
        FetchError: the hub can't be reached, or its address is refused.
    """
    try:
        named = frozenset({urlsplit(hub).hostname or ""})
        policy = FetchPolicy(named, allow_private=allow_private)
        policy.check_url(hub)
        async with (
            asyncio.timeout(ANSWER_WITHIN_SECONDS),
            build_client(user_agent, policy) as client,
            client.stream("POST", hub, data=dict(form)) as response,
        ):
            return response.status_code
    except TimeoutError as error:
        raise FetchError(f"{hub} did not answer in time") from error
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
        # A feed may name anything as its hub: the last one is what no address looks like.
        raise FetchError(f"{hub}: {type(error).__name__} {error}") from error


@dataclass(frozen=True, slots=True)
class _Asked:
    """The hub that was asked, empty for none, and when to ask it again."""

    hub: str = ""
    due: datetime = _NEVER

    def as_text(self) -> str:
        return f"{to_seconds(self.due)} {self.hub}"

    @classmethod
    def from_text(cls, text: str) -> "_Asked":
        due, _, hub = text.partition(" ")
        return cls(hub, from_seconds(int(due))) if hub and due.isdecimal() else cls()


class WebSub:
    """Keeps a subscription for each feed that names a hub, and receives notifications."""

    def __init__(
        self,
        *,
        store: Store,
        ask: AskHub,
        feed_urls: Sequence[str],
        public_url: str,
        secret: bytes,
        trigger: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        """`public_url` is where the listener can be reached from outside."""
        self._store = store
        self._ask = ask
        self._feed_urls = feed_urls
        self._public_url = public_url.rstrip("/")
        self._secret = secret
        self._trigger = trigger
        self._now = now
        self._topics = {self._token(url): url for url in feed_urls}
        # Each is asked after a start, whatever was asked before.
        self._begun: set[str] = set()
        self._complained: datetime | None = None

    def routes(self) -> list[Route]:
        """Return the routes, at a secret path, to verify (`GET`) and to notify (`POST`)."""
        return [
            Route("/websub/{token}", self._verify, methods=["GET"]),
            Route("/websub/{token}", self._deliver, methods=["POST"]),
        ]

    async def renew(self) -> int:
        """Subscribe where that is due: at the start, and well before a lease ends.

        Returns:
            the number of hubs that were asked.
        """
        asked = 0
        for feed in await self._store.feeds.all(self._feed_urls):
            if feed.hub and await self._is_due(feed.url, feed.hub):
                self._begun.add(feed.url)
                await self._keep(feed.url, _Asked(feed.hub, self._now() + ASK_AGAIN_AFTER))
                await self._subscribe(feed.url, feed.hub)
                asked += 1
        return asked

    async def _is_due(self, topic: str, hub: str) -> bool:
        asked = await self._asked(topic)
        waits = still_waits(asked.due, self._now(), LEASE)
        return topic not in self._begun or asked.hub != hub or not waits

    async def _asked(self, topic: str) -> _Asked:
        return _Asked.from_text(await self._store.key_value.get(_ASKED + self._token(topic)))

    async def _keep(self, topic: str, asked: _Asked) -> None:
        await self._store.key_value.put(_ASKED + self._token(topic), asked.as_text())

    async def _subscribe(self, topic: str, hub: str) -> None:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": self.callback(topic),
            "hub.secret": self._derived("delivery", topic),
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
        }
        try:
            status = await self._ask(hub, form)
        except FetchError as error:
            log.warning("WebSub subscription request for %s failed: %s", topic, error)
            return
        if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's classes of status
            log.warning(
                "WebSub hub %s rejected the subscription to %s: HTTP %d", hub, topic, status
            )

    def callback(self, topic: str) -> str:
        """Return the callback URL for a feed's hub, which can't be computed without the secret."""
        return f"{self._public_url}/websub/{self._token(topic)}"

    def _token(self, topic: str) -> str:
        return self._derived("callback", topic)[:32]

    async def _verify(self, request: Request) -> Response:
        topic = self._topics.get(request.path_params["token"], "")
        asked = request.query_params
        mode, challenge = asked.get("hub.mode", ""), asked.get("hub.challenge", "")
        if not topic or asked.get("hub.topic") != topic:
            return Response(status_code=_NOT_FOUND)
        try:
            return await self._answer(topic, mode, challenge, asked.get("hub.lease_seconds", ""))
        except StorageError as error:
            self._complain("WebSub verification for %s can't be looked up: %s", topic, str(error))
            return Response(status_code=_UNAVAILABLE)

    async def _answer(self, topic: str, mode: str, challenge: str, lease_seconds: str) -> Response:
        hub = (await self._asked(topic)).hub
        if not hub:
            return Response(status_code=_NOT_FOUND)
        if mode == "denied":
            self._complain("WebSub hub %s denied the subscription to %s", hub, topic)
            await self._keep(topic, _Asked(hub, self._now() + AFTER_DENIAL))
            return Response()
        if mode != "subscribe" or not 0 < len(challenge) <= _MAX_CHALLENGE:
            return Response(status_code=_NOT_FOUND)
        lease = _lease(lease_seconds)
        await self._keep(topic, _Asked(hub, self._now() + lease * 3 / 4))
        log.info("WebSub hub %s confirmed the subscription to %s for %s", hub, topic, lease)
        return PlainTextResponse(challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def _deliver(self, request: Request) -> Response:
        topic = self._topics.get(request.path_params["token"], "")
        if not topic:
            return Response(status_code=_NOT_FOUND)
        body = await read_body(request, MAX_DELIVERY_BYTES)
        if self.signed(topic, request.headers.get("x-hub-signature", ""), body):
            self._trigger()
        else:
            self._complain("WebSub notification for %s has no valid signature, ignored", topic)
        # Section 7 of the specification: a wrong signature is ignored, not refused.
        return Response(status_code=_ACCEPTED)

    def signed(self, topic: str, header: str, body: bytes) -> bool:
        """Return whether `X-Hub-Signature` (`method=hexadecimal`) is valid for the body."""
        method, _, given = header.partition("=")
        if method.lower() not in ALGORITHMS:
            return False
        secret = self._derived("delivery", topic).encode()
        expected = hmac.new(secret, body, method.lower()).hexdigest()
        return hmac.compare_digest(expected.encode(), given.strip().lower().encode())

    def _complain(self, words: str, *names: str) -> None:
        """Log what a hub did, whatever it does at most once a minute: a feed may name any hub."""
        now = self._now()
        if self._complained is None or abs(now - self._complained) >= COMPLAIN_EVERY:
            self._complained = now
            log.warning(words, *names)

    def _derived(self, purpose: str, topic: str) -> str:
        text = f"websub {purpose} {topic}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


def _lease(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_LEASE_DIGITS):
        return LEASE
    return min(max(timedelta(seconds=int(text)), SHORTEST_LEASE), LEASE)
