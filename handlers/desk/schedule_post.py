"""Schedules an article for a chat at a chosen time, or at once."""

import functools
from datetime import datetime, timedelta

from bot.arabic.normalize import clean
from bot.telegram.attempt import once
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.proposals import update_proposals
from handlers.reader.settings.desk_pause import paused_by_desk
from handlers.ui.formatting import chat_name, future_time
from storage.channels.audit_log import AuditAction
from storage.models import ArticleStatus

# Who plans further ahead forgets it.
MAX_AHEAD = timedelta(days=7)


async def schedule(
    context: KhabarContext, session: AdminSession, article_id: int, at: datetime
) -> str:
    """Schedule the article for that time, or at once if it is past; return the answer as text."""
    translator, now = session.translator, context.services.now()
    found = await context.store.articles.get([article_id])
    if not found or found[0].status is not ArticleStatus.LIVE:
        return translator.gettext("This article is no longer available.")
    if not session.chat.active:
        return inactive_reason_text(session.chat, translator)
    post = functools.partial(
        context.store.manual_posts.post,
        article_id,
        session.chat.id,
        not_before=at,
        now=now,
        person_id=session.person_id,
        person_name=session.person_name,
    )
    done = await once("post", post)
    if not done:
        return await _not_scheduled_text(context, session, article_id)
    context.services.wake_delivery()
    approval = await context.store.approvals.of_article(article_id, session.chat.id)
    if approval is not None:
        await update_proposals(context.bot, context.services, approval)
    title = chat_name(session.chat, translator)
    planned = at > now
    await log_action(
        context,
        session,
        AuditAction.PLAN if planned else AuditAction.POST,
        clean(found[0].article.title),
    )
    if planned:
        time = future_time(at, now, session.chat, translator)
        text = translator.gettext("It will be posted to {title} {time}.", title=title, time=time)
        return await with_pause(context, session, text, at)
    return translator.gettext("It is being posted to {title}.", title=title)


async def with_pause(context: KhabarContext, session: AdminSession, text: str, at: datetime) -> str:
    """Return the text, with the desk's pause that holds back what is planned for that time."""
    if not await paused_by_desk(context, session.chat, at):
        return text
    return f"{text} {session.translator.gettext('Paused. Nothing is sent there until you go on.')}"


async def _not_scheduled_text(
    context: KhabarContext, session: AdminSession, article_id: int
) -> str:
    """Say what of the article the chat has already, or is to get."""
    translator, chat_id = session.translator, session.chat.id
    title = chat_name(session.chat, translator)
    if await context.store.channel_statistics.delivered_post(chat_id, article_id) is not None:
        return translator.gettext("The article stands in {title} already.", title=title)
    if await context.store.manual_posts.is_being_taken_back(article_id, chat_id):
        # Until it is gone the chat can't get it anew.
        return translator.gettext("The post is being taken back.")
    return translator.gettext("The article is about to be sent to {title}.", title=title)
