"""Sends a proposal again to administrators whom a network failure kept from getting it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from telegram.ext import ExtBot

from handlers.context import Services
from handlers.desk.bulk_approval import MIN_PROPOSALS, propose_all_to
from handlers.desk.default_on_error import default_on_error
from handlers.desk.proposals import (
    PROPOSALS_PER_RUN,
    RETRY_AFTER,
    ProposalResult,
    combined_result,
    people_to_ask,
    propose_to,
)
from storage.channels.approval_rows import Approval, ApprovalState


class MissedProposalsJob:
    """Asks the rest of the administrators while a proposal is pending; others see it already.

    Args:
        bot: makes the calls.
        services: what handlers work with.
    """

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._not_before: datetime | None = None

    async def run(self) -> None:
        """Ask whom it can; after another fault no sooner than in a minute.

        Raises:
            StorageError: the proposals can't be read or written; the next run goes on.
        """
        now = self._services.now()
        # A clock that was set back must not hold them for as long.
        if self._not_before is not None and now < self._not_before <= now + RETRY_AFTER:
            return
        missed = self._services.store.missed_proposals
        found = await missed.pending(now, PROPOSALS_PER_RUN)
        for (chat_id, person_id), group in groupby(
            found, key=lambda one: (one.chat_id, one.person_id)
        ):
            approval_ids = [one.approval_id for one in group]
            asking = self._ask(chat_id, person_id, approval_ids)
            what = f"proposing approval {approval_ids[0]} again"
            if await default_on_error(ProposalResult.NOBODY, asking, what) is ProposalResult.FAULT:
                self._not_before = now + RETRY_AFTER
                return
            for approval_id in approval_ids:
                await missed.settled(approval_id, person_id)

    async def _ask(
        self, chat_id: int, person_id: int, approval_ids: Sequence[int]
    ) -> ProposalResult:
        store = self._services.store
        chat = await store.chats.by_id(chat_id)
        if chat is None:
            return ProposalResult.NOBODY
        people, why = await people_to_ask(self._bot, self._services, chat)
        if person_id not in people:
            return ProposalResult.FAULT if why is ProposalResult.FAULT else ProposalResult.NOBODY
        approvals = [
            one for each in approval_ids if (one := await store.approvals.get(each)) is not None
        ]
        waiting: list[Approval] = [one for one in approvals if one.state is ApprovalState.PENDING]
        if len(waiting) >= MIN_PROPOSALS:
            return await propose_all_to(self._bot, self._services, person_id, chat, waiting)
        shown = [
            await propose_to(self._bot, self._services, person_id, chat, one) for one in waiting
        ]
        return ProposalResult.FAULT if ProposalResult.FAULT in shown else combined_result(shown)
