"""Schedules an article for a chat at a chosen time, or at once."""

from datetime import datetime, timedelta

from bot.arabic.normalize import clean
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.audit_text import inactive_reason_text
from handlers.ui.formatting import at_time, name_of
from storage.models import ArticleStatus

# Who plans further ahead forgets it.
LATEST = timedelta(days=7)


async def plan(context: KhabarContext, who: AdminSession, article_id: int, at: datetime) -> str:
    """Promise it for that time (now or past: at once); what to say of it, as plain text."""
    translator, now = who.translator, context.services.now()
    found = await context.store.articles.get([article_id])
    if not found or found[0].status is not ArticleStatus.LIVE:
        return translator.gettext("This article is no longer available.")
    if not who.chat.active:
        return inactive_reason_text(who.chat, translator)
    done = await context.store.by_hand.post(article_id, who.chat.id, not_before=at, now=now)
    if not done:
        standing = await context.store.channel_statistics.standing(who.chat.id, article_id)
        title = name_of(who.chat, translator)
        if standing is not None:
            return translator.gettext("The article stands in {title} already.", title=title)
        return translator.gettext("The article is about to be sent to {title}.", title=title)
    context.services.wake_delivery()
    title = name_of(who.chat, translator)
    planned = at > now
    await log_action(context, who, "plan" if planned else "post", clean(found[0].article.title))
    if planned:
        time = at_time(at, now, who.chat, translator)
        return translator.gettext("It will be posted to {title} {time}.", title=title, time=time)
    return translator.gettext("It is being posted to {title}.", title=title)
