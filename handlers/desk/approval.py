"""Applies an administrator's decision on one article; the first decision counts."""

import functools
from datetime import UTC, datetime, timedelta

from telegram import Update

from bot.arabic.normalize import clean
from bot.posts.actions.approvals import Decide, DecideAt
from bot.posts.actions.desk_choices import ApprovalDecision
from bot.telegram.attempt import has_done, once
from handlers.context import KhabarContext, Services
from handlers.desk.access import AdminSession, log_action
from handlers.desk.decision_texts import outcome
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.prompts import ask, ask_headline, ask_summary
from handlers.desk.proposals import update_proposals
from handlers.desk.schedule_post import MAX_AHEAD, with_pause
from handlers.ui.formatting import future_time
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.channels.approval_rows import Approval, ApprovalState
from storage.channels.audit_log import AuditAction
from storage.channels.prompts import PromptPurpose

POSTPONE_BY = timedelta(hours=1)


async def decide(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: Decide,
) -> None:
    """Decide on the article of a proposal that was sent to this administrator.

    What an attempt that failed has done is first told to everybody, whatever has changed since: of
    the time, the chat or the approval itself.
    """
    publish = action.decision is ApprovalDecision.PUBLISH
    later = context.services.now() + POSTPONE_BY
    if has_done("decide"):
        await _decide(update, context, session, approval, publish=publish)
    elif has_done("postpone"):
        await _postpone(update, context, session, approval, later)
    elif not await _was_sent(update, context, session, approval):
        await answer_expired(update, session.translator)
    elif approval.state is not ApprovalState.PENDING:
        await _answer_outcome(update, context, session, approval)
    elif publish and not session.chat.active:
        text = inactive_reason_text(session.chat, session.translator)
        await answer_callback(update, text, alert=True)
    elif action.decision in _QUESTIONS:
        await answer_callback(update)
        await _QUESTIONS[action.decision](update, context, session, approval)
    elif action.decision is ApprovalDecision.LATER:
        await _postpone(update, context, session, approval, later)
    else:
        await _decide(update, context, session, approval, publish=publish)


async def decide_at(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: DecideAt,
) -> None:
    """Publish the article at the time that the administrator wrote, or propose it then.

    As `decide`, it first tells what an attempt that failed has done.
    """
    publish = action.decision is ApprovalDecision.PUBLISH
    begun = has_done("decide") or has_done("postpone")
    if not begun and await _refused(update, context, session, approval, action):
        return
    at = datetime.fromtimestamp(action.minute * 60, UTC)
    if publish:
        text = await _decide(update, context, session, approval, publish=True, at=at)
    else:
        text = await _postpone(update, context, session, approval, at)
    html = session.translator.html("{text}", text=text)
    await edit_or_send(update, context, session.origin, html)


async def _was_sent(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> bool:
    """Return whether the pressed message is one in which this administrator got the proposal."""
    message = update.effective_message
    shown = await context.store.proposals.messages(approval.id)
    own = {message_id for person_id, message_id in shown if person_id == session.person_id}
    # Who presses at once may be quicker than the note of what he was sent.
    return message is not None and (not own or message.message_id in own)


async def _refused(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: DecideAt,
) -> bool:
    """Answer where nothing can be decided for that time; return whether that is so."""
    now, seconds = context.services.now(), action.minute * 60
    timely = now.timestamp() < seconds <= (now + MAX_AHEAD).timestamp()
    if timely and approval.state is not ApprovalState.PENDING:
        await _answer_outcome(update, context, session, approval)
        return True
    possible = action.decision is ApprovalDecision.LATER or (
        action.decision is ApprovalDecision.PUBLISH and session.chat.active
    )
    if not (timely and possible):
        await answer_expired(update, session.translator)
        return True
    return False


async def _answer_outcome(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> None:
    """Answer what was decided before on this article."""
    text = outcome(approval, session.chat, session.translator, context.services.now())
    await answer_callback(update, text, alert=True)


async def _decide(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    *,
    publish: bool,
    at: datetime | None = None,
) -> str:
    """Store the decision, update all proposals of the article, and return the answer."""
    services = context.services

    async def decide() -> int:
        return len(
            await services.store.approval_decisions.decide(
                [approval.id],
                publish=publish,
                person_id=session.person_id,
                person_name=session.person_name,
                not_before=at,
                now=services.now(),
            )
        )

    first = bool(await once("decide", decide))
    decided = await services.store.approvals.get(approval.id)
    if decided is None:
        return ""
    if first:
        services.wake_delivery()
        await log_action(
            context,
            session,
            AuditAction.PUBLISH if publish else AuditAction.SKIP,
            await _headline(services, approval),
        )
    text = outcome(decided, session.chat, session.translator, services.now())
    if first and at is not None:
        text = session.translator.gettext(
            "It will be published {time}.",
            time=future_time(at, services.now(), session.chat, session.translator),
        )
        text = await with_pause(context, session, text, at)
    await answer_callback(update, text, alert=not first)
    if first:
        await update_proposals(context.bot, services, decided)
    return text


async def _postpone(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval, at: datetime
) -> str:
    """Have the article proposed again at that time, and return the answer."""
    services = context.services
    settings = await services.store.channel_settings.get(approval.chat_id)
    wait = timedelta(minutes=settings.wait_minutes)
    postpone = functools.partial(
        services.store.proposals.postpone, approval.id, at, wait, services.now()
    )
    done = await once("postpone", postpone)
    if done:
        await log_action(
            context, session, AuditAction.POSTPONE, await _headline(services, approval)
        )
    found = await services.store.approvals.get(approval.id) or approval
    if done:
        await update_proposals(context.bot, services, found)
    text = outcome(found, session.chat, session.translator, services.now())
    if done:
        text = session.translator.gettext(
            "It is proposed again {time}.",
            time=future_time(at, services.now(), session.chat, session.translator),
        )
        text = await with_pause(context, session, text, at)
    await answer_callback(update, text)
    return text


async def _ask_headline(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> None:
    headline = await _headline(context.services, approval)
    prompt = (PromptPurpose.HEADLINE, approval.id)
    await ask_headline(update, context, session, prompt, headline)


async def _ask_summary(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> None:
    prompt = (PromptPurpose.SUMMARY, approval.id)
    await ask_summary(update, context, session, prompt, approval.article_id)


async def _ask_time(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> None:
    html = session.translator.html(
        "<b>{headline}</b>\n"
        "When? For example: tomorrow at nine in the morning, in two hours, 18:30",
        headline=await _headline(context.services, approval),
    )
    await ask(update, context, session, html, (PromptPurpose.LATER, approval.id))


_QUESTIONS = {
    ApprovalDecision.HEADLINE: _ask_headline,
    ApprovalDecision.SUMMARY: _ask_summary,
    ApprovalDecision.AT: _ask_time,
}


async def _headline(services: Services, approval: Approval) -> str:
    """Return the headline of the article in that chat: the override, else the article's own."""
    own = await services.store.overrides.get(approval.article_id, approval.chat_id)
    articles = await services.store.articles.get([approval.article_id])
    return clean(own.headline or articles[0].article.title) if articles else ""
