"""Sets the webhook at Telegram and keeps it set; deletes it when the bot polls again."""

import asyncio
import hashlib
import hmac
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from telegram import WebhookInfo
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.backoff import Backoff
from bot.telegram.checked_calls import checked
from bot.vital_signs import Contact
from storage.errors import StorageError
from storage.key_value import OWN_WEBHOOK

log = logging.getLogger(__name__)

# Telegram's default; more would only wait for the same processor.
CONNECTIONS = 40
LOOK_EVERY = timedelta(minutes=1)
FIRST_PAUSE_SECONDS = 1.0
LAST_PAUSE_SECONDS = 300.0
_MAX_HOST = 100
# What it tells of our answer to a request without our secret.
_REFUSED = "response from the webhook: 401"

OnSecondCopy = Callable[[bool, str], None]


class Memory(Protocol):
    """Keeps named texts from one run to the next."""

    async def get(self, name: str, /) -> str: ...

    async def put(self, name: str, value: str, /) -> None: ...

    async def drop(self, name: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram is to send updates.

    `secret` comes back with each of them; `certificate` is a PEM text where Telegram can't know
    who signed the server's.
    """

    url: str
    secret: str = field(repr=False)
    certificate: bytes | None = field(default=None, repr=False)


def webhook_secret(token: str) -> str:
    """Derive the webhook's secret from the bot's token, which it does not give away.

    So every instance knows it, it outlives a restart, and a new token changes it.
    """
    return hmac.new(token.encode(), b"khabar webhook", hashlib.sha256).hexdigest()


def webhook_host(url: str) -> str:
    """Return the host of an address, whose path as a rule is secret; empty without one."""
    try:
        return urlsplit(url).hostname or url[:_MAX_HOST]
    except ValueError:
        return url[:_MAX_HOST]


async def webhook_at_telegram(bot: ExtBot[Any]) -> WebhookInfo:
    """Ask which webhook is set for the token.

    Raises:
        TelegramError: Telegram can't be asked, or what it answers is no webhook.
    """
    return await checked(bot.get_webhook_info())


class Webhook:
    """Keeps the bot's webhook set, and notices when another one is.

    An address that neither the settings name nor this bot has set before belongs to another
    program with the same token. It is left alone: nothing is received until it is gone.

    Args:
        bot: makes the calls.
        address: where updates are to be sent.
        memory: keeps the address, to know it again.
        allowed_updates: the kinds of updates to receive.
        on_second_copy: called with True and the host when another webhook is found; with False
            when it is gone.
        contact: is told whether Telegram answers, and where updates go.
        look_every: how often Telegram is asked what is set.
        chance: gives a random number from 0 to 1.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        address: WebhookAddress,
        *,
        memory: Memory,
        allowed_updates: Sequence[str],
        on_second_copy: OnSecondCopy = lambda _, __: None,
        contact: Contact,
        look_every: timedelta = LOOK_EVERY,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._bot = bot
        self._address = address
        self._memory = memory
        self._allowed = list(allowed_updates)
        self._on_second_copy = on_second_copy
        self._contact = contact
        self._look_every = look_every.total_seconds()
        self._chance = chance
        self._set = False
        self._second_copy = False
        self._backoff = Backoff(FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS)
        self._told: datetime | None = None
        # Whether the last failure that was told of was one for want of the secret.
        self._refused = False

    async def run(self) -> None:
        """Keep the webhook set until cancelled; it stays set then, and Telegram keeps updates."""
        while True:
            try:
                pause = await self._look()
            except (TelegramError, StorageError) as error:
                # What Telegram refuses stays refused until somebody changes a setting.
                level = logging.ERROR if isinstance(error, BadRequest) else logging.WARNING
                log.log(level, "webhook not set, will retry: %s", error)
                self._contact.failed(f"the webhook is not set: {type(error).__name__}")
                pause = self._longer()
            await asyncio.sleep(pause)

    async def _look(self) -> float:
        """Ask what is set, and set it right; return how many seconds to wait before the next look.

        Raises:
            TelegramError: Telegram can't be asked, or refuses the address.
            StorageError: the address can't be remembered.
        """
        info = await webhook_at_telegram(self._bot)
        if info.url not in {"", self._address.url, *await _own_addresses(self._memory)}:
            return self._met_another(webhook_host(info.url))
        stands = self._set and info.url == self._address.url
        failure = self._tell_failure(info) if stands else ""
        if self._set and not stands:
            log.warning("the webhook was changed by somebody else, it is set again")
        elif stands and self._lacks_ours(info, failure):
            log.warning("the webhook stands without its secret or certificate, it is set again")
            stands = False
        if not stands:
            await self._give_address(info.url)
        self._backoff.succeeded()
        self._contact.answered()
        if self._second_copy:
            self._second_copy = False
            log.warning("the other webhook is gone, updates are received again")
            self._on_second_copy(False, "")
        return self._look_every

    async def _give_address(self, before: str) -> None:
        """Set the webhook in the place of `before`, one of this bot's own or none."""
        # Kept before it is set: an address that nobody remembers would be a stranger's. The one
        # before it stands until Telegram has taken this one, which may be long.
        await _keep_addresses(self._memory, before, self._address.url)
        await self._bot.set_webhook(
            self._address.url,
            certificate=self._address.certificate,
            max_connections=CONNECTIONS,
            allowed_updates=self._allowed,
            secret_token=self._address.secret,
        )
        await _keep_addresses(self._memory, self._address.url)
        self._set = True
        log.info("updates are received by webhook at %s", webhook_host(self._address.url))

    def _lacks_ours(self, info: WebhookInfo, failure: str) -> bool:
        """Return whether our address stands without what belongs to it, set by somebody else.

        Telegram tells of no secret, only by a `failure` that a request without it was refused. One
        more of these, before anything is delivered, comes from what stands before the bot.
        """
        before = self._refused
        if failure or not info.pending_update_count:
            self._refused = _REFUSED in failure
        bare = self._address.certificate is not None and not info.has_custom_certificate
        return bare or (self._refused and not before)

    def _tell_failure(self, info: WebhookInfo) -> str:
        """Log why Telegram can't deliver, and return it; each failure that it tells of once."""
        failed = info.last_error_date
        if failed is None or failed == self._told:
            return ""
        self._told = failed
        log.warning(
            "Telegram could not deliver to the webhook at %s: %s (%d updates wait)",
            f"{failed:%Y-%m-%d %H:%M:%S}",
            info.last_error_message,
            info.pending_update_count,
        )
        return info.last_error_message or ""

    def _met_another(self, host: str) -> float:
        self._set = False
        self._contact.failed("updates go to a webhook of another program")
        if not self._second_copy:
            self._second_copy = True
            log.error("updates go to a webhook at %s; waiting until it is deleted", host)
            self._on_second_copy(True, host)
        return self._longer()

    def _longer(self) -> float:
        return self._backoff.failed() * (0.5 + self._chance() / 2)


async def delete_own_webhook(bot: ExtBot[Any], memory: Memory) -> None:
    """Delete the webhook that an earlier run of this bot has set; what waits stays at Telegram.

    Another program's is left alone. This returns when Telegram has answered.
    """
    backoff = Backoff(FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS)
    while True:
        try:
            own = await _own_addresses(memory)
            if not own:
                return
            url = (await webhook_at_telegram(bot)).url
            if url in own:
                await bot.delete_webhook(drop_pending_updates=False)
                log.info("the webhook at %s was deleted, updates are polled", webhook_host(url))
            await memory.drop(OWN_WEBHOOK)
        except (TelegramError, StorageError) as error:
            pause = backoff.failed()
            log.warning("webhook not deleted, retrying in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
        else:
            return


async def _own_addresses(memory: Memory) -> list[str]:
    """Return the addresses of which one may stand at Telegram for this bot, as kept."""
    return (await memory.get(OWN_WEBHOOK)).split()


async def _keep_addresses(memory: Memory, *urls: str) -> None:
    # No address holds white space.
    await memory.put(OWN_WEBHOOK, " ".join(dict.fromkeys(filter(None, urls))))
