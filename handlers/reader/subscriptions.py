"""Answers `/subscriptions`: all that a chat follows or mutes, with buttons that end it."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import mark
from bot.posts.buttons import follow_button, mute_button
from bot.posts.keyboard import encode
from bot.posts.reading_actions import Listing, ShowPage
from bot.posts.settings_actions import Menu, OpenMenu
from bot.posts.subscription_actions import ShowTopics
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.alerts import remove_button
from handlers.reader.preview import nothing_followed_warning, rate_of_subscriptions
from handlers.ui.formatting import quoted
from handlers.ui.replies import reply
from storage.chats.alerts import Alert, AlertKind

# Telegram takes a hundred buttons in a message; a longer list is shown in words alone.
MAX_BUTTONS = 50
MAX_ROWS = 90
MAX_LISTED = 100


async def subscriptions(update: Update, context: KhabarContext) -> None:
    """`/subscriptions`: list what the chat receives, follows and mutes."""
    origin = await chat_context(update, context)
    translator = origin.translator
    chat = origin.chat
    followed = await context.store.subscriptions.followed(chat.id) if chat else []
    lines = []
    if chat is None or not chat.active:
        lines.append(translator.html("No news is being sent here. /start begins it."))
    elif chat.everything:
        lines.append(translator.html("All news is being sent here."))
    else:
        lines.append(translator.html("Only news of what you follow is being sent here."))
    if chat is not None and chat.active:
        lines[0] += " " + await rate_of_subscriptions(
            context, translator, chat.id, everything=chat.everything
        )
    warned = (
        await nothing_followed_warning(context, translator, chat) if chat and chat.active else ""
    )
    if warned:
        lines.append(warned)
    elif followed:
        names = translator.gettext(", ").join(
            isolate(clean(tag.name)) for tag in followed[:MAX_LISTED]
        )
        lines.append(
            translator.nhtml(
                "You follow {n} tag or section: {tags}.",
                "You follow {n} tags and sections: {tags}.",
                len(followed),
                tags=names,
            )
        )
    else:
        lines.append(translator.html("You follow no tag yet. /tags shows what there is."))
    muted = await context.store.subscriptions.muted(chat.id) if chat else []
    alerts = await context.store.alerts.of_chat(chat.id) if chat else []
    lines += _keyword_lines(origin, alerts)
    if muted:
        names = translator.gettext(", ").join(
            isolate(clean(tag.name)) for tag in muted[:MAX_LISTED]
        )
        lines.append(translator.html("Muted tags: {tags}.", tags=names))
    rows: list[tuple[Button, ...]] = [
        (follow_button(tag, translator=translator, following=True),)
        for tag in followed[:MAX_BUTTONS]
    ]
    rows += [(remove_button(alert, translator),) for alert in alerts]
    rows += [
        (mute_button(tag, translator=translator, muted=True),)
        for tag in muted[: MAX_BUTTONS - len(alerts)]
    ]
    rows = rows[:MAX_ROWS]
    if warned:
        choose = translator.gettext("📂 Choose what to follow")
        rows.append((Button(choose, data=encode(ShowTopics(mute=False, offset=0))),))
    mine = translator.gettext("👁 The last 24 hours by this choice")
    if chat is not None:
        rows.append((Button(mine, data=encode(ShowPage(Listing.MINE, 0, 0))),))
    rows.append(
        (
            Button(translator.gettext("🏷 Tags"), data=encode(ShowPage(Listing.TAGS, 0, 0))),
            Button(translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN))),
        )
    )
    await reply(context, origin, "\n\n".join(lines), tuple(rows))


def _keyword_lines(origin: ChatContext, alerts: list[Alert]) -> list[str]:
    """Return the watched and the muted words, a line for each kind."""
    lines = []
    for kind, msgid in (
        (AlertKind.ALERT, mark("Alerts on words: {words}.")),
        (AlertKind.SEARCH, mark("Followed searches: {words}.")),
        (AlertKind.MUTE, mark("Muted words: {words}.")),
    ):
        words = [
            origin.translator.gettext("“{words}”", words=quoted(alert.words))
            for alert in alerts
            if alert.kind is kind
        ]
        if words:
            joined = origin.translator.gettext(", ").join(words)
            lines.append(origin.translator.html(msgid, words=joined))
    return lines
