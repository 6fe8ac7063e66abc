"""The whole sandbox: Telegram, newsroom, page and control API on two loopback ports."""

import asyncio
import functools
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from sandbox import newsroom as site
from sandbox import page
from sandbox.newsroom import control as newsroom_control
from sandbox.origin_check import OwnPagesOnly
from sandbox.serving import listen, make_server, served, url_of
from sandbox.telegram import BotApi, LimitOptions, World, routes, user_actions
from sandbox.telegram.loopback_files import FETCH_SECONDS

DEFAULT_TOKEN = "1:sandbox"  # noqa: S105  (no secret: it opens this machine's sandbox only)
_TOKEN = re.compile(r"[1-9]\d{0,15}:[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How a sandbox is set up; ports 0 take free ones, `backlog` articles are on the site."""

    port: int = 0
    site_port: int = 0
    token: str = DEFAULT_TOKEN
    bot_username: str = "sandbox_bot"
    publish_every: timedelta | None = None
    first_after: timedelta = timedelta(seconds=5)
    limits: bool = True
    keep: int = 500
    backlog: int = 12
    started: tuple[int, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("a token is a number, a colon, and letters: 1:sandbox")
        if not 1 <= self.keep <= 100_000:  # noqa: PLR2004  (a bound that memory bears)
            raise ValueError("keep must be 1 to 100000 messages a chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A running sandbox: its addresses, and the objects behind them."""

    base_url: str
    site_url: str
    token: str
    telegram: World
    newsroom: site.Newsroom

    @property
    def api_url(self) -> str:
        """The `base_url` of a python-telegram-bot."""
        return f"{self.base_url}/bot"

    @property
    def file_url(self) -> str:
        """The `base_file_url` of a python-telegram-bot."""
        return f"{self.base_url}/file/bot"

    @property
    def control_url(self) -> str:
        return f"{self.base_url}/control"

    @property
    def page_url(self) -> str:
        return f"{self.base_url}/"

    def addresses(self) -> dict[str, str]:
        return {
            "api_url": self.api_url,
            "file_url": self.file_url,
            "token": self.token,
            "control_url": self.control_url,
            "page_url": self.page_url,
            "site_url": self.site_url,
            "site_name": self.newsroom.settings.site_name,
        }


class _Front:
    """The port of Telegram: bots by the short way, everything else by routes."""

    def __init__(self, api: BotApi, rest: Starlette) -> None:
        self._api = api
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self._api(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


def _rest(world: World, newsroom: site.Newsroom) -> Starlette:
    table: list[BaseRoute] = [
        Mount("/control/newsroom", routes=newsroom_control.routes(newsroom)),
        *routes(world),
        *page.routes(),
    ]
    return Starlette(routes=table)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Read once: a certificate store takes longer than the rest of a sandbox's start."""
    return httpx.create_ssl_context(trust_env=False)


@asynccontextmanager
async def running(options: SandboxOptions | None = None) -> AsyncIterator[Sandbox]:
    """Run a sandbox in this event loop until the block is left; no task outlives it.

    Raises:
        OSError: a port is taken.
        ValueError: somebody who is to press START does not exist.
    """
    options = options or SandboxOptions()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(trust_env=False, verify=_trusted(), timeout=FETCH_SECONDS)
        )
        world = World(
            client,
            token=options.token,
            bot_username=options.bot_username,
            limits=LimitOptions(enabled=options.limits),
            keep=options.keep,
            seed=options.seed,
        )
        newsroom = site.Newsroom(
            now=lambda: datetime.now(UTC), seed=options.seed, backlog=options.backlog
        )

        def drop(scope: Scope) -> None:
            server.drop(scope)

        server = make_server(OwnPagesOnly(_Front(BotApi(world, drop), _rest(world, newsroom))))
        # The chat page links to articles, which lie at another port and so at another origin.
        site_server = make_server(OwnPagesOnly(site.create_app(newsroom), linked=True))
        sock = listen(options.port)
        stack.callback(sock.close)
        site_sock = listen(options.site_port)
        stack.callback(site_sock.close)
        await stack.enter_async_context(served((server, sock), (site_server, site_sock)))
        stack.callback(world.close)
        stack.push_async_callback(world.webhook.close)
        for person_id in options.started:
            if person_id not in world.people:
                raise ValueError(f"nobody has the id {person_id}")
            user_actions.start(
                world, world.directory.for_control(person_id), world.person(person_id), ""
            )
        if options.publish_every is not None:
            await stack.enter_async_context(
                _task(
                    site.publish_forever(
                        newsroom, options.publish_every, first_after=options.first_after
                    )
                )
            )
        yield Sandbox(
            base_url=url_of(sock),
            site_url=url_of(site_sock),
            token=options.token,
            telegram=world,
            newsroom=newsroom,
        )


@asynccontextmanager
async def _task(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
