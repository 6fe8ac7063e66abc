"""Questions to administrators that are answered by a reply, and what each reply changes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from telegram import ForceReply, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationHandlerStop

from bot.arabic.moments import moment_in
from bot.arabic.normalize import clean, fold
from bot.arabic.stems import stem
from bot.posts.desk_actions import ApprovalDecision, DecideAt
from bot.posts.keyboard import encode
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action, require_admin
from handlers.desk.proposals import close, outcome, propose
from handlers.desk.schedule_post import LATEST, plan
from handlers.desk.tag_and_keyword_pages import states_of, tag_rows
from handlers.desk.tags_and_keywords import foresee
from handlers.ui.formatting import at_time, name_of
from handlers.ui.replies import reply
from storage.channels.approvals import Approval, State
from storage.channels.audit_log import PendingPrompt, Purpose
from storage.channels.overrides import MAX_HEADLINE, MAX_SUMMARY
from storage.channels.settings import MAX_SIGNATURE
from storage.chats.alerts import MAX_WORDS
from storage.chats.quiet_hours import zone_of

TAGS_SHOWN = 6
_BOUNDS = {
    Purpose.SIGNATURE: MAX_SIGNATURE,
    Purpose.HEADLINE: MAX_HEADLINE,
    Purpose.POST_HEADLINE: MAX_HEADLINE,
    Purpose.SUMMARY: MAX_SUMMARY,
    Purpose.POST_SUMMARY: MAX_SUMMARY,
    Purpose.ALERT: MAX_WORDS,
    Purpose.MUTE: MAX_WORDS,
    Purpose.TAG: MAX_WORDS,
    Purpose.LATER: MAX_WORDS,
    Purpose.POST_AT: MAX_WORDS,
}


async def answered(update: Update, context: KhabarContext) -> None:
    """A reply in a private chat: if a question was put in that message, it is the answer.

    Raises:
        ApplicationHandlerStop: it was one, so the words are no search.
    """
    message, person = update.message, update.effective_user
    if message is None or person is None or message.reply_to_message is None:
        return
    asked = message.reply_to_message.message_id
    question = await context.store.desk_log.question(person.id, asked)
    if question is None:
        return
    who = await require_admin(update, context, question.chat_id)
    if who is not None:
        await _take(context, who, question, clean(message.text or ""))
    raise ApplicationHandlerStop


async def _take(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    bound = _BOUNDS[question.purpose]
    if not text or len(text) > bound:
        told = who.translator.html("Please write 1 to {bound} letters.", bound=bound)
        await reply(context, who.place, told)
        return
    await _TAKERS[question.purpose](context, who, question, text)


async def _signature(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    del question
    await context.store.desk.set_signature(who.chat.id, text)
    await log_action(context, who, "signature", text)
    await reply(context, who.place, who.translator.html("The signature is kept."))


async def _words(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    """Words to be alerted to or to mute, in any form of them."""
    await foresee(context, who, text, mute=question.purpose is Purpose.MUTE)


async def _tags_named(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    """The tags of that name or like it, each to be followed or muted."""
    del question
    tags, subscriptions = context.store.tags, context.store.subscriptions
    folded = fold(text.lstrip("#").replace("_", " "))
    found = await tags.find(folded) or await tags.nearest(folded, TAGS_SHOWN, stem=stem)
    if not found:
        told = who.translator.html("There is no tag like “{tag}”.", tag=text)
        await reply(context, who.place, told)
        return
    states = states_of(
        await subscriptions.followed(who.chat.id), await subscriptions.muted(who.chat.id)
    )
    title = name_of(who.chat, who.translator)
    told = who.translator.html("Press a tag to follow or mute it in {title}.", title=title)
    await reply(context, who.place, told, tag_rows(who.chat, found, states, 0))


async def _pending(
    context: KhabarContext, who: AdminSession, question: PendingPrompt
) -> Approval | None:
    """The approval that was asked about, if it waits still; else he is told."""
    approval = await context.store.approvals.get(question.key)
    if approval is None or approval.chat_id != who.chat.id:
        told = who.translator.html("This article is no longer available.")
    elif approval.state is State.PENDING:
        return approval
    else:
        told = who.translator.html(
            "This article was decided on before: {outcome}",
            outcome=outcome(approval, who.chat, who.translator, context.services.now()),
        )
    await reply(context, who.place, told)
    return None


async def _proposed_words(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    """A headline or summary of one's own for what waits: it is proposed anew with it."""
    approval = await _pending(context, who, question)
    if approval is None:
        return
    own = context.store.own_words
    if question.purpose is Purpose.HEADLINE:
        await own.set_headline(approval.article_id, who.chat.id, text)
        await log_action(context, who, "headline", text)
    else:
        await own.set_summary(approval.article_id, who.chat.id, text)
        await log_action(context, who, "summary", text)
    await close(context.bot, context.services, approval)
    await propose(context.bot, context.services, approval)


async def _later(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    """The time is understood; is it for publishing, or for being asked again?"""
    approval = await _pending(context, who, question)
    at = await _moment(context, who, text) if approval else None
    if approval is None or at is None:
        return
    minute = int(at.timestamp()) // 60
    labels = {
        ApprovalDecision.PUBLISH: who.translator.gettext("✅ Publish it then"),
        ApprovalDecision.LATER: who.translator.gettext("⏰ Ask me again then"),
    }
    rows = tuple(
        (Button(label, data=encode(DecideAt(approval.id, verdict, minute))),)
        for verdict, label in labels.items()
    )
    time = at_time(at, context.services.now(), who.chat, who.translator)
    told = who.translator.html("What is to be done {time}?", time=time)
    await reply(context, who.place, told, rows)


async def _moment(context: KhabarContext, who: AdminSession, text: str) -> datetime | None:
    """The moment that is meant, on the chat's clock; None where it is none, and he is told."""
    now = context.services.now()
    local = moment_in(text, now.astimezone(zone_of(who.chat.zone_name)))
    if local is not None and local - now <= LATEST:
        return local.astimezone(UTC)
    told = who.translator.html(
        "No time to come can be read in that. Write for example: 18:30, tomorrow 9, in 40 minutes."
    )
    if local is not None:
        told = who.translator.html(
            "A time within the next seven days can be chosen, for example 18:30 or tomorrow 9."
        )
    await reply(context, who.place, told)
    return None


async def _post_at(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    at = await _moment(context, who, text)
    if at is not None:
        told = await plan(context, who, question.key, at)
        await reply(context, who.place, who.translator.html("{text}", text=told))


async def _corrected(
    context: KhabarContext, who: AdminSession, question: PendingPrompt, text: str
) -> None:
    """A post that stands in the chat gets a headline or summary of its own."""
    store, own = context.store, context.store.own_words
    if await store.channel_statistics.standing(who.chat.id, question.key) is None:
        told = who.translator.html("This post is no longer there.")
        await reply(context, who.place, told)
        return
    if question.purpose is Purpose.POST_HEADLINE:
        await own.set_headline(question.key, who.chat.id, text)
        await log_action(context, who, "headline", text)
    else:
        await own.set_summary(question.key, who.chat.id, text)
        await log_action(context, who, "summary", text)
    await store.outbox.edit_one(question.key, who.chat.id, now=context.services.now())
    context.services.wake_delivery()
    await reply(context, who.place, who.translator.html("The post is being corrected."))


_Taker = Callable[[KhabarContext, AdminSession, PendingPrompt, str], Awaitable[None]]
_TAKERS: dict[Purpose, _Taker] = {
    Purpose.SIGNATURE: _signature,
    Purpose.ALERT: _words,
    Purpose.MUTE: _words,
    Purpose.TAG: _tags_named,
    Purpose.HEADLINE: _proposed_words,
    Purpose.SUMMARY: _proposed_words,
    Purpose.LATER: _later,
    Purpose.POST_AT: _post_at,
    Purpose.POST_HEADLINE: _corrected,
    Purpose.POST_SUMMARY: _corrected,
}


async def ask(
    context: KhabarContext, who: AdminSession, html: str, purpose: Purpose, key: int = 0
) -> None:
    """Put the question to the administrator, about an approval or an article (`key`)."""
    asked = await context.bot.send_message(
        who.place.telegram_id, html, parse_mode=ParseMode.HTML, reply_markup=ForceReply()
    )
    await context.store.desk_log.ask(
        who.person_id,
        asked.message_id,
        PendingPrompt(who.chat.id, purpose, key),
        now=context.services.now(),
    )
