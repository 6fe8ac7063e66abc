"""Asks an administrator for text, a tag or a time; the reply to the message is the answer."""

from telegram import ForceReply
from telegram.constants import ParseMode

from bot.arabic.normalize import clean
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from storage.channels.prompts import PendingPrompt, PromptPurpose


async def ask(
    context: KhabarContext, session: AdminSession, html: str, purpose: PromptPurpose, key: int = 0
) -> None:
    """Ask the administrator a question in a message that is to be replied to.

    Args:
        context: the context of the update.
        session: the administrator and the chat.
        html: the question.
        purpose: what the reply is used for.
        key: the id of the approval or article that the question is about; 0 for none.
    """
    message = await context.bot.send_message(
        session.origin.telegram_id, html, parse_mode=ParseMode.HTML, reply_markup=ForceReply()
    )
    await context.store.prompts.add(
        session.person_id,
        message.message_id,
        PendingPrompt(session.chat.id, purpose, key),
        now=context.services.now(),
    )


async def ask_headline(
    context: KhabarContext,
    session: AdminSession,
    purpose: PromptPurpose,
    key: int,
    *,
    headline: str,
) -> None:
    """Ask for another headline of a post, and show the present one."""
    html = session.translator.html(
        "Reply to this message with the headline that the post is to have there:\n"
        "<b>{headline}</b>",
        headline=headline,
    )
    await ask(context, session, html, purpose, key)


async def ask_summary(
    context: KhabarContext,
    session: AdminSession,
    purpose: PromptPurpose,
    key: int,
    *,
    article_id: int,
) -> None:
    """Ask for another summary of an article's post, and show the present one."""
    articles = await context.store.articles.get([article_id])
    own = await context.store.overrides.get(article_id, session.chat.id)
    of_article = " ".join(articles[0].summary) if articles else ""
    html = session.translator.html(
        "Reply to this message with the summary that the post is to have there:\n<i>{summary}</i>",
        summary=clean(own.summary or of_article),
    )
    await ask(context, session, html, purpose, key)
