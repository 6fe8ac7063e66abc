"""Starts and stops the connection to Telegram through which updates arrive."""

import asyncio
import functools
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.backoff import Backoff
from bot.config.settings import Settings
from bot.delivery.limits.limiter import Limiter
from bot.delivery.refusals.network_errors import REVOKED
from bot.errors import ConfigError
from bot.leader.while_leading import SOLE_INSTANCE, Lead, while_waiting
from bot.metrics import NO_METRICS, Metrics
from bot.supervised_tasks import supervise
from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.checked_calls import checked
from bot.telegram.handle_update import AnyApplication, UpdateHandling
from bot.telegram.inbox import InboxWorker
from bot.telegram.intake import Intake
from bot.telegram.polling import Polling
from bot.telegram.publish_profile import publish_until_taken
from bot.telegram.transport import TelegramRequest, proxy_for
from bot.telegram.webhook import (
    Memory,
    OnSecondCopy,
    Webhook,
    WebhookAddress,
    delete_own_webhook,
)
from bot.vital_signs import Contact
from storage.inbox import Inbox

log = logging.getLogger(__name__)

ANSWERS_END_WITHIN = timedelta(seconds=1.3)
RECEIVING_ENDS_WITHIN = timedelta(seconds=0.4)
# A long poll is answered within 40 seconds, and a webhook is looked at each minute.
CONTACT_PATIENCE_SECONDS = 150.0
STAY_IN_TOUCH_EVERY = timedelta(minutes=1)
FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 60.0


def telegram_application(
    settings: Settings,
    context_types: ContextTypes[Any, Any, Any, Any],
    metrics: Metrics = NO_METRICS,
) -> AnyApplication:
    """Build the application with the project's request class and limiter, not yet connected.

    It has no updater: that confirms an update once it is in memory, and a stop would lose it.

    Raises:
        ConfigError: there is no token, or the environment names what is no proxy.
    """
    if settings.bot_token is None:
        raise ConfigError("BOT_TOKEN is not set")
    ceiling = FloodLimit.MESSAGES_PER_SECOND
    if settings.paid_broadcast:
        ceiling = FloodLimit.PAID_MESSAGES_PER_SECOND
    proxy = telegram_proxy(settings)
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.api_base_url}/bot")
        .base_file_url(f"{settings.api_base_url}/file/bot")
        .request(TelegramRequest(proxy=proxy))
        .get_updates_request(TelegramRequest(1, proxy=proxy))
        .rate_limiter(Limiter(clock=time.monotonic, per_second=ceiling, metrics=metrics))
        .context_types(context_types)
        .updater(None)
        .build()
    )


def telegram_proxy(settings: Settings) -> str | None:
    """Return the proxy through which Telegram is reached, if any.

    Raises:
        ConfigError: the environment names what is no proxy.
    """
    chosen = settings.telegram_proxy
    return proxy_for(settings.api_base_url, chosen.get_secret_value() if chosen else "")


class TelegramConnection:
    """Receives and handles updates between `connect` and `disconnect`.

    Args:
        application: the handlers and their bot.
        inbox: stores updates until they are handled.
        memory: keeps what outlives a run: the webhook that was set.
        webhook: where Telegram is to send updates; without it they are polled.
        allowed_updates: the kinds of updates to receive.
        on_second_copy: called with True when another instance uses the token, and the host that a
            webhook leads to, if any; with False when it has ended.
        now: gives the current time, aware UTC.
        contact: is told when Telegram answers the call for updates, and when it does not.
        metrics: is told of each update and its handling.
        commands: the names of the bot's commands, for the metrics.
        lead: tells whether this instance leads: only the leader polls for updates.
    """

    def __init__(
        self,
        application: AnyApplication,
        inbox: Inbox,
        *,
        memory: Memory,
        webhook: WebhookAddress | None = None,
        allowed_updates: Sequence[str],
        now: Callable[[], datetime],
        on_second_copy: OnSecondCopy = lambda _, __: None,
        contact: Contact | None = None,
        metrics: Metrics = NO_METRICS,
        commands: frozenset[str] = frozenset(),
        lead: Lead = SOLE_INSTANCE,
    ) -> None:
        self._lead = lead
        self._contact = contact or Contact(CONTACT_PATIENCE_SECONDS)
        self._application = application
        self._inbox = InboxWorker(
            inbox,
            UpdateHandling(application, metrics=metrics, commands=commands),
            PressAcknowledger(application.bot.answer_callback_query),
            now,
            metrics,
        )
        self.intake = Intake(self._inbox)
        self._memory = memory
        self._source = (
            Polling(
                application.bot,
                self._inbox,
                allowed_updates=allowed_updates,
                on_second_copy=on_second_copy,
                contact=self._contact,
            )
            if webhook is None
            else Webhook(
                application.bot,
                webhook,
                memory=memory,
                allowed_updates=allowed_updates,
                on_second_copy=on_second_copy,
                contact=self._contact,
            )
        )
        self._receiving: asyncio.Task[None] | None = None
        self._publishing: asyncio.Task[None] | None = None

    @property
    def waiting_updates(self) -> int:
        """How many updates wait or are being handled."""
        return len(self._inbox)

    async def connect(self, publish_profile: Callable[[], Awaitable[None]]) -> None:
        """Start to receive and handle updates; wait while Telegram does not answer.

        Args:
            publish_profile: sends the menu of commands and the description to Telegram; where it
                can't, it is called again until it can, while the bot works.

        Raises:
            ConfigError: Telegram does not accept the token.
            StorageError: the inbox can't be read.
        """
        backoff = Backoff(FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS)
        while True:
            try:
                await checked(self._application.initialize())
                break
            except InvalidToken:
                raise ConfigError(REVOKED) from None
            except TelegramError as error:
                pause = backoff.failed()
                log.warning("cannot connect to Telegram (%s), retrying in %.0f s", error, pause)
                await asyncio.sleep(pause)
        await self._application.start()
        await self._inbox.start()
        self._receiving = supervise("receive updates", self._receive)
        try:
            await publish_profile()
        except TelegramError as error:
            log.warning("could not set the command menu (%s), trying again meanwhile", error)
            again = functools.partial(publish_until_taken, publish_profile, error)
            self._publishing = supervise("publish profile", again)

    async def take_over(self) -> None:
        """Handle also the updates that instances which live no more have left.

        Raises:
            StorageError: the inbox can't be used.
        """
        await self._inbox.take_over()

    async def _receive(self) -> None:
        if not isinstance(self._source, Polling):
            await self._source.run()
            return
        while True:
            await while_waiting(self._lead.certain(), self._stay_in_touch())
            await while_waiting(self._lead.uncertain(), self._poll())

    async def _poll(self) -> None:
        await delete_own_webhook(self._application.bot, self._memory)
        await self._source.run()

    async def _stay_in_touch(self) -> None:
        """Know whether Telegram can be reached, though another instance receives the updates."""
        while True:
            try:
                await checked(self._application.bot.get_me())
                self._contact.answered()
            except TelegramError as error:
                self._contact.failed(f"getMe failed: {type(error).__name__}")
            await asyncio.sleep(STAY_IN_TOUCH_EVERY.total_seconds())

    async def disconnect(self) -> None:
        """Stop receiving and handling; answers that wait or hang do not delay this."""
        ending = [one for one in (self._receiving, self._publishing) if one is not None]
        for task in ending:
            task.cancel()
        if ending:
            await asyncio.wait(ending, timeout=RECEIVING_ENDS_WITHIN.total_seconds())
        await self.intake.stop()
        await self._inbox.stop(ANSWERS_END_WITHIN)
        try:
            if self._application.running:
                await self._application.stop()
            await self._application.shutdown()
        except (TelegramError, RuntimeError) as error:
            log.warning("unclean shutdown: %r", error)
        finally:
            # Also where `connect` was given up half-way, which the application does not see.
            await self._application.bot.shutdown()
