"""The newest posts of a chat: pinning one, taking one back."""

from telegram import Update
from telegram.error import TelegramError

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.desk_actions import DeskOpen, DeskPost, PostDeed
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.types import Button
from handlers.context import KhabarContext, pressed
from handlers.desk_access import Entered, entered, note
from handlers.desk_pages import back
from handlers.desk_words import ago, name_of
from handlers.replies import notice, turn
from storage.channel_statistics import Posted

SHOWN = 6
MAX_TITLE = 120


async def show_posts(update: Update, context: KhabarContext) -> None:
    """The newest posts, each with its buttons."""
    who = await entered(update, context, pressed(update, DeskOpen).chat_id)
    if who is not None:
        await _show(update, context, who)


async def _show(update: Update, context: KhabarContext, who: Entered) -> None:
    translator, now = who.translator, context.services.now()
    posts = await context.store.channel_statistics.newest(who.chat.id, SHOWN)
    lines = [translator.html("<b>Posts</b>: {title}", title=name_of(who.chat, translator))]
    rows = []
    for number, post in enumerate(posts, start=1):
        lines.append(
            translator.html(
                "{number}. {headline} ({when})",
                number=number,
                headline=isolate(shortened(clean(post.title), MAX_TITLE)),
                when=ago(post.sent, now, translator),
            )
        )
        labels = {
            PostDeed.PIN: translator.gettext("📌 Pin {number}", number=number),
            PostDeed.UNPIN: translator.gettext("Unpin {number}", number=number),
            PostDeed.WITHDRAW: translator.gettext("🗑 Withdraw {number}", number=number),
        }
        rows.append(
            tuple(
                Button(label, data=encode(DeskPost(who.chat.id, post.article_id, deed)))
                for deed, label in labels.items()
            )
        )
    if not posts:
        lines.append(translator.html("The bot has posted nothing there in the last days."))
    lines.append(translator.html("/post <i>words or link</i> posts an article by hand."))
    await turn(update, context, who.place, "\n".join(lines), (*rows, back(who.chat, translator)))


async def change(update: Update, context: KhabarContext) -> None:
    """Pin a post, unpin it, or take it back; only one that the bot has made there."""
    action = pressed(update, DeskPost)
    who = await entered(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    posts = await context.store.channel_statistics.newest(who.chat.id, SHOWN * 10)
    post = next((one for one in posts if one.article_id == action.article_id), None)
    if post is None:
        await notice(query, who.translator.gettext("This post is no longer there."))
        return
    if action.deed is PostDeed.WITHDRAW:
        done = await context.store.outbox.withdraw_one(
            post.article_id, who.chat.id, now=context.services.now()
        )
        context.services.wake_delivery()
        text = (
            who.translator.gettext("The post is being taken back.")
            if done
            else who.translator.gettext("This post is no longer there.")
        )
    else:
        text, done = await _pinned(context, who, post, pin=action.deed is PostDeed.PIN)
    if done:
        deeds = {PostDeed.WITHDRAW: "withdraw", PostDeed.PIN: "pin", PostDeed.UNPIN: "unpin"}
        await note(context, who, deeds[action.deed], clean(post.title))
    await notice(query, text, alert=not done)
    if done and action.deed is PostDeed.WITHDRAW:
        await _show(update, context, who)


async def _pinned(
    context: KhabarContext, who: Entered, post: Posted, *, pin: bool
) -> tuple[str, bool]:
    """Pin or unpin it; what to say of it, and whether it was done."""
    chat_id = who.chat.telegram_id
    try:
        if pin:
            await context.bot.pin_chat_message(
                chat_id, post.message_id, disable_notification=who.chat.silent
            )
        else:
            await context.bot.unpin_chat_message(chat_id, post.message_id)
    except TelegramError as error:
        text = who.translator.gettext("Telegram refuses it: {reason}", reason=error.message)
        return text[:200], False
    if pin:
        return who.translator.gettext("The post is pinned."), True
    return who.translator.gettext("The post is no longer pinned."), True
