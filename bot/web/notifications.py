"""Receives notifications of new articles by webhook and WebSub; each triggers a poll."""

import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from bot.config.settings import Settings
from bot.web.ping import Pings, PollTrigger
from bot.web.server import running_server
from bot.web.websub import WebSub, ask_hub
from storage.store import Store


@contextlib.asynccontextmanager
async def notifications(
    settings: Settings,
    *,
    store: Store,
    poll: Callable[[str], None],
    user_agent: str,
    now: Callable[[], datetime],
) -> AsyncIterator[Callable[[], Awaitable[int]] | None]:
    """Run the web server if the settings have a secret; each notification polls every feed.

    Yields a function that renews the subscriptions to hubs, to be called every few seconds; None
    if there are none.

    Raises:
        ConfigError: the address can't be listened on.
    """
    if settings.ping_secret is None:
        yield None
        return
    secret = settings.ping_secret.get_secret_value().encode()

    def poll_all() -> None:
        for url in settings.feed_urls:
            poll(url)

    trigger = PollTrigger(poll_all)
    routes = Pings(secret, trigger=trigger, now=now).routes()
    renew = None
    if settings.public_url:
        ask = functools.partial(
            ask_hub, user_agent=user_agent, allow_private=settings.allow_private_hosts
        )
        hubs = WebSub(
            store=store,
            ask=ask,
            feed_urls=settings.feed_urls,
            public_url=settings.public_url,
            secret=secret,
            trigger=trigger,
            now=now,
        )
        routes += hubs.routes()
        renew = hubs.renew
    try:
        async with running_server(
            routes, *settings.ping_address, trusted=frozenset(settings.trusted_proxies)
        ):
            yield renew
    finally:
        trigger.stop()
