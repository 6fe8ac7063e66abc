"""Shows administrators the articles that await approval, and then what was decided."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from enum import Enum

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.refusals.classify_failure import is_fault
from bot.telegram.private_chats import NotSent, not_sent, private_translator
from bot.types import Post
from handlers.context import Services
from handlers.desk.access import ask_admins
from handlers.desk.admin_messages import remember_unreachable, replace_rows
from handlers.desk.decision_texts import decision_buttons, label_row, outcome, outcomes
from handlers.ui.send_post import compose_for_chat, send_post
from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import Chat, StoredArticle

log = logging.getLogger(__name__)

# Where Telegram can't be asked who the administrators are, or they can't be asked.
RETRY_AFTER = timedelta(minutes=1)
# Proposals of one run: each goes to several people, and delivery must not wait behind them.
PROPOSALS_PER_RUN = 20


class ProposalResult(Enum):
    """Says what came of asking the administrators of a chat."""

    REACHED = "at least one of them sees it"
    NOBODY = "none of them can be written to"
    REFUSED = "Telegram does not tell who they are"
    FAULT = "Telegram is away or wants a pause: nothing is known, ask again"


def combined_result(shown: Collection[ProposalResult]) -> ProposalResult:
    """Return what came of asking several people; a fault counts where nobody was reached."""
    if ProposalResult.REACHED in shown:
        return ProposalResult.REACHED
    return ProposalResult.FAULT if ProposalResult.FAULT in shown else ProposalResult.NOBODY


async def result_of_each(
    services: Services, approvals: Sequence[Approval], shown: Mapping[int, ProposalResult]
) -> ProposalResult:
    """Return what came of asking these people; whom only a fault kept out is asked later.

    Raises:
        StorageError: that can't be stored.
    """
    came = combined_result(shown.values())
    if came is ProposalResult.REACHED:
        for person_id, result in shown.items():
            if result is ProposalResult.FAULT:
                for one in approvals:
                    await services.store.missed_proposals.note(one.id, person_id)
    return came


async def not_reached(services: Services, person_id: int, failure: NotSent) -> ProposalResult:
    """Return why an administrator does not see a proposal: a fault on the way is no refusal.

    Who can't be written to is not tried again before pressing START.
    """
    await remember_unreachable(services, person_id, failure)
    return ProposalResult.FAULT if failure.fault else ProposalResult.NOBODY


async def people_to_ask(
    bot: ExtBot[None], services: Services, chat: Chat
) -> tuple[list[int], ProposalResult]:
    """Return who administers the chat and can be written to, and why where the list is empty."""
    try:
        people = await ask_admins(bot, services, chat)
        unreachable = await services.store.administrators.unreachable(people)
        return [one for one in people if one not in unreachable], ProposalResult.NOBODY
    except TelegramError as error:
        log.info("administrators of chat %d are unknown: %s", chat.id, error.message)
        return [], ProposalResult.FAULT if is_fault(error) else ProposalResult.REFUSED


async def propose(bot: ExtBot[None], services: Services, approval: Approval) -> ProposalResult:
    """Propose an article to each administrator of its chat."""
    chat = await services.store.chats.by_id(approval.chat_id)
    if chat is None:
        return ProposalResult.NOBODY
    people, why = await people_to_ask(bot, services, chat)
    shown = {person: await propose_to(bot, services, person, chat, approval) for person in people}
    return await result_of_each(services, [approval], shown) if shown else why


async def propose_to(
    bot: ExtBot[None], services: Services, person_id: int, chat: Chat, approval: Approval
) -> ProposalResult:
    """Propose an article to one administrator."""
    articles = await services.store.articles.get([approval.article_id])
    if not articles:
        return ProposalResult.NOBODY
    translator = await private_translator(services.store, services.catalogues, person_id)
    settings = await services.store.channel_settings.get(chat.id)
    try:
        message = await send_post(
            bot,
            services,
            person_id,
            await _post(services, chat, articles[0], bot.username),
            article_id=articles[0].id,
            rows=decision_buttons(
                approval, chat, translator, publish_unanswered=settings.publish_unanswered
            ),
            silent=False,
        )
    except TelegramError as error:
        return await not_reached(services, person_id, not_sent(error, "proposal"))
    await services.store.proposals.add_message(approval.id, person_id, message.message_id)
    return ProposalResult.REACHED


async def _post(services: Services, chat: Chat, article: StoredArticle, bot_name: str) -> Post:
    return await compose_for_chat(
        services.store,
        article,
        chat,
        translator=services.catalogues.translator(chat.language),
        zone_name=services.zone_name,
        bot_name=bot_name,
    )


async def update_proposals(bot: ExtBot[None], services: Services, approval: Approval) -> None:
    """Replace the buttons of all proposals of an article by what was decided.

    A message with several articles keeps its buttons as long as one of them is pending.
    """
    proposals = services.store.proposals
    chat = await services.store.chats.by_id(approval.chat_id)
    if chat is None:
        return
    for person_id, message_id in await proposals.messages(approval.id):
        shown = await proposals.in_message(person_id, message_id)
        translator = await private_translator(services.store, services.catalogues, person_id)
        if len(shown) > 1 and any(one.state is ApprovalState.PENDING for one in shown):
            continue
        text = (
            outcomes(shown, translator)
            if len(shown) > 1
            else outcome(approval, chat, translator, services.now())
        )
        await replace_buttons(bot, person_id, message_id, text)


async def replace_buttons(bot: ExtBot[None], person_id: int, message_id: int, text: str) -> None:
    """Replace the buttons of a message by a text."""
    await replace_rows(bot, person_id, message_id, (label_row(text),), what="a proposal")
