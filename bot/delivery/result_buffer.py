"""Buffers delivery results in memory until the outbox can be written."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.delivery.in_flight import Ended
from bot.delivery.outage import DoubtWaits, Outage
from bot.delivery.protocols import Queue
from bot.delivery.recheck_before_send import NoLongerWanted
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.refusals.failure_actions import OWN_FAULTS, TRANSIENT
from bot.delivery.results import to_result
from bot.delivery.sending.sender import Busy
from storage.models import InactiveReason
from storage.outbox import Delivery, Failed, Gone, Locked, PutBack, Result

_LOG = logging.getLogger(__name__)

OnRecorded = Callable[[Sequence[tuple[Delivery, Result]]], None]


class ResultBuffer:
    """Buffers results until they are written, and tracks outages by the outcomes.

    Args:
        outbox: stores the results.
        now: gives the current time, aware UTC.
        chance: gives a random number from 0 to 1.
        monotonic: gives monotonic seconds.
        on_recorded: called with the results that were written.
        waits: how long posts in doubt wait.
    """

    def __init__(
        self,
        outbox: Queue,
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        monotonic: Callable[[], float],
        on_recorded: OnRecorded = lambda _: None,
        waits: DoubtWaits,
    ) -> None:
        self._outbox = outbox
        self._now = now
        self._chance = chance
        self._monotonic = monotonic
        self._on_recorded = on_recorded
        self._results: list[tuple[Delivery, Result]] = []
        self._waits = waits
        self.outage = Outage(started=monotonic(), waits=waits)
        self.outage_ended = False
        # What was written as put back, until the worker has looked whether its chat lags.
        self.put_back: list[Delivery] = []

    def __len__(self) -> int:
        return len(self._results)

    def add_outcomes(self, ended: Iterable[tuple[Delivery, Ended]]) -> None:
        """Convert the outcomes of deliveries to results, and buffer these."""
        for delivery, outcome in ended:
            self._track_outage(outcome)
            result = to_result(
                delivery,
                outcome,
                now=self._now(),
                chance=self._chance(),
                outage=self.outage.on,
                waits=self._waits,
            )
            self.add(delivery, result)

    def add(self, delivery: Delivery, result: Result) -> None:
        """Buffer a result until it is written."""
        self._results.append((delivery, result))

    def _track_outage(self, outcome: Ended) -> None:
        """Record in `outage` whether Telegram answered."""
        if isinstance(outcome, Busy | NoLongerWanted) or (
            isinstance(outcome, Outcome)
            and (outcome.action is FailureAction.HOLD or outcome.action in OWN_FAULTS)
        ):
            # These may come from the bot itself, so they say nothing about Telegram.
            return
        if isinstance(outcome, Outcome) and outcome.action in TRANSIENT:
            was_on = self.outage.on
            lost = outcome.action is FailureAction.RETRY_IN_DOUBT
            self.outage.failed(self._monotonic(), self._chance(), lost=lost)
            if self.outage.on and not was_on:
                _LOG.error("Telegram is unreachable (%s), delivery waits", outcome.reason)
        elif lasted := self.outage.answered(self._monotonic()):
            _LOG.warning("Telegram is reachable again after %s", lasted)
            self.outage_ended = True

    async def write(self) -> None:
        """Write all results in one transaction; they stay buffered if that fails.

        Raises:
            StorageError: none of them was written.
        """
        batch = self._results[:]
        if not batch:
            return
        recorded = await self._outbox.record([result for _, result in batch], self._now())
        del self._results[: len(batch)]
        self._on_recorded(batch)
        self.put_back += [one for one, result in batch if isinstance(result, PutBack | Locked)]
        for delivery, result in batch:
            if isinstance(result, Failed):
                _LOG.error(
                    "%s failed for good in chat %d: %s",
                    *(delivery.content, delivery.telegram_id, result.error),
                )
        reasons = {result.id: result.reason for _, result in batch if isinstance(result, Gone)}
        for one in recorded:
            reason = reasons.get(one.row_id, InactiveReason.TOPICS_OFF)
            _LOG.info("chat %d is deactivated: %s", one.chat_id, reason)
