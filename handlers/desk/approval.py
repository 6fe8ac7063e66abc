"""Approval: an administrator's word on an article, the first of them counts; and the clock's."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram import Update
from telegram.ext import ExtBot

from bot.arabic.normalize import clean
from bot.posts.desk_actions import ApprovalDecision, Decide, DecideAt
from handlers.context import KhabarContext, Services
from handlers.desk.access import AdminSession, log_action
from handlers.desk.audit_text import inactive_reason_text
from handlers.desk.bulk_approval import MIN_PROPOSALS, propose_all, update_all_proposals
from handlers.desk.prompts import ask
from handlers.desk.proposals import outcome, propose, update_proposals
from handlers.desk.schedule_post import MAX_AHEAD
from handlers.ui.formatting import future_time
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.channels.approvals import Approval, State
from storage.channels.audit_log import Purpose

log = logging.getLogger(__name__)

POSTPONE_BY = timedelta(hours=1)
# Where Telegram can't be asked who the administrators are.
RETRY_AFTER = timedelta(minutes=1)
# Proposals of one round: each goes to several people, and delivery must not wait behind them.
PROPOSALS_PER_RUN = 20


async def decide(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: Decide,
) -> None:
    """Decide on the article of a proposal that was sent to this administrator."""
    message = update.effective_message
    shown = await context.store.approvals.messages(approval.id)
    if message is None or (session.person_id, message.message_id) not in shown:
        await answer_expired(update, session.translator)
    elif approval.state is not State.PENDING:
        await _answer_outcome(update, context, session, approval)
    elif action.verdict is ApprovalDecision.PUBLISH and not session.chat.active:
        text = inactive_reason_text(session.chat, session.translator)
        await answer_callback(update, text, alert=True)
    elif action.verdict in _QUESTIONS:
        await answer_callback(update)
        await _QUESTIONS[action.verdict](context, session, approval)
    elif action.verdict is ApprovalDecision.LATER:
        at = context.services.now() + POSTPONE_BY
        await _postpone(update, context, session, approval, at)
    else:
        publish = action.verdict is ApprovalDecision.PUBLISH
        await _decide(update, context, session, approval, publish=publish)


async def decide_at(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    approval: Approval,
    action: DecideAt,
) -> None:
    """Publish the article at the time that the administrator has written, or propose it then."""
    now = context.services.now()
    seconds = action.minute * 60
    if not now.timestamp() < seconds <= (now + MAX_AHEAD).timestamp():
        await answer_expired(update, session.translator)
        return
    at = datetime.fromtimestamp(seconds, UTC)
    if approval.state is not State.PENDING:
        await _answer_outcome(update, context, session, approval)
        return
    if action.verdict is ApprovalDecision.PUBLISH and session.chat.active:
        text = await _decide(update, context, session, approval, publish=True, at=at)
    elif action.verdict is ApprovalDecision.LATER:
        text = await _postpone(update, context, session, approval, at)
    else:
        await answer_expired(update, session.translator)
        return
    html = session.translator.html("{text}", text=text)
    await edit_or_send(update, context, session.origin, html)


async def _answer_outcome(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval
) -> None:
    """Say what was decided before on this article."""
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
    """Decide it and tell everybody who was asked; what was said."""
    services = context.services
    first = await services.store.by_hand.decide(
        [approval.id],
        publish=publish,
        person_id=session.person_id,
        person_name=session.person_name,
        not_before=at,
        now=services.now(),
    )
    decided = await services.store.approvals.get(approval.id)
    if decided is None:
        return ""
    if first:
        services.wake_delivery()
        await log_action(
            context, session, "publish" if publish else "skip", await _headline(services, approval)
        )
    text = outcome(decided, session.chat, session.translator, services.now())
    if first and at is not None:
        text = session.translator.gettext(
            "It will be published {time}.",
            time=future_time(at, services.now(), session.chat, session.translator),
        )
    await answer_callback(update, text, alert=not first)
    if first:
        await update_proposals(context.bot, services, decided)
    return text


async def _postpone(
    update: Update, context: KhabarContext, session: AdminSession, approval: Approval, at: datetime
) -> str:
    """Have it proposed again then; what was said."""
    services = context.services
    settings = await services.store.desk.settings(approval.chat_id)
    wait = timedelta(minutes=settings.wait_minutes)
    done = await services.store.approvals.postpone(approval.id, at, wait)
    if done:
        await log_action(context, session, "later", await _headline(services, approval))
    found = await services.store.approvals.get(approval.id) or approval
    if done:
        await update_proposals(context.bot, services, found)
    text = outcome(found, session.chat, session.translator, services.now())
    if done:
        text = session.translator.gettext(
            "It is proposed again {time}.",
            time=future_time(at, services.now(), session.chat, session.translator),
        )
    await answer_callback(update, text)
    return text


async def _ask_headline(context: KhabarContext, session: AdminSession, approval: Approval) -> None:
    html = session.translator.html(
        "Reply to this message with the headline that the post is to have there:\n"
        "<b>{headline}</b>",
        headline=await _headline(context.services, approval),
    )
    await ask(context, session, html, Purpose.HEADLINE, approval.id)


async def _ask_summary(context: KhabarContext, session: AdminSession, approval: Approval) -> None:
    articles = await context.store.articles.get([approval.article_id])
    own = await context.store.own_words.get(approval.article_id, approval.chat_id)
    of_article = " ".join(articles[0].summary) if articles else ""
    html = session.translator.html(
        "Reply to this message with the summary that the post is to have there:\n<i>{summary}</i>",
        summary=clean(own.summary or of_article),
    )
    await ask(context, session, html, Purpose.SUMMARY, approval.id)


async def _ask_time(context: KhabarContext, session: AdminSession, approval: Approval) -> None:
    html = session.translator.html(
        "<b>{headline}</b>\nAt what time? Reply to this message: 18:30, tomorrow 9, in 40 minutes.",
        headline=await _headline(context.services, approval),
    )
    await ask(context, session, html, Purpose.LATER, approval.id)


_QUESTIONS = {
    ApprovalDecision.HEADLINE: _ask_headline,
    ApprovalDecision.SUMMARY: _ask_summary,
    ApprovalDecision.AT: _ask_time,
}


async def _headline(services: Services, approval: Approval) -> str:
    """The headline that the article has in that chat: its own, if somebody has written one."""
    own = await services.store.own_words.get(approval.article_id, approval.chat_id)
    articles = await services.store.articles.get([approval.article_id])
    return clean(own.headline or articles[0].article.title) if articles else ""


class Moderation:
    """What the clock does: asks administrators, and decides where none has answered in time."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def run(self) -> None:
        """One round of both.

        Raises:
            StorageError: the approvals can't be read or written; the next round goes on.
        """
        store, now = self._services.store, self._services.now()
        for group in _by_chat(await store.approvals.to_propose(now, PROPOSALS_PER_RUN)):
            if len(group) >= MIN_PROPOSALS:
                await self._propose(group)
            else:
                for approval in group:
                    await self._propose([approval])
        for group in _by_chat(await store.approvals.overdue(now, PROPOSALS_PER_RUN)):
            await self._time_is_up(group)

    async def _propose(self, group: Sequence[Approval]) -> None:
        """Ask about these of one chat, in one message; the time to answer begins now."""
        store, now = self._services.store, self._services.now()
        wait = timedelta(minutes=(await store.desk.settings(group[0].chat_id)).wait_minutes)
        asked = [replace(one, due=max(one.due, now + wait)) for one in group]
        if len(asked) > 1:
            reached = await propose_all(self._bot, self._services, asked)
        else:
            reached = await propose(self._bot, self._services, asked[0])
        if reached is None and now + RETRY_AFTER < group[0].due:
            for one in group:
                await store.approvals.ask_again(one.id, now + RETRY_AFTER)
            return
        if not reached:
            log.warning("approval %d reached nobody; its time decides", group[0].id)
        for one in asked if reached else group:
            await store.approvals.proposed(one.id, one.due)

    async def _time_is_up(self, group: Sequence[Approval]) -> None:
        """Nobody has answered for these of one chat; several are published as one digest."""
        store = self._services.store
        settings = await store.desk.settings(group[0].chat_id)
        decided = await store.by_hand.decide(
            [one.id for one in group],
            publish=settings.publish_unanswered,
            now=self._services.now(),
        )
        if decided:
            self._services.wake_delivery()
            found = [await store.approvals.get(approval_id) for approval_id in decided]
            await update_all_proposals(
                self._bot, self._services, [one for one in found if one is not None]
            )


def _by_chat(approvals: Sequence[Approval]) -> list[list[Approval]]:
    groups: dict[int, list[Approval]] = {}
    for one in approvals:
        groups.setdefault(one.chat_id, []).append(one)
    return list(groups.values())
