"""«Why this?» under a post: what brought it here, and the buttons to change that."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.buttons import mute_button
from bot.posts.keyboard import Menu, OpenMenu, WhySent, encode
from bot.types import Button
from handlers.context import KhabarContext, Place, place_of, pressed
from handlers.replies import notice, reply, say
from storage.alerts import Alert, AlertKind
from storage.models import StoredArticle, Tag

MAX_TAGS = 6


async def why(update: Update, context: KhabarContext) -> None:
    """Name the tag, the words or the choice that brought the article."""
    place = await place_of(update, context)
    found = await context.store.articles.get([pressed(update, WhySent).article_id])
    if not found:
        text = place.translator.gettext("This article is no longer available.")
        await say(update, context, place, text)
        return
    (article,) = found
    subscriptions = context.store.subscriptions
    chat_id = place.chat.id if place.chat else 0
    followed = {tag.id for tag in await subscriptions.followed(chat_id)}
    muted = {tag.id for tag in await subscriptions.muted(chat_id)}
    met = await context.store.alerts.met(article.id, chat_id)
    tags = [tag for tag in article.article.tags if tag.id]
    reasons = _reasons(place, [tag for tag in tags if tag.id in followed], met)
    rows = [
        (mute_button(tag, translator=place.translator, muted=tag.id in muted),)
        for tag in tags[:MAX_TAGS]
    ]
    settings = Button(place.translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN)))
    await reply(context, place, _text(place, article, reasons), (*rows, (settings,)))
    if update.callback_query is not None:
        await notice(update.callback_query)


def _reasons(place: Place, followed: list[Tag], met: list[Alert]) -> list[str]:
    translator = place.translator
    reasons = [
        translator.html("you asked to be alerted to “{words}”", words=isolate(alert.words))
        for alert in met
        if alert.kind is AlertKind.ALERT
    ]
    reasons += [
        translator.html("you follow “{tag}”", tag=isolate(clean(tag.name))) for tag in followed
    ]
    if place.chat is not None and place.chat.active and place.chat.everything:
        reasons.append(translator.html("all news is sent here"))
    return reasons or [translator.html("it was asked for here, by a button or a link")]


def _text(place: Place, article: StoredArticle, reasons: list[str]) -> str:
    head = place.translator.html(
        "Why “{headline}” came:", headline=isolate(clean(article.article.title))
    )
    return head + "\n" + "\n".join(f"• {reason}" for reason in reasons)
