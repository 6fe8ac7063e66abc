"""Starts and stops the connection to Telegram through which updates arrive."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.config.settings import Settings
from bot.delivery.limiter import Limiter
from bot.delivery.request import PooledRequest
from bot.errors import ConfigError
from bot.telegram.update_processor import Updates

log = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

# Together at most two and a half seconds: the second is waited for up to three times.
ANSWERS_END_WITHIN = timedelta(seconds=1.3)
FAREWELL_WITHIN = timedelta(seconds=0.4)
FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 60.0
CONCURRENT_UPDATES = 32


def application(
    settings: Settings, context_types: ContextTypes[Any, Any, Any, Any]
) -> AnyApplication:
    """The application with our own request and limiter, not yet connected.

    Raises:
        ConfigError: there is no token.
    """
    if settings.bot_token is None:
        raise ConfigError("BOT_TOKEN is not set")
    ceiling = FloodLimit.MESSAGES_PER_SECOND
    if settings.paid_broadcast:
        ceiling = FloodLimit.PAID_MESSAGES_PER_SECOND
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.api_base_url}/bot")
        .base_file_url(f"{settings.api_base_url}/file/bot")
        .request(PooledRequest())
        .get_updates_request(PooledRequest())
        .rate_limiter(Limiter(clock=time.monotonic, per_second=ceiling))
        .concurrent_updates(Updates(CONCURRENT_UPDATES))
        .context_types(context_types)
        .build()
    )


async def connected(
    application: AnyApplication,
    *,
    allowed_updates: Sequence[str],
    announce: Callable[[], Awaitable[None]],
) -> None:
    """Start to receive updates; wait as long as Telegram does not answer.

    Args:
        application: what receives them.
        allowed_updates: their kinds; Telegram sends no others.
        announce: tells Telegram of the bot's commands.

    Raises:
        ConfigError: Telegram does not know the token.
    """
    delay = FIRST_RETRY_SECONDS
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise ConfigError("Telegram refuses BOT_TOKEN: copy it again from @BotFather") from None
        except TelegramError as error:
            log.warning("cannot connect to Telegram (%s), retrying in %.0f s", error, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, LAST_RETRY_SECONDS)
    await application.start()
    if application.updater is None:
        raise ConfigError("the application was built without an updater")
    await application.updater.start_polling(
        allowed_updates=list(allowed_updates), error_callback=_polling_error
    )
    try:
        await announce()
    except TelegramError as error:
        log.warning("could not set the command menu: %s", error)


async def disconnected(application: AnyApplication) -> None:
    """End what `connected` began; an answer that waits or hangs does not hold up the end."""
    farewell = asyncio.create_task(_farewell(application), name="farewell")
    try:
        await asyncio.wait([farewell], timeout=ANSWERS_END_WITHIN.total_seconds())
        if not farewell.done() and isinstance(application.update_processor, Updates):
            log.warning("shutdown: %d handlers cancelled", application.update_processor.let_go())
            await asyncio.wait([farewell], timeout=FAREWELL_WITHIN.total_seconds())
        if not farewell.done():
            log.warning("unclean shutdown: Telegram does not answer")
    finally:
        # Also where `connected` was given up half-way, which the application does not see. What
        # is on the wire fails by this, so a farewell that hung goes on to its end.
        await application.bot.shutdown()
        await asyncio.wait([farewell], timeout=FAREWELL_WITHIN.total_seconds())
        farewell.cancel()
        await asyncio.wait([farewell], timeout=FAREWELL_WITHIN.total_seconds())


async def _farewell(application: AnyApplication) -> None:
    try:
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await application.shutdown()
    except (TelegramError, RuntimeError) as error:
        log.warning("unclean shutdown: %r", error)


def _polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another instance runs with the same token; waiting until it ends")
    else:
        log.warning("getUpdates: %s", error)
