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
from handlers.reader.preview import lately_under, rate_of_tag, share_of_tag
from handlers.ui.replies import (
    answer_callback,
    change_buttons,
    deny_if_not_admin,
    existing_tag,
    require_known_chat,
)
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
    place = await chat_context(update, context)
    query = update.callback_query
    if query is None or await deny_if_not_admin(update, context, place):
        return
    chat = await require_known_chat(update, context, place)
    if chat is None:
        return
    found = await existing_tag(update, context, place, wish.tag_id)
    if found is None:
        return
    if wish.on and not wish.sure:
        await answer_callback(
            query, await _foreseen(context, place, found, mute=wish.mute), alert=True
        )
        button = confirm_button(found, translator=place.translator, mute=wish.mute)
        # Only one question stands open: the other one's button is as it was before it was asked.
        other = (
            follow_button(found, translator=place.translator, following=False)
            if wish.mute
            else mute_button(found, translator=place.translator, muted=False)
        )
        asked = encode(ConfirmTag(found.id, mute=not wish.mute))
        await change_buttons(query, _replaced(update, {query.data or "": button, asked: other}))
        return
    told, done = await _kept(context, place, chat, found, wish)
    await answer_callback(query, told)
    if done:
        follows = follow_button(
            found, translator=place.translator, following=wish.on and not wish.mute
        )
        mutes = mute_button(found, translator=place.translator, muted=wish.on and wish.mute)
        buttons = {query.data or "": mutes if wish.mute else follows}
        if wish.on:
            # What is muted is no longer followed, and the other way round.
            buttons[encode(Follow(found.id, on=False))] = follows
            buttons[encode(Mute(found.id, on=False))] = mutes
        await change_buttons(query, _replaced(update, buttons))


async def _foreseen(context: KhabarContext, place: ChatContext, tag: Tag, *, mute: bool) -> str:
    """What the choice would have brought or spared, and how to go on; for a notice."""
    translator = place.translator
    articles, among = await lately_under(context, tag.id)
    name = isolate(shortened(clean(tag.name), MAX_LABEL))
    parts = (
        share_of_tag(translator, name, len(articles), among),
        await rate_of_tag(context, translator, tag.id),
        translator.gettext("Press again to mute it.")
        if mute
        else translator.gettext("Press again to follow it."),
    )
    return " ".join(parts)


async def _kept(
    context: KhabarContext, place: ChatContext, chat: Chat, tag: Tag, wish: _Change
) -> tuple[str, bool]:
    """Do it: what to say, and whether the tag is now as wished."""
    subscriptions = context.store.subscriptions
    if wish.on:
        if not wish.mute:
            chat = await _reachable(context, place, chat)
        begin = subscriptions.mute if wish.mute else subscriptions.follow
        change = await begin(chat.id, tag.id)
    else:
        end = subscriptions.unmute if wish.mute else subscriptions.unfollow
        change = await end(chat.id, tag.id)
    told = (
        _muted(place, tag, change, on=wish.on)
        if wish.mute
        else _told(place, chat, tag, change, on=wish.on)
    )
    return told, change in {SubscriptionResult.DONE, SubscriptionResult.ALREADY}


def _muted(place: ChatContext, tag: Tag, change: SubscriptionResult, *, on: bool) -> str:
    name = isolate(clean(tag.name))
    if change is SubscriptionResult.TOO_MANY:
        return place.translator.gettext(
            "The list is full: leave another tag first, in /subscriptions."
        )
    if on:
        return place.translator.gettext("News under “{tag}” will not come.", tag=name)
    return place.translator.gettext("“{tag}” is no longer muted.", tag=name)


async def _reachable(context: KhabarContext, place: ChatContext, chat: Chat) -> Chat:
    """The chat as one that gets posts: who never started gets what he follows alone."""
    if chat.inactive_reason != NEVER_STARTED:
        return chat
    joined = await context.store.chats.join(
        place.telegram_id,
        kind=place.kind,
        title=place.title,
        language=place.language,
        now=context.services.now(),
        thread_id=place.thread_id,
    )
    await context.store.chats.set_everything(joined.chat.id, everything=False)
    return await context.store.chats.get(place.telegram_id, place.thread_id) or joined.chat


def _told(
    place: ChatContext, chat: Chat, found: Tag, change: SubscriptionResult, *, on: bool
) -> str:
    name = isolate(clean(found.name))
    translator = place.translator
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


def _replaced(update: Update, buttons: Mapping[str, Button]) -> Rows:
    """The message's buttons, others in the place of those with this data."""
    message = update.effective_message
    if message is None or message.reply_markup is None:
        return tuple((button,) for button in list(buttons.values())[:1])
    return tuple(
        tuple(_same(old, buttons) for old in row) for row in message.reply_markup.inline_keyboard
    )


def _same(old: InlineKeyboardButton, buttons: Mapping[str, Button]) -> Button:
    data = old.callback_data if isinstance(old.callback_data, str) else ""
    inline_query = old.switch_inline_query
    same = Button(old.text, url=old.url or "", data=data, inline_query=inline_query)
    return buttons.get(data, same) if data else same
