"""Applies an administrator's answers to questions: a signature, headline, words or time."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.arabic.morphology.stems import stem
from bot.arabic.tag_names import tag_key
from handlers.context import ChatContext, KhabarContext
from handlers.desk.access import AdminSession, log_action, require_admin
from handlers.desk.pages.tag_and_keyword_pages import tag_rows, tag_states
from handlers.desk.pages.tags_and_keywords import preview_keywords
from handlers.desk.prompted_times import choose_decision_time, choose_post_time, pending_approval
from handlers.desk.proposals import RETRY_AFTER, ProposalResult, propose, update_proposals
from handlers.ui.formatting import chat_name
from handlers.ui.prompts import AnswerHandler
from handlers.ui.replies import reply
from storage.channels.audit_log import AuditAction
from storage.channels.overrides import MAX_HEADLINE, MAX_SUMMARY
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.channels.settings import MAX_SIGNATURE
from storage.chats.alerts import MAX_ALERT_LETTERS

MAX_TAGS = 6
_BOUNDS = {
    PromptPurpose.SIGNATURE: MAX_SIGNATURE,
    PromptPurpose.HEADLINE: MAX_HEADLINE,
    PromptPurpose.POST_HEADLINE: MAX_HEADLINE,
    PromptPurpose.SUMMARY: MAX_SUMMARY,
    PromptPurpose.POST_SUMMARY: MAX_SUMMARY,
    PromptPurpose.ALERT: MAX_ALERT_LETTERS,
    PromptPurpose.MUTE: MAX_ALERT_LETTERS,
    PromptPurpose.TAG: MAX_ALERT_LETTERS,
    PromptPurpose.LATER: MAX_ALERT_LETTERS,
    PromptPurpose.POST_AT: MAX_ALERT_LETTERS,
}


def desk_answers() -> dict[PromptPurpose, AnswerHandler]:
    """Return what applies the answers to each of the desk's questions."""
    return {purpose: _checked(apply, _BOUNDS[purpose]) for purpose, apply in _APPLIED.items()}


def _checked(apply: "_Apply", bound: int) -> AnswerHandler:
    """Return `apply` for answers of 1 to `bound` letters of somebody who administers the chat."""

    async def receive_answer(
        update: Update,
        context: KhabarContext,
        origin: ChatContext,
        question: PendingPrompt,
        text: str,
    ) -> bool:
        session = await require_admin(update, context, question.chat_id)
        if session is None:
            return True
        if not text or len(text) > bound:
            answer = origin.translator.html("Please write 1 to {bound} letters.", bound=bound)
            await reply(context, origin, answer)
            return False
        return await apply(context, session, question, text)

    return receive_answer


async def _signature(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    del question
    await context.store.channel_settings.set_signature(session.chat.id, text)
    await log_action(context, session, AuditAction.SIGNATURE, text)
    await reply(context, session.origin, session.translator.html("The signature is kept."))
    return True


async def _preview_keywords(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Preview the words of an alert or mute."""
    mute = question.purpose is PromptPurpose.MUTE
    return await preview_keywords(context, session, text, mute=mute)


async def _find_tags(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Show the tags of that name or of similar ones, to follow or mute them."""
    del question
    tags, subscriptions = context.store.tags, context.store.subscriptions
    folded = tag_key(text)
    found = await tags.find(folded) or await tags.nearest(folded, MAX_TAGS, stem=stem)
    if not found:
        answer = session.translator.html("There is no tag like “{tag}”.", tag=text)
        await reply(context, session.origin, answer)
        return False
    states = tag_states(
        await subscriptions.followed(session.chat.id), await subscriptions.muted(session.chat.id)
    )
    title = chat_name(session.chat, session.translator)
    answer = session.translator.html("Press a tag to follow or mute it in {title}.", title=title)
    await reply(context, session.origin, answer, tag_rows(session.chat, found, states, 0))
    return True


async def _override_proposal(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Give a pending article the written headline or summary, and propose it again.

    Where nobody could be asked for a fault on the way, it is proposed a minute later: the earlier
    proposals have lost their buttons.
    """
    approval = await pending_approval(context, session, question)
    if approval is None:
        return True
    await _set_override(context, session, approval.article_id, question.purpose, text)
    await update_proposals(context.bot, context.services, approval)
    came = await propose(context.bot, context.services, approval)
    if came in {ProposalResult.FAULT, ProposalResult.REFUSED}:
        again = context.services.now() + RETRY_AFTER
        await context.store.proposals.ask_at(approval, again)
    return True


async def _override_post(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Give a sent post the written headline or summary."""
    store = context.store
    if await store.channel_statistics.delivered_post(session.chat.id, question.key) is None:
        answer = session.translator.html("This post is no longer there.")
        await reply(context, session.origin, answer)
        return True
    await _set_override(context, session, question.key, question.purpose, text)
    await store.outbox.edit_one(question.key, session.chat.id, now=context.services.now())
    context.services.wake_delivery()
    await reply(context, session.origin, session.translator.html("The post is being corrected."))
    return True


async def _set_override(
    context: KhabarContext,
    session: AdminSession,
    article_id: int,
    purpose: PromptPurpose,
    text: str,
) -> None:
    """Give the article's post in the chat a headline or summary of its own, and log that."""
    overrides = context.store.overrides
    if purpose in {PromptPurpose.HEADLINE, PromptPurpose.POST_HEADLINE}:
        await overrides.set_headline(article_id, session.chat.id, text)
        await log_action(context, session, AuditAction.HEADLINE, text)
    else:
        await overrides.set_summary(article_id, session.chat.id, text)
        await log_action(context, session, AuditAction.SUMMARY, text)


# False where the words are no answer.
_Apply = Callable[[KhabarContext, AdminSession, PendingPrompt, str], Awaitable[bool]]
_APPLIED: dict[PromptPurpose, _Apply] = {
    PromptPurpose.SIGNATURE: _signature,
    PromptPurpose.ALERT: _preview_keywords,
    PromptPurpose.MUTE: _preview_keywords,
    PromptPurpose.TAG: _find_tags,
    PromptPurpose.HEADLINE: _override_proposal,
    PromptPurpose.SUMMARY: _override_proposal,
    PromptPurpose.LATER: choose_decision_time,
    PromptPurpose.POST_AT: choose_post_time,
    PromptPurpose.POST_HEADLINE: _override_post,
    PromptPurpose.POST_SUMMARY: _override_post,
}
