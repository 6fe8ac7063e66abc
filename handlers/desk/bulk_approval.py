"""Proposes many articles in one message, and decides on them together."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import ExtBot

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.approvals import DecideAll
from bot.posts.actions.desk_choices import BulkDecision
from bot.posts.actions.encoding import encode
from bot.posts.buttons import Rows
from bot.posts.shortening import shortened
from bot.telegram.attempt import has_done, once
from bot.telegram.private_chats import NotSent, private_translator, send_private
from bot.types import Button
from handlers.context import KhabarContext, Services
from handlers.desk.access import AdminSession, log_action
from handlers.desk.decision_texts import deadline_text, label_row, outcomes
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.proposals import (
    ProposalResult,
    not_reached,
    people_to_ask,
    propose_to,
    replace_buttons,
    result_of_each,
    update_proposals,
)
from handlers.ui.replies import answer_callback, answer_expired
from storage.channels.approval_rows import Approval, ApprovalState
from storage.channels.audit_log import AuditAction
from storage.models import Chat

# Fewer are proposed one by one.
MIN_PROPOSALS = 4
MAX_TITLE = 120


async def propose_all(
    bot: ExtBot[None], services: Services, approvals: Sequence[Approval]
) -> ProposalResult:
    """Propose articles of one chat in one message to each administrator."""
    chat = await services.store.chats.by_id(approvals[0].chat_id)
    if chat is None:
        return ProposalResult.NOBODY
    people, why = await people_to_ask(bot, services, chat)
    shown = {
        person: await propose_all_to(bot, services, person, chat, approvals) for person in people
    }
    return await result_of_each(services, approvals, shown) if shown else why


async def propose_all_to(
    bot: ExtBot[None],
    services: Services,
    person_id: int,
    chat: Chat,
    approvals: Sequence[Approval],
) -> ProposalResult:
    """Propose articles of one chat in one message to one administrator."""
    store = services.store
    articles = await store.articles.get([one.article_id for one in approvals])
    settings = await store.channel_settings.get(chat.id)
    titles = [clean(one.article.title) for one in articles]
    translator = await private_translator(store, services.catalogues, person_id)
    buttons = _decision_buttons(
        approvals, chat, translator, publish_unanswered=settings.publish_unanswered
    )
    text = _list_text(titles, translator)
    sent = await send_private(bot, person_id, text, buttons, what="list of proposals")
    if isinstance(sent, NotSent):
        return await not_reached(services, person_id, sent)
    for one in approvals:
        await store.proposals.add_message(one.id, person_id, sent)
    return ProposalResult.REACHED


def _list_text(titles: Sequence[str], translator: Translator) -> str:
    head = translator.nhtml(
        "<b>{n} article waits for your word</b>",
        "<b>{n} articles wait for your word</b>",
        len(titles),
    )
    lines = [
        translator.html(
            "{number}. {headline}", number=number, headline=isolate(shortened(title, MAX_TITLE))
        )
        for number, title in enumerate(titles, start=1)
    ]
    return "\n".join([head, *lines])


def _decision_buttons(
    approvals: Sequence[Approval], chat: Chat, translator: Translator, *, publish_unanswered: bool
) -> Rows:
    labels = {
        BulkDecision.PUBLISH: translator.gettext("📰 Publish as one digest"),
        BulkDecision.SKIP: translator.gettext("❌ Skip them all"),
        BulkDecision.EACH: translator.gettext("👁 Show them one by one"),
    }
    until = max(approvals, key=lambda one: one.due).due
    rows = [
        (Button(label, data=encode(DecideAll(approvals[0].id, decision))),)
        for decision, label in labels.items()
    ]
    text = deadline_text(chat, until, translator, publish_unanswered=publish_unanswered)
    return (label_row(text), *rows)


async def decide_all(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: DecideAll,
) -> None:
    """Decide on the articles that a message proposes together and that are still pending.

    The button names one of them for the chat alone: that one may have left the message meanwhile,
    because it was withdrawn, or is proposed anew by itself.
    """
    message = update.effective_message
    if message is None:
        await answer_expired(update, session.translator)
        return
    shown = await context.store.proposals.in_message(session.person_id, message.message_id)
    if not shown or {one.chat_id for one in shown} != {approval.chat_id}:
        await answer_expired(update, session.translator)
        return
    waiting = [one for one in shown if one.state is ApprovalState.PENDING]
    publish = action.decision is BulkDecision.PUBLISH
    if has_done("decide"):
        # By an attempt that has failed then: nobody else was told of it yet.
        await _decide(update, context, session, shown, publish=publish)
    elif not waiting:
        await answer_callback(update, outcomes(shown, session.translator), alert=True)
    elif action.decision is BulkDecision.EACH:
        await _propose_each(update, context, session, waiting)
    elif publish and not session.chat.active:
        await answer_callback(
            update, inactive_reason_text(session.chat, session.translator), alert=True
        )
    else:
        await _decide(update, context, session, waiting, publish=publish)


async def _propose_each(
    update: Update, context: KhabarContext, session: AdminSession, waiting: Sequence[Approval]
) -> None:
    """Propose the articles to this person one by one; the others keep the message.

    After a fault on the way it keeps its buttons for what this person has not got.
    """
    await answer_callback(update)
    for one in waiting:
        came = await propose_to(context.bot, context.services, session.person_id, session.chat, one)
        if came is ProposalResult.FAULT:
            # The others would each wait as long for no answer.
            return
    if update.effective_message is not None:
        await replace_buttons(
            context.bot,
            session.person_id,
            update.effective_message.message_id,
            session.translator.gettext("👇 Shown one by one"),
        )


async def _decide(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    waiting: Sequence[Approval],
    *,
    publish: bool,
) -> None:
    services = context.services

    async def decide() -> int:
        return len(
            await services.store.approval_decisions.decide(
                [one.id for one in waiting],
                publish=publish,
                person_id=session.person_id,
                person_name=session.person_name,
                now=services.now(),
            )
        )

    decided = await once("decide", decide)
    services.wake_delivery()
    if decided:
        await log_action(
            context,
            session,
            AuditAction.PUBLISH_ALL if publish else AuditAction.SKIP_ALL,
            str(decided),
        )
    found = [await services.store.approvals.get(one.id) for one in waiting]
    now_decided = [one for one in found if one is not None]
    text = outcomes(now_decided, session.translator)
    await answer_callback(update, text, alert=not decided)
    await update_all_proposals(context.bot, services, now_decided)


async def update_all_proposals(
    bot: ExtBot[None], services: Services, approvals: Sequence[Approval]
) -> None:
    """Update the proposals of several articles, each message once."""
    messages = {}
    for one in approvals:
        for message in await services.store.proposals.messages(one.id):
            messages[message] = one
    for one in dict.fromkeys(messages.values()):
        await update_proposals(bot, services, one)
