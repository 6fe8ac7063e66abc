"""Says what an instance does as leader or beside one, and how it works with the others."""

import contextlib
import functools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.composition.peer_channel import PeerChannel
from bot.delivery.limits.limiter import Limiter
from bot.delivery.limits.shared_pace import SharedPace
from bot.ingest.polling.poll import PollResult
from bot.jobs import PeriodicJob, Poller
from bot.leader.while_leading import SOLE_INSTANCE, Lead
from storage.instances.peer_signals import PeerSignal
from storage.store import Store

LOOK_AGAIN_AFTER = timedelta(seconds=1)
LOOK_FOR_OTHERS_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class InstanceRole:
    """Whether this instance leads, and the store through which only a leader gets.

    By `peers` instances signal to each other, `pace` is how they share out what Telegram takes,
    both None where there can be one only; `look` finds out at once who leads.
    """

    lead: Lead
    store: Store
    peers: PeerChannel | None = None
    pace: SharedPace | None = None
    look: Callable[[], None] = lambda: None

    def only_leading(self, job: PeriodicJob) -> PeriodicJob:
        """Return the job, done only while this instance leads."""
        if self.lead is SOLE_INSTANCE:
            return job

        async def work() -> None:
            if self.lead.leading:
                with self.lead.bound():
                    await job.work()

        return replace(job, work=work)

    def periodic_jobs(
        self, wake_delivery: Callable[[], None], take_over: Callable[[], Awaitable[None]]
    ) -> list[PeriodicJob]:
        """Return what several instances owe each other; nothing where there can be one only.

        Args:
            wake_delivery: has the leader look for rows that another instance has queued.
            take_over: handles the updates of instances that live no more.
        """
        if self.lead is SOLE_INSTANCE:
            return []
        return [
            PeriodicJob(
                "look for posts of others", LOOK_FOR_OTHERS_EVERY, _awaitable(wake_delivery)
            ),
            PeriodicJob(
                "take over updates",
                LOOK_FOR_OTHERS_EVERY,
                functools.partial(self._take_over_from_the_dead, take_over),
            ),
        ]

    async def _take_over_from_the_dead(self, take_over: Callable[[], Awaitable[None]]) -> None:
        if self.lead.steady:
            await take_over()

    def share_limits(self, limiter: object, *, all_answer: bool) -> None:
        """Have a bot's limiter, if it is ours, keep Telegram's limits with other instances.

        `all_answer` says whether the others answer people, too.
        """
        if self.pace is not None and isinstance(limiter, Limiter):
            self.pace.all_answer = all_answer
            limiter.share(self.pace)

    def poll_now(self, poll: Callable[[str], None]) -> Callable[[str], None]:
        """Return what polls a feed at once, whichever instance leads."""
        if self.peers is None:
            return poll
        peers = self.peers

        def poll_or_tell(url: str) -> None:
            if self.lead.leading:
                poll(url)
            else:
                peers.send(PeerSignal.NEWS)

        return poll_or_tell

    def listening(
        self,
        wake_delivery: Callable[[], None],
        take_over: Callable[[], Awaitable[None]],
        poll: Callable[[str], None],
        feed_urls: Sequence[str],
    ) -> AbstractAsyncContextManager[None]:
        """Hear what other instances tell, at once, while the block runs.

        It is what `periodic_jobs` finds within seconds and, of the news that a site tells of, the
        next poll.

        Args:
            wake_delivery: has the leader look for rows that another instance has queued.
            take_over: handles the updates of instances that live no more.
            poll: polls one feed at once.
            feed_urls: all of them.
        """
        if self.peers is None:
            return contextlib.nullcontext()

        async def poll_all() -> None:
            if self.lead.leading:
                for url in feed_urls:
                    poll(url)

        async def follow() -> None:
            self.look()
            await self._take_over_from_the_dead(take_over)

        return self.peers.handling(
            {
                PeerSignal.POSTS: _awaitable(wake_delivery),
                PeerSignal.NEWS: poll_all,
                PeerSignal.LEFT: follow,
            }
        )

    def poller(self, poller: Poller, now: Callable[[], datetime]) -> Poller:
        """Return the poller, which polls only while this instance leads."""
        return poller if self.lead is SOLE_INSTANCE else _LeadersPoller(poller, self.lead, now)


def _awaitable(act: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        act()

    return do


@dataclass(frozen=True, slots=True)
class _LeadersPoller:
    """Polls by another poller while this instance leads, and else looks again soon."""

    inner: Poller
    lead: Lead
    now: Callable[[], datetime]

    async def poll(self, url: str, *, notified: bool = False) -> PollResult:
        if self.lead.leading:
            with self.lead.bound():
                return await self.inner.poll(url, notified=notified)
        return PollResult(next_check=self.now() + LOOK_AGAIN_AFTER)
