"""Applies an administrator's replies to questions: a signature, headline, words or time."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.arabic.moments import moment_in
from bot.arabic.normalize import clean, fold
from bot.arabic.stems import stem
from bot.posts.desk_actions import ApprovalDecision, DecideAt
from bot.posts.keyboard import encode
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action, require_admin
from handlers.desk.proposals import outcome, propose, update_proposals
from handlers.desk.schedule_post import MAX_AHEAD, schedule
from handlers.desk.tag_and_keyword_pages import tag_rows, tag_states
from handlers.desk.tags_and_keywords import preview_keywords
from handlers.ui.formatting import chat_name, future_time
from handlers.ui.replies import reply
from storage.channels.approvals import Approval, ApprovalState
from storage.channels.overrides import MAX_HEADLINE, MAX_SUMMARY
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.channels.settings import MAX_SIGNATURE
from storage.chats.alerts import MAX_WORDS
from storage.chats.quiet_hours import zone_of

MAX_TAGS = 6
_BOUNDS = {
    PromptPurpose.SIGNATURE: MAX_SIGNATURE,
    PromptPurpose.HEADLINE: MAX_HEADLINE,
    PromptPurpose.POST_HEADLINE: MAX_HEADLINE,
    PromptPurpose.SUMMARY: MAX_SUMMARY,
    PromptPurpose.POST_SUMMARY: MAX_SUMMARY,
    PromptPurpose.ALERT: MAX_WORDS,
    PromptPurpose.MUTE: MAX_WORDS,
    PromptPurpose.TAG: MAX_WORDS,
    PromptPurpose.LATER: MAX_WORDS,
    PromptPurpose.POST_AT: MAX_WORDS,
}


async def receive_reply(update: Update, context: KhabarContext) -> None:
    """Apply a reply in a private chat to a question of the desk.

    Raises:
        ApplicationHandlerStop: it was a reply, so its words are not searched for.
    """
    message, person = update.message, update.effective_user
    if message is None or person is None or message.reply_to_message is None:
        return
    asked = message.reply_to_message.message_id
    question = await context.store.prompts.get(person.id, asked)
    if question is None:
        return
    session = await require_admin(update, context, question.chat_id)
    if session is not None:
        await _apply_reply(context, session, question, clean(message.text or ""))
    raise ApplicationHandlerStop


async def _apply_reply(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    bound = _BOUNDS[question.purpose]
    if not text or len(text) > bound:
        answer = session.translator.html("Please write 1 to {bound} letters.", bound=bound)
        await reply(context, session.origin, answer)
        return
    await _REPLY_HANDLERS[question.purpose](context, session, question, text)


async def _signature(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    del question
    await context.store.channel_settings.set_signature(session.chat.id, text)
    await log_action(context, session, "signature", text)
    await reply(context, session.origin, session.translator.html("The signature is kept."))


async def _preview_keywords(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Preview the words of an alert or mute."""
    await preview_keywords(context, session, text, mute=question.purpose is PromptPurpose.MUTE)


async def _find_tags(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Show the tags of that name or of similar ones, to follow or mute them."""
    del question
    tags, subscriptions = context.store.tags, context.store.subscriptions
    folded = fold(text.lstrip("#").replace("_", " "))
    found = await tags.find(folded) or await tags.nearest(folded, MAX_TAGS, stem=stem)
    if not found:
        answer = session.translator.html("There is no tag like “{tag}”.", tag=text)
        await reply(context, session.origin, answer)
        return
    states = tag_states(
        await subscriptions.followed(session.chat.id), await subscriptions.muted(session.chat.id)
    )
    title = chat_name(session.chat, session.translator)
    answer = session.translator.html("Press a tag to follow or mute it in {title}.", title=title)
    await reply(context, session.origin, answer, tag_rows(session.chat, found, states, 0))


async def _pending_approval(
    context: KhabarContext, session: AdminSession, question: PendingPrompt
) -> Approval | None:
    """Return the approval that was asked about; if it is decided, None, and tell the sender."""
    approval = await context.store.approvals.get(question.key)
    if approval is None or approval.chat_id != session.chat.id:
        text = session.translator.html("This article is no longer available.")
    elif approval.state is ApprovalState.PENDING:
        return approval
    else:
        text = session.translator.html(
            "This article was decided on before: {outcome}",
            outcome=outcome(approval, session.chat, session.translator, context.services.now()),
        )
    await reply(context, session.origin, text)
    return None


async def _override_proposal(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Give a pending article the written headline or summary, and propose it again."""
    approval = await _pending_approval(context, session, question)
    if approval is None:
        return
    await _set_override(context, session, approval.article_id, question.purpose, text)
    await update_proposals(context.bot, context.services, approval)
    await propose(context.bot, context.services, approval)


async def _choose_time(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Ask whether to publish or to propose the article at the written time."""
    approval = await _pending_approval(context, session, question)
    at = await _parse_time(context, session, text) if approval else None
    if approval is None or at is None:
        return
    minute = int(at.timestamp()) // 60
    labels = {
        ApprovalDecision.PUBLISH: session.translator.gettext("✅ Publish it then"),
        ApprovalDecision.LATER: session.translator.gettext("⏰ Ask me again then"),
    }
    rows = tuple(
        (Button(label, data=encode(DecideAt(approval.id, decision, minute))),)
        for decision, label in labels.items()
    )
    time = future_time(at, context.services.now(), session.chat, session.translator)
    answer = session.translator.html("What is to be done {time}?", time=time)
    await reply(context, session.origin, answer, rows)


async def _parse_time(context: KhabarContext, session: AdminSession, text: str) -> datetime | None:
    """Return the written moment, in the chat's time zone; if it is none, None, and say so."""
    now = context.services.now()
    local = moment_in(text, now.astimezone(zone_of(session.chat.zone_name)))
    if local is not None and local - now <= MAX_AHEAD:
        return local.astimezone(UTC)
    answer = session.translator.html(
        "No time to come can be read in that. Write for example: 18:30, tomorrow 9, in 40 minutes."
    )
    if local is not None:
        answer = session.translator.html(
            "A time within the next seven days can be chosen, for example 18:30 or tomorrow 9."
        )
    await reply(context, session.origin, answer)
    return None


async def _schedule_post(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    at = await _parse_time(context, session, text)
    if at is not None:
        answer = await schedule(context, session, question.key, at)
        await reply(context, session.origin, session.translator.html("{text}", text=answer))


async def _override_post(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Give a sent post the written headline or summary."""
    store = context.store
    if await store.channel_statistics.delivered_post(session.chat.id, question.key) is None:
        answer = session.translator.html("This post is no longer there.")
        await reply(context, session.origin, answer)
        return
    await _set_override(context, session, question.key, question.purpose, text)
    await store.outbox.edit_one(question.key, session.chat.id, now=context.services.now())
    context.services.wake_delivery()
    await reply(context, session.origin, session.translator.html("The post is being corrected."))


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
        await log_action(context, session, "headline", text)
    else:
        await overrides.set_summary(article_id, session.chat.id, text)
        await log_action(context, session, "summary", text)


_ReplyHandler = Callable[[KhabarContext, AdminSession, PendingPrompt, str], Awaitable[None]]
_REPLY_HANDLERS: dict[PromptPurpose, _ReplyHandler] = {
    PromptPurpose.SIGNATURE: _signature,
    PromptPurpose.ALERT: _preview_keywords,
    PromptPurpose.MUTE: _preview_keywords,
    PromptPurpose.TAG: _find_tags,
    PromptPurpose.HEADLINE: _override_proposal,
    PromptPurpose.SUMMARY: _override_proposal,
    PromptPurpose.LATER: _choose_time,
    PromptPurpose.POST_AT: _schedule_post,
    PromptPurpose.POST_HEADLINE: _override_post,
    PromptPurpose.POST_SUMMARY: _override_post,
}
