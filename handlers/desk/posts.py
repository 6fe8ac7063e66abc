"""Changes single posts of a chat: pins, corrects or withdraws one, cancels a scheduled one."""

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.desk_actions import DeskOpen, DeskPage, DeskPost, PostAction
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.pages import back_row
from handlers.desk.prompts import ask_headline, ask_summary
from handlers.ui.formatting import chat_name, future_time, past_time
from handlers.ui.replies import answer_callback, edit_or_send
from storage.channels.prompts import PromptPurpose
from storage.channels.statistics import ChannelPost

log = logging.getLogger(__name__)

MAX_POSTS = 6
MAX_TITLE = 120


async def show_posts(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskOpen
) -> None:
    """Show the newest posts of the chat, each with its buttons, and the scheduled ones."""
    del action
    await _show_page(update, context, session)


async def _show_page(update: Update, context: KhabarContext, session: AdminSession) -> None:
    translator, now = session.translator, context.services.now()
    store = context.store
    posts = await store.channel_statistics.newest(session.chat.id, MAX_POSTS)
    lines = [translator.html("<b>Posts</b>: {title}", title=chat_name(session.chat, translator))]
    rows: list[tuple[Button, ...]] = []
    for number, post in enumerate(posts, start=1):
        if post.withdrawn:
            lines.append(translator.html("⚠️ Withdrawn by the site:"))
        lines.append(
            translator.html(
                "{number}. {headline} ({when})",
                number=number,
                headline=isolate(shortened(clean(post.title), MAX_TITLE)),
                when=past_time(post.sent, now, translator),
            )
        )
        labels = {
            PostAction.PIN: translator.gettext("📌 Pin {number}", number=number),
            PostAction.OPEN: translator.gettext("✏️ Correct {number}", number=number),
            PostAction.WITHDRAW: translator.gettext("🗑 Withdraw {number}", number=number),
        }
        rows.append(_buttons(session, post.article_id, labels))
    if not posts:
        lines.append(translator.html("The bot has posted nothing there in the last days."))
    for planned in await store.scheduled_posts.planned(session.chat.id, MAX_POSTS):
        time = future_time(planned.at, now, session.chat, translator)
        if not session.chat.active:
            time = translator.gettext("when the bot may post there again")
        title = isolate(shortened(clean(planned.title), MAX_TITLE))
        lines.append(translator.html("🕗 {headline}: {time}", headline=title, time=time))
        label = translator.gettext("✖️ Don’t post: {time}", time=time)
        rows.append(_buttons(session, planned.article_id, {PostAction.CANCEL: label}))
    lines.append(translator.html("/post <i>words or link</i> – post an article by hand"))
    await edit_or_send(
        update,
        context,
        session.origin,
        "\n".join(lines),
        (*rows, back_row(session.chat, translator)),
    )


def _buttons(
    session: AdminSession, article_id: int, labels: dict[PostAction, str]
) -> tuple[Button, ...]:
    return tuple(
        Button(label, data=encode(DeskPost(session.chat.id, article_id, operation)))
        for operation, label in labels.items()
    )


async def change_post(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskPost
) -> None:
    """Pin, unpin, correct or withdraw a post of the bot in the chat, or cancel a scheduled one."""
    if action.operation is PostAction.CANCEL:
        await _cancel(update, context, session, action.article_id)
        return
    post = await context.store.channel_statistics.delivered_post(session.chat.id, action.article_id)
    if post is None:
        await answer_callback(update, session.translator.gettext("This post is no longer there."))
        return
    if action.operation is PostAction.OPEN:
        await _show_post(update, context, session, post)
    elif action.operation is PostAction.HEADLINE:
        await answer_callback(update)
        headline = clean(post.title)
        await ask_headline(
            context, session, PromptPurpose.POST_HEADLINE, post.article_id, headline=headline
        )
    elif action.operation is PostAction.SUMMARY:
        await answer_callback(update)
        article_id = post.article_id
        await ask_summary(
            context, session, PromptPurpose.POST_SUMMARY, article_id, article_id=article_id
        )
    elif action.operation is PostAction.WITHDRAW:
        await _ask_to_withdraw(update, context, session, post)
    elif action.operation is PostAction.WITHDRAW_SURE:
        await _withdraw(update, context, session, post)
    elif action.operation is PostAction.SITES_WORDS:
        await _drop_overrides(update, context, session, post)
    else:
        pin = action.operation is PostAction.PIN
        text, done = await _pin_or_unpin(context, session, post, pin=pin)
        if done:
            await log_action(context, session, "pin" if pin else "unpin", clean(post.title))
        await answer_callback(update, text, alert=not done)


async def _show_post(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost
) -> None:
    """Show one post with everything that can be done with it."""
    translator = session.translator
    own = await context.store.overrides.get(post.article_id, session.chat.id)
    lines = [
        translator.html("{title}", title=chat_name(session.chat, translator)),
        translator.html("<b>{headline}</b>", headline=isolate(clean(post.title))),
    ]
    if own.summary:
        lines.append(translator.html("{text}", text=clean(own.summary)))
    labels = {
        PostAction.HEADLINE: translator.gettext("✏️ Edit the headline"),
        PostAction.SUMMARY: translator.gettext("✏️ Edit the summary"),
        PostAction.PIN: translator.gettext("📌 Pin"),
        PostAction.UNPIN: translator.gettext("Unpin"),
        PostAction.WITHDRAW: translator.gettext("🗑 Withdraw"),
    }
    if own.headline or own.summary:
        labels[PostAction.SITES_WORDS] = translator.gettext("↩️ As on the site")
    buttons = _buttons(session, post.article_id, labels)
    rows = in_rows(buttons, columns=2)
    await edit_or_send(
        update, context, session.origin, "\n".join(lines), (*rows, _back_row(session))
    )


def _back_row(session: AdminSession) -> tuple[Button, ...]:
    data = encode(DeskOpen(session.chat.id, DeskPage.POSTS, 0))
    return (Button(session.translator.gettext("Back"), data=data),)


async def _ask_to_withdraw(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost
) -> None:
    """Ask for confirmation, because readers lose the post for good."""
    text = session.translator.html(
        "Withdraw “{headline}” from {title}?",
        headline=isolate(shortened(clean(post.title), MAX_TITLE)),
        title=chat_name(session.chat, session.translator),
    )
    labels = {PostAction.WITHDRAW_SURE: session.translator.gettext("🗑 Yes, withdraw it")}
    rows = (_buttons(session, post.article_id, labels), _back_row(session))
    await edit_or_send(update, context, session.origin, text, rows)


async def _withdraw(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost
) -> None:
    done = await context.store.outbox.withdraw_one(
        post.article_id, session.chat.id, now=context.services.now()
    )
    context.services.wake_delivery()
    text = (
        session.translator.gettext("The post is being taken back.")
        if done
        else session.translator.gettext("This post is no longer there.")
    )
    if done:
        await log_action(context, session, "withdraw", clean(post.title))
    await answer_callback(update, text, alert=not done)
    if done:
        await _show_page(update, context, session)


async def _drop_overrides(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost
) -> None:
    """Give the post the headline and summary of the site again."""
    if await context.store.overrides.drop(post.article_id, session.chat.id):
        await context.store.outbox.edit_one(
            post.article_id, session.chat.id, now=context.services.now()
        )
        context.services.wake_delivery()
        await log_action(context, session, "site's words", clean(post.title))
    text = session.translator.gettext("The post is being corrected.")
    await answer_callback(update, text)
    await _show_post(update, context, session, post)


async def _cancel(
    update: Update, context: KhabarContext, session: AdminSession, article_id: int
) -> None:
    """Cancel a scheduled post."""
    found = await context.store.articles.get([article_id])
    done = await context.store.scheduled_posts.cancel(article_id, session.chat.id)
    if done and found:
        await log_action(context, session, "cancel", clean(found[0].article.title))
    text = (
        session.translator.gettext("It will not be posted.")
        if done
        else session.translator.gettext("This post is no longer there.")
    )
    await answer_callback(update, text, alert=not done)
    await _show_page(update, context, session)


async def _pin_or_unpin(
    context: KhabarContext, session: AdminSession, post: ChannelPost, *, pin: bool
) -> tuple[str, bool]:
    """Pin or unpin the post; return the answer, and whether it was done."""
    chat_id = session.chat.telegram_id
    try:
        if pin:
            await context.bot.pin_chat_message(
                chat_id, post.message_id, disable_notification=session.chat.silent
            )
        else:
            await context.bot.unpin_chat_message(chat_id, post.message_id)
    except TelegramError as error:
        log.info("pinning or unpinning in chat %d refused: %s", session.chat.id, error.message)
        text = session.translator.gettext("Telegram refuses it: {reason}", reason=error.message)
        return text[:200], False
    if pin:
        return session.translator.gettext("The post is pinned."), True
    return session.translator.gettext("The post is no longer pinned."), True
