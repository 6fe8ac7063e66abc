"""Asks an administrator for text, a tag or a time; the next message is the answer."""

from telegram import Update

from bot.arabic.normalize import clean
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from handlers.ui import prompts
from storage.channels.prompts import PendingPrompt, PromptPurpose


async def ask(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    html: str,
    about: tuple[PromptPurpose, int],
) -> None:
    """Ask the administrator a question.

    Args:
        update: the press or message that leads to the question.
        context: the context of the update.
        session: the administrator and the chat.
        html: the question.
        about: what the answer is used for, and the id of the approval or article that the question
            is about; 0 for none.
    """
    prompt = PendingPrompt(session.chat.id, *about)
    await prompts.ask(update, context, session.origin, html, prompt)


async def ask_headline(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    about: tuple[PromptPurpose, int],
    headline: str,
) -> None:
    """Ask for another headline of a post, and show the present one, to copy it by a touch."""
    html = session.translator.html(
        "Write the headline that the post is to have. Now it is:\n<code>{headline}</code>",
        headline=headline,
    )
    await ask(update, context, session, html, about)


async def ask_summary(
    update: Update,
    context: KhabarContext,
    session: AdminSession,
    about: tuple[PromptPurpose, int],
    article_id: int,
) -> None:
    """Ask for another summary of an article's post, and show the present one."""
    articles = await context.store.articles.get([article_id])
    own = await context.store.overrides.get(article_id, session.chat.id)
    of_article = " ".join(articles[0].summary) if articles else ""
    html = session.translator.html(
        "Write the summary that the post is to have. Now it is:\n<code>{summary}</code>",
        summary=clean(own.summary or of_article),
    )
    await ask(update, context, session, html, about)
