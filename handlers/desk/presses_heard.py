"""Says whether what administrators have pressed has reached the bot, so that the clock may decide.

While Telegram can't be reached, or the bot is not there, presses wait at Telegram: whoever has
pressed in time has answered in time.
"""

import logging
from datetime import datetime, timedelta

from telegram.error import TelegramError
from telegram.ext import ExtBot

from handlers.context import Services

log = logging.getLogger(__name__)

# So long after Telegram answers again what waited there is handled; so long before a deadline a
# silence of Telegram matters to it. A poll for updates pauses for half of it at most.
CATCHES_UP_WITHIN = timedelta(minutes=1)


class PressesHeard:
    """Asks Telegram whether it answers, and lets a minute pass after a silence.

    Args:
        bot: makes the calls.
        services: what handlers work with.
        away: whether Telegram has not been heard of yet.
    """

    def __init__(self, bot: ExtBot[None], services: Services, *, away: bool) -> None:
        self._bot = bot
        self._services = services
        self._away = away
        self._not_before: datetime | None = None

    async def certain(self) -> bool:
        """Return whether nothing that was pressed by now can still be on its way."""
        now = self._services.now()
        # A clock that was set back must not hold anything for as long.
        if self._not_before is not None and now < self._not_before <= now + CATCHES_UP_WITHIN:
            return False
        try:
            await self._bot.get_me()
        except TelegramError as error:
            if not self._away:
                log.warning("no deadline counts while Telegram is away: %s", error)
            self._away = True
            return False
        if self._away:
            self._away = False
            self._not_before = self._services.now() + CATCHES_UP_WITHIN
            return False
        return True
