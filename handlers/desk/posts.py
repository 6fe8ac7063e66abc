"""Changes single posts of a chat: pins, corrects or withdraws one, cancels a scheduled one."""

from dataclasses import replace

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.actions.desk import DeskOpen, DeskPost, PlanDrop
from bot.posts.actions.desk_choices import DeskPage, PostAction
from bot.posts.actions.encoding import encode
from bot.posts.pager import in_rows
from bot.posts.shortening import shortened
from bot.telegram.attempt import once
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.pages.navigation import back_row, page_button
from handlers.desk.pins import pin_or_unpin
from handlers.desk.post_links import post_link
from handlers.desk.prompts import ask_headline, ask_summary
from handlers.desk.week_plan import drop
from handlers.ui.formatting import chat_name, past_time
from handlers.ui.replies import answer_callback, edit_or_send
from storage.channels.audit_log import AuditAction
from storage.channels.prompts import PromptPurpose
from storage.channels.statistics import ChannelPost

MAX_POSTS = 5
MAX_TITLE = 120


async def show_posts(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskOpen
) -> None:
    """Show the newest posts of the chat, each with its buttons, and the scheduled ones."""
    del action
    await _show_page(update, context, session)


async def _show_page(update: Update, context: KhabarContext, session: AdminSession) -> None:
    translator, now, chat = session.translator, context.services.now(), session.chat
    store = context.store
    posts = await store.channel_statistics.newest(chat.id, MAX_POSTS)
    lines = [translator.html("<b>Posts</b>: {title}", title=chat_name(chat, translator))]
    numbers: list[Button] = []
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
        numbers += _buttons(session, post.article_id, {PostAction.OPEN: str(number)})
    if not posts:
        lines.append(translator.html("The bot has posted nothing there in the last days."))
    else:
        lines.append(translator.html("A number corrects, pins or withdraws the post."))
    leads_on = (
        page_button(chat, DeskPage.PLAN, translator.gettext("🗓 Plan of the week ›")),
        page_button(chat, DeskPage.AFTER, translator.gettext("After posting ›")),
    )
    rows = (tuple(numbers), leads_on, back_row(chat, translator, DeskPage.POSTS))
    shown = tuple(row for row in rows if row)
    await edit_or_send(update, context, session.origin, "\n".join(lines), shown)


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
        await drop(update, context, session, PlanDrop(session.chat.id, action.article_id))
        return
    if action.operation is PostAction.WITHDRAW_SURE:
        await _withdraw(update, context, session, action.article_id)
        return
    post = await context.store.channel_statistics.delivered_post(session.chat.id, action.article_id)
    pinning = action.operation in {PostAction.PIN, PostAction.UNPIN}
    if post is None or (pinning and not post.message_id):
        await answer_callback(update, session.translator.gettext("This post is no longer there."))
        return
    if action.operation is PostAction.OPEN:
        await _show_post(update, context, session, post)
    elif action.operation is PostAction.HEADLINE:
        await answer_callback(update)
        headline = clean(post.title)
        prompt = (PromptPurpose.POST_HEADLINE, post.article_id)
        await ask_headline(update, context, session, prompt, headline)
    elif action.operation is PostAction.SUMMARY:
        await answer_callback(update)
        prompt = (PromptPurpose.POST_SUMMARY, post.article_id)
        await ask_summary(update, context, session, prompt, post.article_id)
    elif action.operation is PostAction.WITHDRAW:
        await _ask_to_withdraw(update, context, session, post)
    elif action.operation is PostAction.SITES_WORDS:
        await _drop_overrides(update, context, session, post)
    else:
        await _change_pin(update, context, session, post, pin=action.operation is PostAction.PIN)


async def _change_pin(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost, *, pin: bool
) -> None:
    text, done = await pin_or_unpin(context, session, post, pin=pin)
    if done:
        await log_action(
            context, session, AuditAction.PIN if pin else AuditAction.UNPIN, clean(post.title)
        )
    await answer_callback(update, text, alert=not done)
    if done:
        await _show_post(update, context, session, replace(post, pinned=pin))


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
    }
    if post.message_id:
        # One that stands in the group which has become this supergroup can only be edited.
        labels |= (
            {PostAction.UNPIN: translator.gettext("Unpin")}
            if post.pinned
            else {PostAction.PIN: translator.gettext("📌 Pin")}
        )
    labels[PostAction.WITHDRAW] = translator.gettext("🗑 Withdraw")
    if own.headline or own.summary:
        labels[PostAction.SITES_WORDS] = translator.gettext("↩️ As on the site")
    buttons = _buttons(session, post.article_id, labels)
    link = post_link(session.chat, post.message_id)
    rows = in_rows(buttons, columns=2)
    if link:
        rows = (*rows, (Button(translator.gettext("↗️ Show the post"), url=link),))
    await edit_or_send(
        update, context, session.origin, "\n".join(lines), (*rows, _back_row(session))
    )


def _back_row(session: AdminSession) -> tuple[Button, ...]:
    return (page_button(session.chat, DeskPage.POSTS, session.translator.gettext("Back")),)


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
    update: Update, context: KhabarContext, session: AdminSession, article_id: int
) -> None:
    done = await once("withdraw", lambda: _take_back(context, session, article_id))
    context.services.wake_delivery()
    text = (
        session.translator.gettext("The post is being taken back.")
        if done
        else session.translator.gettext("This post is no longer there.")
    )
    await answer_callback(update, text, alert=not done)
    if done:
        await _show_page(update, context, session)


async def _take_back(context: KhabarContext, session: AdminSession, article_id: int) -> bool:
    """Withdraw the post from the chat; False where it is no longer there."""
    chat_id = session.chat.id
    post = await context.store.channel_statistics.delivered_post(chat_id, article_id)
    if post is None:
        return False
    now = context.services.now()
    done = await context.store.outbox.withdraw_one(article_id, chat_id, now=now)
    if done:
        await log_action(context, session, AuditAction.WITHDRAW, clean(post.title))
    return done


async def _drop_overrides(
    update: Update, context: KhabarContext, session: AdminSession, post: ChannelPost
) -> None:
    """Give the post the headline and summary of the site again."""
    if await context.store.overrides.drop(post.article_id, session.chat.id):
        await context.store.outbox.edit_one(
            post.article_id, session.chat.id, now=context.services.now()
        )
        context.services.wake_delivery()
        await log_action(context, session, AuditAction.SITES_WORDS, clean(post.title))
    text = session.translator.gettext("The post is being corrected.")
    await answer_callback(update, text)
    await _show_post(update, context, session, post)
