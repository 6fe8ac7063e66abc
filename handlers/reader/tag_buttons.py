"""The buttons under a post that follow or mute a tag, or end that."""

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import InlineKeyboardButton, Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.buttons import MAX_LABEL, Rows, confirm_button, follow_button, mute_button
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.subscription_actions import ConfirmTag, Follow, Mute
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, button_action, chat_context
from handlers.reader.preview import rate_of_tag, recent_under_tag, share_of_tag
from handlers.ui.guards import deny_if_not_admin, require_known_chat, require_tag
from handlers.ui.replies import answer_callback, change_buttons
from storage.chats.chats import NEVER_STARTED
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat, Tag


async def follow(update: Update, context: KhabarContext) -> None:
    """The button under a post that follows a tag, once it was shown what that brings; or leaves."""
    action = button_action(update, Follow)
    await _change(update, context, _Change(action.tag_id, mute=False, on=action.on, sure=False))


async def mute(update: Update, context: KhabarContext) -> None:
    """The button that mutes a tag, once it was shown what that spares; or hears it again."""
    action = button_action(update, Mute)
    await _change(update, context, _Change(action.tag_id, mute=True, on=action.on, sure=False))


async def confirm(update: Update, context: KhabarContext) -> None:
    """The second press: what was shown is kept."""
    action = button_action(update, ConfirmTag)
    await _change(update, context, _Change(action.tag_id, mute=action.mute, on=True, sure=True))


@dataclass(frozen=True, slots=True)
class _Change:
    """Follow or mute a tag, or end that; a beginning has to be sure."""

    tag_id: int
    mute: bool
    on: bool
    sure: bool


async def _change(update: Update, context: KhabarContext, wish: _Change) -> None:
    """Show what it would bring, or do it and turn the button into its opposite."""
    origin = await chat_context(update, context)
    query = update.callback_query
    if query is None or await deny_if_not_admin(update, context, origin):
        return
    chat = await require_known_chat(update, context, origin)
    if chat is None:
        return
    found = await require_tag(update, context, origin, wish.tag_id)
    if found is None:
        return
    if wish.on and not wish.sure:
        await answer_callback(
            update, await _preview_text(context, origin, found, mute=wish.mute), alert=True
        )
        button = confirm_button(found, translator=origin.translator, mute=wish.mute)
        # Only one question stands open: the other one's button is as it was before it was asked.
        other = (
            follow_button(found, translator=origin.translator, following=False)
            if wish.mute
            else mute_button(found, translator=origin.translator, muted=False)
        )
        asked = encode(ConfirmTag(found.id, mute=not wish.mute))
        await change_buttons(query, _with_buttons(update, {query.data or "": button, asked: other}))
        return
    text, done = await _apply(context, origin, chat, found, wish)
    await answer_callback(update, text)
    if done:
        follows = follow_button(
            found, translator=origin.translator, following=wish.on and not wish.mute
        )
        mutes = mute_button(found, translator=origin.translator, muted=wish.on and wish.mute)
        buttons = {query.data or "": mutes if wish.mute else follows}
        if wish.on:
            # What is muted is no longer followed, and the other way round.
            buttons[encode(Follow(found.id, on=False))] = follows
            buttons[encode(Mute(found.id, on=False))] = mutes
        await change_buttons(query, _with_buttons(update, buttons))


async def _preview_text(
    context: KhabarContext, origin: ChatContext, tag: Tag, *, mute: bool
) -> str:
    """What the choice would have brought or spared, and how to go on; for a notice."""
    translator = origin.translator
    articles, among = await recent_under_tag(context, tag.id)
    name = isolate(shortened(clean(tag.name), MAX_LABEL))
    parts = (
        share_of_tag(translator, name, len(articles), among),
        await rate_of_tag(context, translator, tag.id),
        translator.gettext("Press again to mute it.")
        if mute
        else translator.gettext("Press again to follow it."),
    )
    return " ".join(parts)


async def _apply(
    context: KhabarContext, origin: ChatContext, chat: Chat, tag: Tag, wish: _Change
) -> tuple[str, bool]:
    """Do it: what to say, and whether the tag is now as wished."""
    subscriptions = context.store.subscriptions
    if wish.on:
        if not wish.mute:
            chat = await _ensure_joined(context, origin, chat)
        begin = subscriptions.mute if wish.mute else subscriptions.follow
        change = await begin(chat.id, tag.id)
    else:
        end = subscriptions.unmute if wish.mute else subscriptions.unfollow
        change = await end(chat.id, tag.id)
    text = (
        _mute_confirmation(origin, tag, change, on=wish.on)
        if wish.mute
        else _follow_confirmation(origin, chat, tag, change, on=wish.on)
    )
    return text, change in {SubscriptionResult.DONE, SubscriptionResult.ALREADY}


def _mute_confirmation(
    origin: ChatContext, tag: Tag, change: SubscriptionResult, *, on: bool
) -> str:
    name = isolate(clean(tag.name))
    if change is SubscriptionResult.TOO_MANY:
        return origin.translator.gettext(
            "The list is full: leave another tag first, in /subscriptions."
        )
    if on:
        return origin.translator.gettext("News under “{tag}” will not come.", tag=name)
    return origin.translator.gettext("“{tag}” is no longer muted.", tag=name)


async def _ensure_joined(context: KhabarContext, origin: ChatContext, chat: Chat) -> Chat:
    """The chat as one that gets posts: who never started gets what he follows alone."""
    if chat.inactive_reason != NEVER_STARTED:
        return chat
    joined = await context.store.chats.join(
        origin.telegram_id,
        kind=origin.kind,
        title=origin.title,
        language=origin.language,
        now=context.services.now(),
        thread_id=origin.thread_id,
    )
    await context.store.chats.set_everything(joined.chat.id, everything=False)
    return await context.store.chats.get(origin.telegram_id, origin.thread_id) or joined.chat


def _follow_confirmation(
    origin: ChatContext, chat: Chat, found: Tag, change: SubscriptionResult, *, on: bool
) -> str:
    name = isolate(clean(found.name))
    translator = origin.translator
    if change is SubscriptionResult.TOO_MANY:
        return translator.gettext("The list is full: leave another tag first, in /subscriptions.")
    if not on:
        return translator.gettext("You no longer follow “{tag}”.", tag=name)
    if not chat.active:
        return translator.gettext("You follow “{tag}”. Send /start to receive news.", tag=name)
    if chat.everything:
        return translator.gettext(
            "You follow “{tag}”. You still receive all news; /settings can limit it to what you "
            "follow.",
            tag=name,
        )
    return translator.gettext("You follow “{tag}”: its news will reach you here.", tag=name)


def _with_buttons(update: Update, buttons: Mapping[str, Button]) -> Rows:
    """The message's buttons, others in the place of those with this data."""
    message = update.effective_message
    if message is None or message.reply_markup is None:
        return tuple((button,) for button in list(buttons.values())[:1])
    return tuple(
        tuple(_copied_button(old, buttons) for old in row)
        for row in message.reply_markup.inline_keyboard
    )


def _copied_button(old: InlineKeyboardButton, buttons: Mapping[str, Button]) -> Button:
    data = old.callback_data if isinstance(old.callback_data, str) else ""
    inline_query = old.switch_inline_query
    same = Button(old.text, url=old.url or "", data=data, inline_query=inline_query)
    return buttons.get(data, same) if data else same
