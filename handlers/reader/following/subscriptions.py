"""Answers `/subscriptions`: what a chat follows or mutes, a button each, which ends it."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.encoding import decode, encode
from bot.posts.actions.reading import Listing, ShowPage
from bot.posts.actions.settings import Menu, OpenMenu
from bot.posts.actions.subscriptions import (
    EndListedWords,
    ListedTag,
    ReturnListedWords,
    ShowTopics,
    WatchKind,
)
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.shortening import shortened
from bot.telegram.attempt import once
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.alert_conflicts import KINDS
from handlers.reader.following.alerts import store_words
from handlers.reader.following.preview import nothing_followed_warning, rate_of_subscriptions
from handlers.reader.following.tag_buttons import LIST_FULL
from handlers.ui.formatting import quoted
from handlers.ui.guards import require_tag
from handlers.ui.replies import (
    answer_callback,
    change_buttons,
    late_beside_button,
    reply,
    shown_rows,
)
from storage.chats.alerts import Alert, AlertKind, AlertResult
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat

# Telegram takes a hundred buttons in a message; what is older than the first of them has none.
MAX_BUTTONS = 50
MAX_ROWS = 90
_SIGNS = {AlertKind.ALERT: "⚡", AlertKind.SEARCH: "🔍", AlertKind.MUTE: "🔕"}


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
    muted = await context.store.subscriptions.muted(chat.id) if chat else []
    words = await context.store.alerts.of_chat(chat.id) if chat else []
    rows: list[tuple[Button, ...]] = [
        (_tag_button(ListedTag(tag.id, mute=False, on=False), tag.name, translator),)
        for tag in followed[:MAX_BUTTONS]
    ]
    rows += [
        (_words_button(EndListedWords(one.id), _SIGNS[one.kind], one.words, translator),)
        for one in words
    ]
    rows += [
        (_tag_button(ListedTag(tag.id, mute=True, on=False), tag.name, translator),)
        for tag in muted[: MAX_BUTTONS - len(words)]
    ]
    rows = rows[:MAX_ROWS]
    if rows:
        lines.append(
            translator.html("🔔 followed, ⚡ alert, 🔍 search, 🔕 muted. A press ends it.")
        )
    elif not warned:
        lines.append(translator.html("You follow no tag yet. /tags shows what there is."))
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


def _tag_button(action: ListedTag, name: str, translator: Translator) -> Button:
    label = f"{'🔕' if action.mute else '🔔'} {shortened(isolate(clean(name)), MAX_LABEL)}"
    if action.on:
        label = translator.gettext("↩️ Undo: {what}", what=label)
    return Button(label, data=encode(action))


def _words_button(
    action: EndListedWords | ReturnListedWords, sign: str, words: str, translator: Translator
) -> Button:
    label = translator.gettext(
        "{sign} “{words}”", sign=sign, words=quoted(shortened(clean(words), MAX_LABEL))
    )
    if isinstance(action, ReturnListedWords):
        label = translator.gettext("↩️ Undo: {what}", what=label)
    return Button(label, data=encode(action))


async def change_tag(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: ListedTag
) -> None:
    """End the following or muting of a tag, or take it up again, and turn its button."""
    tag = await require_tag(update, context, origin, action.tag_id)
    if tag is None:
        return
    translator = origin.translator
    changed = await context.store.subscriptions.change(
        chat.id, tag.id, mute=action.mute, on=action.on
    )
    if changed is SubscriptionResult.TOO_MANY:
        await answer_callback(update, translator.gettext(LIST_FULL))
        return
    text = _answer(translator, on=action.on)
    await answer_callback(update, text, late=late_beside_button(update))
    turned = _tag_button(ListedTag(tag.id, action.mute, not action.on), tag.name, translator)
    await change_buttons(update, _turned(update, encode(action), turned))


async def end_words(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: EndListedWords
) -> None:
    """End an alert, a followed search or a mute; its button takes it up again."""
    translator = origin.translator
    undo = decode(await once("end", lambda: _end_words(context, origin, chat, action.alert_id)))
    if not isinstance(undo, ReturnListedWords):
        text = translator.gettext("These words were not on your list.")
        await answer_callback(update, text)
        return
    text = _answer(translator, on=False)
    await answer_callback(update, text, late=late_beside_button(update))
    words = await context.store.saved_searches.words(origin.telegram_id, undo.query_id) or ""
    turned = _words_button(undo, _SIGNS[KINDS[undo.kind]], words, translator)
    await change_buttons(update, _turned(update, encode(action), turned))


async def _end_words(
    context: KhabarContext, origin: ChatContext, chat: Chat, alert_id: int
) -> str | None:
    """End them, and return the data of the button that takes them up again; None without them."""
    store = context.store
    of_chat = await store.alerts.of_chat(chat.id)
    ended = next((one for one in of_chat if one.id == alert_id), None)
    if ended is None:
        return None
    query_id = await store.saved_searches.save(
        origin.telegram_id, ended.words, now=context.services.now()
    )
    await store.alerts.remove(chat.id, ended.id)
    return encode(ReturnListedWords(query_id, _kind_of(ended)))


async def return_words(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    chat: Chat,
    action: ReturnListedWords,
) -> None:
    """Take the ended words up again."""
    store, translator = context.store, origin.translator
    words = await store.saved_searches.words(origin.telegram_id, action.query_id)
    if words is None:
        text = translator.gettext("This search is too old. Please write it again.")
        await answer_callback(update, text)
        return
    if await store_words(context, chat, words, action.kind) is AlertResult.TOO_MANY:
        await answer_callback(update, translator.gettext(LIST_FULL))
        return
    text = _answer(translator, on=True)
    await answer_callback(update, text, late=late_beside_button(update))
    kind = KINDS[action.kind]
    for one in await store.alerts.of_chat(chat.id):
        if one.kind is kind and one.words == words:
            turned = _words_button(EndListedWords(one.id), _SIGNS[kind], words, translator)
            await change_buttons(update, _turned(update, encode(action), turned))


def _kind_of(ended: Alert) -> WatchKind:
    if ended.kind is AlertKind.ALERT:
        return WatchKind.SEARCH_ALERT if ended.searched else WatchKind.ALERT
    return WatchKind.SEARCH if ended.kind is AlertKind.SEARCH else WatchKind.MUTE


def _answer(translator: Translator, *, on: bool) -> str:
    return translator.gettext("It is as before.") if on else translator.gettext("Ended.")


def _turned(update: Update, data: str, turned: Button) -> Rows | None:
    """Return the message's buttons with that of `data` replaced; None where they are unknown."""
    rows = shown_rows(update)
    if rows is None:
        return None
    return tuple(tuple(turned if button.data == data else button for button in row) for row in rows)
