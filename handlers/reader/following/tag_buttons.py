"""Answers the buttons under a post that follow or mute a tag, or end that."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import mark
from bot.posts.actions.encoding import encode
from bot.posts.actions.subscriptions import Follow, Mute
from bot.posts.buttons import follow_button, mute_button
from handlers.chat_rows import join_chat
from handlers.context import ChatContext, KhabarContext
from handlers.reader.following.preview import rate_of_tag
from handlers.ui.guards import require_tag
from handlers.ui.replies import (
    LatePolicy,
    answer_callback,
    change_buttons,
    late_beside_button,
    shown_rows,
)
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat, InactiveReason, Tag

LIST_FULL = mark("The list is full: leave another tag first, in /subscriptions.")


async def follow_tag(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Follow
) -> None:
    """Follow a tag, or stop following it."""
    await _change(update, context, origin, chat, action)


async def mute_tag(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Mute
) -> None:
    """Mute a tag, or end the muting."""
    await _change(update, context, origin, chat, action)


async def _change(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Follow | Mute
) -> None:
    """Apply what was pressed, say so, and turn the button into its opposite."""
    tag = await require_tag(update, context, origin, action.tag_id)
    if tag is None:
        return
    text, done = await _apply(context, origin, chat, tag, action)
    if done and action.on:
        text += " " + await rate_of_tag(context, origin.translator, tag.id)
    late = late_beside_button(update) if done else LatePolicy.IN_PRIVATE
    await answer_callback(update, text, late=late)
    rows = shown_rows(update)
    if not done or rows is None:
        return
    is_mute = isinstance(action, Mute)
    follows = follow_button(tag, translator=origin.translator, following=action.on and not is_mute)
    mutes = mute_button(tag, translator=origin.translator, muted=action.on and is_mute)
    turned = {encode(action): mutes if is_mute else follows}
    if action.on:
        # What is muted is no longer followed, and the other way round.
        turned[encode(Follow(tag.id, on=False))] = follows
        turned[encode(Mute(tag.id, on=False))] = mutes
    await change_buttons(
        update,
        tuple(tuple(turned.get(button.data, button) for button in row) for row in rows),
    )


async def _apply(
    context: KhabarContext, origin: ChatContext, chat: Chat, tag: Tag, action: Follow | Mute
) -> tuple[str, bool]:
    """Apply the change; return the confirmation, and whether the tag is now as chosen."""
    subscriptions = context.store.subscriptions
    is_mute = isinstance(action, Mute)
    if action.on:
        if not is_mute:
            chat = await _ensure_joined(context, origin, chat)
        begin = subscriptions.mute if is_mute else subscriptions.follow
        change = await begin(chat.id, tag.id)
    else:
        end = subscriptions.unmute if is_mute else subscriptions.unfollow
        change = await end(chat.id, tag.id)
    text = (
        _mute_confirmation(origin, tag, change, on=action.on)
        if is_mute
        else _follow_confirmation(origin, chat, tag, change, on=action.on)
    )
    return text, change in {SubscriptionResult.DONE, SubscriptionResult.ALREADY}


def _mute_confirmation(
    origin: ChatContext, tag: Tag, change: SubscriptionResult, *, on: bool
) -> str:
    name = isolate(clean(tag.name))
    if change is SubscriptionResult.TOO_MANY:
        return origin.translator.gettext(LIST_FULL)
    if on:
        return origin.translator.gettext("News under “{tag}” will not come.", tag=name)
    return origin.translator.gettext("“{tag}” is no longer muted.", tag=name)


async def _ensure_joined(context: KhabarContext, origin: ChatContext, chat: Chat) -> Chat:
    """Return the chat, subscribed to what it follows if it never sent /start."""
    if chat.inactive_reason != InactiveReason.NEVER_STARTED:
        return chat
    return await join_chat(context, origin, only_followed=True)


def _follow_confirmation(
    origin: ChatContext, chat: Chat, found: Tag, change: SubscriptionResult, *, on: bool
) -> str:
    name = isolate(clean(found.name))
    translator = origin.translator
    if change is SubscriptionResult.TOO_MANY:
        return translator.gettext(LIST_FULL)
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
