"""Hands the lead to another instance while this one can't reach Telegram."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.leader.while_leading import Lead
from bot.telegram.checked_calls import checked
from bot.telegram.connection import CONTACT_PATIENCE_SECONDS
from bot.vital_signs import Contact
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=5)


async def reachable(bot: Bot) -> bool:
    """Return whether Telegram answers, be it by a refusal."""
    try:
        await checked(bot.get_me())
    except TelegramError as error:
        log.info("no updates come, and Telegram was asked: %s", error.message)
        # The library counts a refused request among the faults of the network.
        return isinstance(error, BadRequest) or not isinstance(error, NetworkError)
    except RuntimeError:
        return False  # it could not even be begun: nothing was ever reached
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """How an instance knows whether it reaches Telegram.

    `contact` knows when Telegram last answered; `ask` asks Telegram itself. That no updates come
    may have other reasons, such as a second copy or a webhook that is refused, and posts go out
    all the same.
    """

    contact: Contact
    ask: Callable[[], Awaitable[bool]]


class HandOver:
    """Looks whether a leader is of use.

    Each leader is given the same time to reach Telegram: where none can, because Telegram is away,
    the lead goes round slowly.

    Args:
        lead: of this instance.
        telegram: whether this instance reaches it.
        hand_over: gives the lead to another instance that lives; returns its name, if any does.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        lead: Lead,
        telegram: Reach,
        hand_over: Callable[[], Awaitable[str]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lead = lead
        self._telegram = telegram
        self._hand_over = hand_over
        self._clock = clock
        self._leads_since: float | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StorageError as error:
                log.debug("the lead was not handed over: %s", error)
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def look(self) -> None:
        """Hand the lead over if Telegram has not answered for long.

        Raises:
            StorageError: the database can't be used.
        """
        if not self._lead.leading:
            self._leads_since = None
            return
        now = self._clock()
        self._leads_since = now if self._leads_since is None else self._leads_since
        if self._telegram.contact.health.ok or now - self._leads_since < CONTACT_PATIENCE_SECONDS:
            return
        if await self._telegram.ask():
            self._leads_since = now
            return
        if other := await self._hand_over():
            log.error(
                "Telegram has not answered this instance for long: the lead is handed to %s", other
            )
