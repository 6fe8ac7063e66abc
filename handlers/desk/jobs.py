"""Builds the desk's periodic jobs: proposals, overdue approvals, scheduled posts, pins."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.arabic.normalize import clean
from bot.delivery.refusals.classify_failure import Scope, is_fault
from bot.jobs import PeriodicJob
from handlers.context import Services
from handlers.desk.bulk_approval import MIN_PROPOSALS, propose_all, update_all_proposals
from handlers.desk.default_on_error import default_on_error
from handlers.desk.loss_notices import LossNoticesJob
from handlers.desk.missed_proposals import MissedProposalsJob
from handlers.desk.presses_heard import CATCHES_UP_WITHIN, PressesHeard
from handlers.desk.proposals import PROPOSALS_PER_RUN, RETRY_AFTER, ProposalResult, propose
from handlers.desk.settled_proposals import SettledProposalsJob
from storage.channels.approval_rows import Approval
from storage.channels.audit_log import AuditAction
from storage.channels.pins import PinState, PostToPin

log = logging.getLogger(__name__)


class DeskJobs:
    """Builds all periodic jobs of the desk; each run goes on where the last one ended."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services
        # What was pressed while the bot was not there comes first.
        self._moderation = Moderation(bot, services, away=True)
        self._missed = MissedProposalsJob(bot, services)
        self._settled = SettledProposalsJob(bot, services)
        self._losses = LossNoticesJob(bot, services)

    def periodic_jobs(self, every: timedelta) -> list[PeriodicJob]:
        """Return the jobs; none waits for what another says to administrators."""
        return [
            PeriodicJob("proposals", every, self._propose),
            PeriodicJob("planned posts", every, self._release),
            PeriodicJob("pins", every, self._pin_due),
            PeriodicJob("lost chats", every, self._losses.run),
        ]

    async def _propose(self) -> None:
        """Propose and decide what is due now, and show what became of it.

        Raises:
            StorageError: the database can't be used; the next run goes on.
        """
        await self._moderation.run()
        await self._missed.run()
        await self._settled.run()

    async def _release(self) -> None:
        if await self._services.store.scheduled_posts.release(self._services.now()):
            self._services.wake_delivery()

    async def _pin_due(self) -> None:
        for post in await self._services.store.pins.due(self._services.now()):
            if not await default_on_error(True, self._pin(post), f"pinning in chat {post.chat_id}"):
                break

    async def _pin(self, post: PostToPin) -> bool:
        """Pin the post, and unpin the one that was pinned before it in the same way.

        Return False where the fault is not the post's: the next run tries again.
        """
        store = self._services.store
        try:
            await self._bot.pin_chat_message(
                post.telegram_id, post.message_id, disable_notification=True
            )
        except TelegramError as error:
            if is_fault(error, Scope.PIN):
                log.warning("pinning will be tried again: %s", error)
                return False
            log.info("breaking news not pinned in chat %d: %s", post.chat_id, error.message)
            await store.pins.record(post, PinState.NOT_PINNED)
            await store.audit_log.record(
                post.chat_id,
                person_id=0,
                person_name="",
                action=AuditAction.PIN_FAILED,
                value=clean(post.title),
                now=self._services.now(),
            )
            return True
        await store.pins.record(post, PinState.PINNED)
        for message_id in await store.pins.unpin_earlier(post):
            try:
                await self._bot.unpin_chat_message(post.telegram_id, message_id)
            except TelegramError as error:
                # Somebody has unpinned or deleted it; the new one is pinned all the same.
                log.info("older post not unpinned in chat %d: %s", post.chat_id, error.message)
        return True


class Moderation:
    """Proposes articles to administrators, and decides where none has answered in time.

    Args:
        bot: makes the calls.
        services: what handlers work with.
        away: whether Telegram has not been heard of yet, so that answers may wait there.
    """

    def __init__(self, bot: ExtBot[None], services: Services, *, away: bool = False) -> None:
        self._bot = bot
        self._services = services
        self._presses = PressesHeard(bot, services, away=away)

    async def run(self) -> None:
        """Propose the articles that are due, and decide those whose time is up.

        Raises:
            StorageError: the approvals can't be read or written; the next run goes on.
        """
        store, now = self._services.store, self._services.now()
        for group in _by_chat(await store.proposals.due(now, PROPOSALS_PER_RUN)):
            together = len(group) >= MIN_PROPOSALS
            for proposed in [group] if together else [[one] for one in group]:
                if await self._propose(proposed) is ProposalResult.FAULT:
                    # The others would each wait as long for no answer.
                    break
        await self._decide_unanswered()

    async def _decide_unanswered(self) -> None:
        """Decide what nobody has answered in time, once no answer can be on its way."""
        now = self._services.now()
        ending = await self._services.store.approvals.overdue(
            now + CATCHES_UP_WITHIN, PROPOSALS_PER_RUN
        )
        if not ending or not await self._presses.certain():
            return
        for group in _by_chat([one for one in ending if one.due <= now]):
            await self._decide_overdue(group)

    async def _propose(self, group: Sequence[Approval]) -> ProposalResult:
        """Propose these articles of one chat in one message; the time to answer begins now.

        Whatever their deadline, after a fault on the way they are proposed again: what nobody
        could see is not decided by the clock.
        """
        store, now = self._services.store, self._services.now()
        wait = timedelta(minutes=(await store.channel_settings.get(group[0].chat_id)).wait_minutes)
        renewed = [replace(one, due=max(one.due, now + wait)) for one in group]
        proposing = (
            propose_all(self._bot, self._services, renewed)
            if len(renewed) > 1
            else propose(self._bot, self._services, renewed[0])
        )
        # One that fails by itself must not keep the others, or the posts that are due, waiting.
        came = await default_on_error(
            ProposalResult.REFUSED, proposing, f"proposing approval {group[0].id}"
        )
        refused = came is ProposalResult.REFUSED and now + RETRY_AFTER < group[0].due
        if came is ProposalResult.FAULT or refused:
            for one in group:
                await store.proposals.ask_at(one, now + RETRY_AFTER)
            return came
        reached = came is ProposalResult.REACHED
        if not reached:
            log.warning("approval %d reached no administrator and awaits its deadline", group[0].id)
        for one in renewed if reached else group:
            await store.proposals.mark_asked(one, one.due)
        return came

    async def _decide_overdue(self, group: Sequence[Approval]) -> None:
        """Decide these articles of one chat that nobody decided; several are one digest."""
        store = self._services.store
        settings = await store.channel_settings.get(group[0].chat_id)
        decided = await store.approval_decisions.decide(
            [one.id for one in group],
            publish=settings.publish_unanswered,
            now=self._services.now(),
        )
        if decided:
            self._services.wake_delivery()
            found = [await store.approvals.get(approval_id) for approval_id in decided]
            updating = update_all_proposals(
                self._bot, self._services, [one for one in found if one is not None]
            )
            await default_on_error(None, updating, f"showing what became of approval {group[0].id}")


def _by_chat(approvals: Sequence[Approval]) -> list[list[Approval]]:
    groups: dict[int, list[Approval]] = {}
    for one in approvals:
        groups.setdefault(one.chat_id, []).append(one)
    return list(groups.values())
