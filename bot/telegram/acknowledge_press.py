"""Answers each press of a button half a second after its receipt, unless its handler was sooner."""

import asyncio
import contextlib
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram.error import TelegramError

log = logging.getLogger(__name__)

# A pressed button looks busy until its query is answered.
ANSWER_AFTER_SECONDS = 0.5
AT_ONCE = 8
# Whoever presses more than that has no claim to haste: the rest is answered in its turn.
MOST_WAITING_OF_ONE = 10

# Answers a query, given its id, without words.
Answer = Callable[[str], Awaitable[object]]


@dataclass(slots=True)
class Press:
    """A press that waits or is being handled; whoever answers it first sets `answered`.

    `unheard` says that the answer was lost on its way: the next attempt answers anew.
    """

    query_id: str = ""
    sender: int = 0
    due: float = 0.0
    queued: bool = False
    answered: bool = False
    unheard: bool = False


class PressAcknowledger:
    """Runs and owns the tasks that answer presses in time.

    A press waits for its turn behind other updates, and its handler for the rate limiter, which an
    answer need not: it posts nothing.

    Args:
        answer: makes the call.
        clock: gives monotonic seconds.
    """

    def __init__(self, answer: Answer, clock: Callable[[], float] = time.monotonic) -> None:
        self._answer = answer
        self._clock = clock
        self._presses: dict[int, Press] = {}
        self._waiting_of: Counter[int] = Counter()
        # Not bounded here: it holds presses of the inbox, which is.
        self._queue: asyncio.Queue[Press] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        """Return how many presses are known."""
        return len(self._presses)

    def start(self) -> None:
        """Start to answer what `received` and `begun` announce."""
        self._tasks = [
            asyncio.create_task(self._run(), name="answer presses") for _ in range(AT_ONCE)
        ]

    async def stop(self) -> None:
        """End the tasks; what is not answered by then is answered by the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def received(self, update_id: int, sender: int, payload: str) -> None:
        """Have a press answered in time, if its sender has not too many of them.

        Args:
            update_id: the update of the press; others are ignored.
            sender: who pressed.
            payload: the update as JSON.
        """
        query_id = _query_id(payload)
        if not query_id:
            return
        press = self._presses[update_id] = Press(query_id, sender)
        self._waiting_of[sender] += 1
        if self._waiting_of[sender] <= MOST_WAITING_OF_ONE:
            self._expect(press)

    def begun(self, update_id: int, sender: int, payload: str) -> Press:
        """Return the press of an update whose handler begins now; it is answered in time."""
        if update_id not in self._presses:
            self.received(update_id, sender, payload)
        press = self._presses.get(update_id, Press())
        if press.query_id and not press.queued:
            self._expect(press)
        return press

    def done(self, update_id: int) -> None:
        """Forget an update that is handled no more."""
        press = self._presses.pop(update_id, None)
        if press is None:
            return
        press.answered = True
        self._waiting_of[press.sender] -= 1
        if not self._waiting_of[press.sender]:
            del self._waiting_of[press.sender]

    def _expect(self, press: Press) -> None:
        press.queued = True
        press.due = self._clock() + ANSWER_AFTER_SECONDS
        self._queue.put_nowait(press)

    async def _run(self) -> None:
        while True:
            press = await self._queue.get()
            # All wait equally long, so none behind this one is due before it.
            await asyncio.sleep(press.due - self._clock())
            if press.answered:
                continue
            press.answered = True
            try:
                await self._answer(press.query_id)
            except TelegramError as error:
                log.info("callback query not answered: %s", error.message)
            except Exception as error:  # noqa: BLE001 - without its task others wait for longer
                log.warning("callback query not answered: %s", type(error).__name__)


def _query_id(payload: str) -> str:
    """The id of the callback query in an update's JSON; empty if it holds none."""
    with contextlib.suppress(ValueError, RecursionError, LookupError, TypeError):
        return str(json.loads(payload)["callback_query"]["id"])
    return ""
