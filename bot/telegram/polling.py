"""Receives updates by long polling, and confirms each only after it is stored."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.backoff import Backoff
from bot.delivery.refusals.network_errors import REVOKED
from bot.telegram.checked_calls import checked
from bot.telegram.handle_update import id_of, received
from bot.telegram.inbox import InboxWorker
from bot.telegram.webhook import OnSecondCopy, webhook_at_telegram, webhook_host
from bot.vital_signs import Contact
from storage.errors import StorageError

log = logging.getLogger(__name__)

# Spelt so, the library does not warn of its own call, which is not used for the reason in `_ask`.
_GET_UPDATES = "get_Updates"

# Telegram holds the request open for so long where there is nothing new.
LONG_POLL_SECONDS = 30
READ_MARGIN_SECONDS = 10
AT_MOST = 100
FIRST_PAUSE_SECONDS = 1.0
LAST_PAUSE_SECONDS = 30.0
# The newer request ends the older: a lone conflict comes of a restart, several of another copy.
CONFLICTS_UNTIL_SECOND_COPY = 3
POLLS_UNTIL_ALONE = 2
# Longer than the other copy pauses after a lone conflict, with its poll.
CALM_SECONDS = 10.0
PROBE_SECONDS = 10
FIRST_CONFLICT_PAUSE_SECONDS = 5.0
LAST_CONFLICT_PAUSE_SECONDS = 300.0


class Conflicts:
    """Decides from the results of polls whether another instance uses the same token.

    Each instance that polls again soon after a conflict ends the other's poll, so that one of two
    instances meets several conflicts in a row and stops polling. It polls again from time to time:
    this ends the other's poll once, and a single conflict is ignored.

    Args:
        chance: gives a random number from 0 to 1: the pauses of two instances must differ, or
            their polls would conflict for ever.
        clock: gives monotonic seconds.
    """

    def __init__(
        self,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chance = chance
        self._clock = clock
        self._backoff = Backoff(FIRST_CONFLICT_PAUSE_SECONDS, LAST_CONFLICT_PAUSE_SECONDS)
        self._in_a_row = 0
        self._calm = 0
        self._last = 0.0
        self.second_copy = False

    def undisturbed(self) -> bool:
        """Record a poll without conflict; return whether the bot is now the only instance again."""
        self._calm += 1
        if not self.second_copy:
            self._in_a_row = 0
            return False
        # Polls that bring updates are short, and prove little.
        if self._calm < POLLS_UNTIL_ALONE or self._clock() - self._last < CALM_SECONDS:
            return False
        self._in_a_row = 0
        self._backoff.succeeded()
        self.second_copy = False
        return True

    def met(self) -> float:
        """Record a conflict; return the seconds to wait before the next poll."""
        self._calm = 0
        self._in_a_row += 1
        self._last = self._clock()
        if self._in_a_row < CONFLICTS_UNTIL_SECOND_COPY:
            return FIRST_PAUSE_SECONDS * (0.5 + self._chance())
        self.second_copy = True
        return self._backoff.failed() * (0.5 + self._chance())


class Polling:
    """Receives updates by long polling with getUpdates.

    Args:
        bot: makes the calls.
        inbox: stores the updates.
        allowed_updates: the kinds of updates to receive.
        on_second_copy: called with True when another instance of the bot is found, and the host
            that a webhook leads to, if any; with False when it has ended.
        contact: is told of each poll's end.
        chance: gives a random number from 0 to 1.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        inbox: InboxWorker,
        *,
        allowed_updates: Sequence[str],
        on_second_copy: OnSecondCopy = lambda _, __: None,
        contact: Contact,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._allowed = list(allowed_updates)
        self._on_second_copy = on_second_copy
        self._contact = contact
        self._conflicts = Conflicts(chance)
        self._offset: int | None = None
        self._at_most = AT_MOST
        self._backoff = Backoff(FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS)

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            await self._inbox.wait_for_room()
            pause = await self._poll()
            if pause:
                await asyncio.sleep(pause)

    async def _poll(self) -> float:
        """Poll once; return how many seconds to wait before the next poll."""
        try:
            await self._keep(await self._ask())
        except Conflict:
            return await self._met_another()
        except (InvalidToken, EndPointNotFound) as error:
            return self._failed(await self._cause_of(error))
        except RetryAfter as error:
            return self._failed(error)
        except (TelegramError, StorageError) as error:
            if isinstance(error, NetworkError):
                # A slow line may not carry as many within the time of one answer.
                self._at_most = max(1, self._at_most // 10)
            return self._failed(error)
        except Exception as error:  # noqa: BLE001 - without this task nobody is answered any more
            return self._failed(TelegramError(type(error).__name__))
        self._backoff.succeeded()
        self._at_most = min(AT_MOST, 2 * self._at_most)
        self._contact.answered()
        if self._conflicts.undisturbed():
            log.warning("the other instance with this token has ended, polling resumes")
            self._on_second_copy(False, "")
        return 0.0

    async def _ask(self) -> Sequence[object]:
        """Request the updates, and return them as JSON.

        The library's own call reads all of them or none, and logs them whole where it can't: one
        that is not as it should be would stop all others, and stand in the log.
        """
        asked: dict[str, object] = {
            "limit": self._at_most,
            "timeout": PROBE_SECONDS if self._conflicts.second_copy else LONG_POLL_SECONDS,
            "allowed_updates": self._allowed,
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        answer: Any = await self._bot.do_api_request(
            _GET_UPDATES,
            api_kwargs=asked,
            read_timeout=LONG_POLL_SECONDS + READ_MARGIN_SECONDS,
        )
        return answer if isinstance(answer, list | tuple) else ()

    async def _keep(self, updates: Sequence[object]) -> None:
        """Store the updates; only then does the offset move, which confirms them.

        Without updates the offset is given up: ids may begin anew after a quiet week, and would
        lie below it.

        Raises:
            StorageError: they could not be stored, and will be sent again.
        """
        readable = [one for update in updates if (one := received(update, self._bot)) is not None]
        if readable:
            await self._inbox.add(readable)
        numbers = [number for update in updates if (number := id_of(update)) is not None]
        self._offset = max(numbers) + 1 if numbers else None

    async def _cause_of(self, error: TelegramError) -> TelegramError:
        """Ask getMe what a 401 or 404 means, of which the library says that there is no getUpdates.

        A token that was revoked shows nowhere else while there is no news.
        """
        try:
            await checked(self._bot.get_me())
        except InvalidToken as refused:
            return InvalidToken(f"{REVOKED} ({refused.message})")
        except TelegramError as failure:
            return failure
        except RuntimeError:
            pass  # the bot is ending
        return error

    async def _met_another(self) -> float:
        known = self._conflicts.second_copy
        pause = self._conflicts.met()
        self._contact.failed("another instance or a webhook has the token")
        if self._conflicts.second_copy and not known:
            host = await self._webhook_host()
            if host:
                log.error("updates go to a webhook at %s; waiting until it is deleted", host)
            else:
                log.error("another instance runs with the same token; waiting until it ends")
            self._on_second_copy(True, host)
        return pause

    async def _webhook_host(self) -> str:
        """Return the host of the webhook that is set for the token; empty if there is none.

        Not its whole address, which as a rule holds a secret.
        """
        try:
            return webhook_host((await webhook_at_telegram(self._bot)).url)
        except TelegramError as error:
            log.info("whether a webhook is set is unknown: %s", type(error).__name__)
            return ""

    def _failed(self, error: Exception) -> float:
        pause = self._backoff.failed()
        self._contact.failed(f"getUpdates failed: {type(error).__name__}")
        log.warning("getUpdates failed, retrying in %.0f s: %s", pause, error)
        return pause
