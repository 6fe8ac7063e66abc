"""Answers the buttons under a post that follow or mute a tag, or end that."""

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
from handlers.context import ChatContext, KhabarContext, join_chat
from handlers.reader.preview import rate_of_tag, recent_under_tag, share_of_tag
from handlers.ui.guards import require_tag
from handlers.ui.replies import answer_callback, change_buttons
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat, InactiveReason, Tag


async def follow(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Follow
) -> None:
    """Follow a tag after its preview was shown, or stop following it."""
    change = _Change(action.tag_id, mute=False, on=action.on, confirmed=False)
    await _change(update, context, origin, chat, change)


async def mute(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Mute
) -> None:
    """Mute a tag after its preview was shown, or end the muting."""
    change = _Change(action.tag_id, mute=True, on=action.on, confirmed=False)
    await _change(update, context, origin, chat, change)


async def confirm(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: ConfirmTag
) -> None:
    """Follow or mute the tag whose preview was shown."""
    change = _Change(action.tag_id, mute=action.mute, on=True, confirmed=True)
    await _change(update, context, origin, chat, change)


@dataclass(frozen=True, slots=True)
class _Change:
    """Follow or mute a tag (`on`), or end that; what begins is confirmed first."""

    tag_id: int
    mute: bool
    on: bool
    confirmed: bool


async def _change(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, change: _Change
) -> None:
    """Show a preview, or apply the change and turn the button into its opposite."""
    tag = await require_tag(update, context, origin, change.tag_id)
    if tag is None:
        return
    pressed = (update.callback_query and update.callback_query.data) or ""
    if change.on and not change.confirmed:
        preview = await _preview_text(context, origin, tag, mute=change.mute)
        await answer_callback(update, preview, alert=True)
        button = confirm_button(tag, translator=origin.translator, mute=change.mute)
        # Only one question stands open: the other one's button is as it was before it was asked.
        other = (
            follow_button(tag, translator=origin.translator, following=False)
            if change.mute
            else mute_button(tag, translator=origin.translator, muted=False)
        )
        asked = encode(ConfirmTag(tag.id, mute=not change.mute))
        await change_buttons(update, _with_buttons(update, {pressed: button, asked: other}))
        return
    text, done = await _apply(context, origin, chat, tag, change)
    await answer_callback(update, text)
    if done:
        follows = follow_button(
            tag, translator=origin.translator, following=change.on and not change.mute
        )
        mutes = mute_button(tag, translator=origin.translator, muted=change.on and change.mute)
        buttons = {pressed: mutes if change.mute else follows}
        if change.on:
            # What is muted is no longer followed, and the other way round.
            buttons[encode(Follow(tag.id, on=False))] = follows
            buttons[encode(Mute(tag.id, on=False))] = mutes
        await change_buttons(update, _with_buttons(update, buttons))


async def _preview_text(
    context: KhabarContext, origin: ChatContext, tag: Tag, *, mute: bool
) -> str:
    """Say what the choice would have brought or kept back, for the answer to the press."""
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
    """Apply the change; return the confirmation, and whether the tag is now as chosen."""
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
    """Return the chat, subscribed to what it follows if it never sent /start."""
    if chat.inactive_reason != InactiveReason.NEVER_STARTED:
        return chat
    joined = await join_chat(context, origin)
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
    """Return the message's buttons, with others in place of those with this data."""
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
