"""Answers “Why this?” under a post: what brought it, and the buttons to change that."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import mark
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import WhySent
from bot.posts.actions.settings import Menu, OpenMenu
from bot.posts.buttons import follow_button, mute_button
from bot.types import Button
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.alerts import remove_button
from handlers.ui.formatting import quoted
from handlers.ui.guards import answer_unavailable
from handlers.ui.replies import answer_callback, reply
from storage.chats.alerts import Alert, AlertKind
from storage.models import StoredArticle, Tag, TagKind

MAX_TAGS = 6
MAX_END_BUTTONS = 12


async def why(update: Update, context: KhabarContext) -> None:
    """Name the tags, words or settings that brought the article."""
    origin = await chat_context(update, context)
    found = await context.store.articles.public([button_action(update, WhySent).article_id])
    if not found:
        await answer_unavailable(update, context, origin)
        return
    (article,) = found
    subscriptions = context.store.subscriptions
    chat_id = origin.chat.id if origin.chat else 0
    followed = {tag.id for tag in await subscriptions.followed(chat_id)}
    muted = {tag.id for tag in await subscriptions.muted(chat_id)}
    met = await context.store.alert_matches.of_article(article.id, chat_id)
    tags = [tag for tag in article.article.tags if tag.id]
    reasons = _reasons(origin, [tag for tag in tags if tag.id in followed], met)
    rows = [
        (remove_button(alert, origin.translator),)
        for alert in met
        if alert.kind is not AlertKind.MUTE
    ]
    rows += [
        (follow_button(tag, translator=origin.translator, following=True),)
        for tag in tags
        if tag.id in followed
    ]
    rows = rows[:MAX_END_BUTTONS]
    rows += [
        (mute_button(tag, translator=origin.translator, muted=tag.id in muted),)
        for tag in tags[:MAX_TAGS]
    ]
    settings = Button(origin.translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN)))
    await reply(context, origin, _reasons_text(origin, article, reasons), (*rows, (settings,)))
    await answer_callback(update)


def _reasons(origin: ChatContext, followed: list[Tag], met: list[Alert]) -> list[str]:
    translator = origin.translator
    brought = {
        AlertKind.ALERT: mark("you asked to be alerted to “{words}”"),
        AlertKind.SEARCH: mark("you follow the search “{words}”"),
    }
    kinds = {
        TagKind.TAG: mark("you follow the tag “{tag}”"),
        TagKind.SECTION: mark("you follow the section “{tag}”"),
    }
    reasons = [
        translator.html(brought[alert.kind], words=quoted(alert.words))
        for alert in met
        if alert.kind in brought
    ]
    reasons += [translator.html(kinds[tag.kind], tag=isolate(clean(tag.name))) for tag in followed]
    if origin.chat is not None and origin.chat.active and origin.chat.everything:
        reasons.append(translator.html("all news is sent here"))
    return reasons or [translator.html("it was asked for here, by a button or a link")]


def _reasons_text(origin: ChatContext, article: StoredArticle, reasons: list[str]) -> str:
    head = origin.translator.html(
        "Why “{headline}” came:", headline=isolate(clean(article.article.title))
    )
    return head + "\n" + "\n".join(f"• {reason}" for reason in reasons)
