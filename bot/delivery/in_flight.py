"""Runs the sends in progress: at most one for each chat, each in a task owned here."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from bot.delivery.recheck_before_send import NoLongerWanted, RecheckBeforeSend
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.calls import Begin
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.sender import Busy, TokenRefusedError
from bot.logs import describe_error
from bot.types import Post
from storage.errors import StorageError
from storage.outbox import Delivery

_LOG = logging.getLogger(__name__)

# A try by address, the file fetched and uploaded on a slow line, at last a text; less than a lease.
LONGEST_DELIVERY = timedelta(minutes=8)

Ended = Delivered | Outcome | Busy | NoLongerWanted


class PostSender(Protocol):
    """See `bot.delivery.sending.sender.Sender`."""

    async def deliver(
        self, delivery: Delivery, post: Post, begin: Begin
    ) -> Delivered | Outcome | Busy: ...

    async def probe(self) -> bool: ...


class InFlight:
    """Starts deliveries and keeps their outcomes until `take` is called.

    Args:
        sender: sends one post to one chat.
        recheck: asked before each request.
        on_ended: called when a delivery has ended.
    """

    def __init__(
        self, sender: PostSender, recheck: RecheckBeforeSend, on_ended: Callable[[], None]
    ) -> None:
        self._sender = sender
        self._recheck = recheck
        self._on_ended = on_ended
        self._tasks: dict[int, asyncio.Task[Ended]] = {}
        self._begun: set[int] = set()
        self._under_way: dict[int, Delivery] = {}
        self._lines: dict[int, deque[tuple[Delivery, Post]]] = {}
        self._ended: list[tuple[Delivery, Ended]] = []
        self._closing = False
        self.fatal: TokenRefusedError | None = None

    def __len__(self) -> int:
        return len(self._tasks) + len(self._ended) + sum(map(len, self._lines.values()))

    def rows(self) -> set[int]:
        """Return the ids of rows that are being sent, are queued, or have untaken outcomes."""
        waiting = [one.id for line in self._lines.values() for one, _ in line]
        return {*self._tasks, *waiting, *(one.id for one, _ in self._ended)}

    @property
    def ended(self) -> int:
        """The number of outcomes that `take` would return."""
        return len(self._ended)

    def start(self, delivery: Delivery, post: Post) -> None:
        """Start a delivery, or queue it behind those in progress to the same chat, any topic."""
        line = self._lines.get(delivery.telegram_id)
        if line is not None:
            line.append((delivery, post))
            return
        self._lines[delivery.telegram_id] = deque()
        self._send(delivery, post)

    def take(self) -> list[tuple[Delivery, Ended]]:
        """Return the outcomes since the last call, and forget them."""
        ended, self._ended = self._ended, []
        return ended

    async def hand_back(self) -> list[int]:
        """Cancel the deliveries that have sent no request yet; return the ids of their rows.

        No delivery is started after this.
        """
        self._closing = True
        waiting = [one.id for line in self._lines.values() for one, _ in line]
        self._lines.clear()
        idle = {i: task for i, task in self._tasks.items() if i not in self._begun}
        for task in idle.values():
            task.cancel()
        if idle:
            await asyncio.wait(idle.values())
        finished = {delivery.id for delivery, _ in self._ended}
        return [i for i in [*waiting, *idle] if i not in finished]

    async def wait(self) -> None:
        """Wait until one more delivery has ended; return at once if none is in progress."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)

    async def abandon(self) -> None:
        """Cancel every delivery; whether their posts were sent is then in doubt."""
        self._closing = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _send(self, delivery: Delivery, post: Post) -> None:
        task = asyncio.create_task(self._deliver(delivery, post), name=f"delivery {delivery.id}")
        self._tasks[delivery.id] = task
        self._under_way[delivery.id] = delivery
        task.add_done_callback(lambda ended: self._next(delivery, ended))

    def _next(self, delivery: Delivery, task: asyncio.Task[Ended]) -> None:
        # In one step with the end of the task: each row is counted once.
        del self._tasks[delivery.id]
        if not task.cancelled():
            self._ended.append((delivery, task.result()))
        del self._under_way[delivery.id]
        self._begun.discard(delivery.id)
        line = self._lines.get(delivery.telegram_id)
        if line and not self._closing:
            self._send(*line.popleft())
        elif line is not None and not line:
            del self._lines[delivery.telegram_id]
        self._on_ended()

    async def _deliver(self, delivery: Delivery, post: Post) -> Ended:
        async def begin() -> None:
            await self._recheck.ask(delivery, self._under_way.values())
            self._begun.add(delivery.id)

        outcome: Ended
        try:
            async with asyncio.timeout(LONGEST_DELIVERY.total_seconds()):
                outcome = await self._sender.deliver(delivery, post, begin)
        except NoLongerWanted as dropped:
            outcome = dropped
        except StorageError as error:
            _LOG.error("row %d not sent, the outbox can't be read: %s", delivery.id, error)
            outcome = Busy()
        except TokenRefusedError as error:
            self.fatal = error
            outcome = Outcome(FailureAction.HOLD, "token refused")
        except TimeoutError:
            outcome = Outcome(FailureAction.RETRY_IN_DOUBT, "timed out")
        except Exception as error:  # noqa: BLE001 - a bug in one post must not end delivery
            _LOG.error("sending row %d failed: %s", delivery.id, describe_error(error))
            # What was begun may stand in the chat: it is not repeated without end.
            begun = delivery.id in self._begun
            action = FailureAction.OWN_FAULT_IN_DOUBT if begun else FailureAction.OWN_FAULT
            outcome = Outcome(action, f"internal: {type(error).__name__}")
        return outcome
