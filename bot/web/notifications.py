"""Builds what receives notifications of new articles by ping and WebSub; each triggers a poll."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from bot.config.settings import Settings
from bot.web.ping import Pings, PollTrigger
from bot.web.websub import WebSub, ask_hub
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Notifications:
    """The routes of notifications, and what belongs to them.

    `renew_hubs` renews the subscriptions to hubs, to be called every few seconds; None if there
    are none.
    """

    routes: list[Route]
    trigger: PollTrigger
    renew_hubs: Callable[[], Awaitable[int]] | None = None


def notifications(
    settings: Settings,
    *,
    store: Store,
    poll: Callable[[str], None],
    user_agent: str,
    now: Callable[[], datetime],
) -> Notifications | None:
    """Build the routes if the settings have a secret; each notification polls every feed."""
    if settings.ping_secret is None:
        return None
    secret = settings.ping_secret.get_secret_value().encode()

    def poll_all() -> None:
        for url in settings.feed_urls:
            poll(url)

    trigger = PollTrigger(poll_all)
    routes = Pings(secret, trigger=trigger, now=now).routes()
    if not settings.public_url:
        return Notifications(routes, trigger)
    hubs = WebSub(
        store=store,
        ask=functools.partial(
            ask_hub, user_agent=user_agent, allow_private=settings.allow_private_hosts
        ),
        feed_urls=settings.feed_urls,
        public_url=settings.public_url,
        secret=secret,
        trigger=trigger,
        now=now,
    )
    return Notifications(routes + hubs.routes(), trigger, hubs.renew)
