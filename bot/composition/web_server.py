"""Builds the web server from what is reached over HTTP: webhook, pings, hubs, status."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from starlette.routing import Route
from telegram import Bot

from bot.cli.site_access import user_agent
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.telegram.intake import Intake
from bot.telegram.webhook import CONNECTIONS, WebhookAddress, webhook_secret
from bot.web.connection_guard import MAX_PER_ADDRESS
from bot.web.notifications import notifications
from bot.web.server import running_server
from bot.web.telegram_webhook import TelegramWebhook
from storage.store import Store


def webhook_address(settings: Settings) -> WebhookAddress | None:
    """Return where Telegram is to send updates; None where the bot polls.

    Raises:
        ConfigError: the certificate can't be read.
    """
    if settings.webhook_url is None or settings.bot_token is None:
        return None
    path = settings.webhook_certificate
    try:
        certificate = path.read_bytes() if path is not None else None
    except OSError as error:
        raise ConfigError(f"WEBHOOK_CERTIFICATE: {path}: {error.strerror}") from None
    return WebhookAddress(
        settings.webhook_url.get_secret_value(),
        webhook_secret(settings.bot_token.get_secret_value()),
        certificate,
    )


@contextlib.asynccontextmanager
async def web_server(
    settings: Settings,
    webhook: WebhookAddress | None,
    status: Sequence[Route],
    *,
    intake: Intake,
    bot: Bot,
    store: Store,
    poll: Callable[[str], None],
    now: Callable[[], datetime],
) -> AsyncIterator[Callable[[], Awaitable[int]] | None]:
    """Serve whatever the settings ask for, if anything, until the block is left.

    Args:
        settings: say what is served, and where.
        webhook: where Telegram sends updates to, if it does.
        status: the routes of those who watch the bot.
        intake: stores these updates.
        bot: reads them.
        store: holds the feeds, which may name a hub.
        poll: polls one feed at once.
        now: gives the current time, aware UTC.

    Yields a function that renews the subscriptions to hubs, to be called every few seconds; None
    if there are none.

    Raises:
        ConfigError: the address can't be listened on.
    """
    if settings.web_address is None:
        yield None
        return
    routes = [*status]
    notified = notifications(
        settings, store=store, poll=poll, user_agent=user_agent(settings), now=now
    )
    if notified is not None:
        routes += notified.routes
    per_address = MAX_PER_ADDRESS
    if webhook is not None:
        path = urlsplit(webhook.url).path or "/"
        routes += TelegramWebhook(intake, bot, webhook.secret).routes(path)
        # Telegram's requests come from few addresses, or from one where a proxy is between.
        per_address += CONNECTIONS
    try:
        async with running_server(
            routes,
            *settings.web_address,
            trusted=frozenset(settings.trusted_proxies),
            per_address=per_address,
        ):
            yield notified.renew_hubs if notified is not None else None
    finally:
        if notified is not None:
            notified.trigger.stop()
