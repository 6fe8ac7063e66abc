"""`/tag`, `/tags` and hashtags: the articles of a tag, and following it."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.buttons import Rows, follow_button, mute_button
from bot.posts.reading_actions import ShowPage
from bot.posts.wish_actions import Follow, Mute
from bot.types import Button
from handlers.browse import show_tag, show_tag_named, show_tags
from handlers.context import KhabarContext, Place, chat_of, place_of, pressed
from handlers.foresight import rate_of_tag
from handlers.replies import change_buttons, notice, refused, say
from storage.chats import NEVER_STARTED
from storage.models import Chat, Tag
from storage.subscriptions import Change


async def tag(update: Update, context: KhabarContext) -> None:
    """`/tag name`; without a name the tags in use."""
    place = await place_of(update, context)
    name = " ".join(context.args or ())
    if name.strip("# _"):
        await show_tag_named(update, context, place, name)
    else:
        await show_tags(update, context, place, 0)


async def tags(update: Update, context: KhabarContext) -> None:
    """The tags and sections in use."""
    await show_tags(update, context, await place_of(update, context), 0)


async def hashtag(update: Update, context: KhabarContext) -> None:
    """A message that begins with a hashtag, in a private chat."""
    text = update.message.text if update.message else ""
    await show_tag_named(update, context, await place_of(update, context), text or "")


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Another page of a tag's articles, in place."""
    action = pressed(update, ShowPage)
    place = await place_of(update, context)
    found = await context.store.tags.get(action.key)
    if found is None:
        await say(update, context, place, _gone(place))
        return
    await show_tag(update, context, place, found, action.offset)


async def turn_tags(update: Update, context: KhabarContext) -> None:
    """Another page of the tags in use, in place."""
    offset = pressed(update, ShowPage).offset
    await show_tags(update, context, await place_of(update, context), offset)


async def follow(update: Update, context: KhabarContext) -> None:
    """The button that follows a tag or leaves it; it turns into its opposite."""
    action = pressed(update, Follow)
    place = await place_of(update, context)
    query = update.callback_query
    if query is None or await refused(update, context, place):
        return
    found = await context.store.tags.get(action.tag_id)
    if found is None:
        await notice(query, _gone(place))
        return
    chat = await _reachable(context, place) if action.on else await chat_of(place, context)
    subscriptions = context.store.subscriptions
    if action.on:
        change = await subscriptions.follow(chat.id, found.id)
    else:
        change = await subscriptions.unfollow(chat.id, found.id)
    told = _told(place, chat, found, change, on=action.on)
    if action.on and change in {Change.DONE, Change.ALREADY}:
        told += " " + await rate_of_tag(context, place.translator, found.id)
    await notice(query, told)
    if change in {Change.DONE, Change.ALREADY}:
        button = follow_button(found, translator=place.translator, following=action.on)
        await change_buttons(query, _with_opposite(update, button))


async def mute(update: Update, context: KhabarContext) -> None:
    """The button that mutes a tag or hears it again; it turns into its opposite."""
    action = pressed(update, Mute)
    place = await place_of(update, context)
    query = update.callback_query
    if query is None or await refused(update, context, place):
        return
    found = await context.store.tags.get(action.tag_id)
    if found is None:
        await notice(query, _gone(place))
        return
    chat = await chat_of(place, context)
    subscriptions = context.store.subscriptions
    if action.on:
        change = await subscriptions.mute(chat.id, found.id)
    else:
        change = await subscriptions.unmute(chat.id, found.id)
    name = isolate(clean(found.name))
    if change is Change.TOO_MANY:
        text = place.translator.gettext(
            "The list is full: leave another tag first, in /subscriptions."
        )
    elif action.on:
        text = place.translator.gettext("News under “{tag}” will not come.", tag=name)
    else:
        text = place.translator.gettext("“{tag}” is no longer muted.", tag=name)
    if action.on and change in {Change.DONE, Change.ALREADY}:
        text += " " + await rate_of_tag(context, place.translator, found.id)
    await notice(query, text)
    if change in {Change.DONE, Change.ALREADY}:
        button = mute_button(found, translator=place.translator, muted=action.on)
        await change_buttons(query, _with_opposite(update, button))


async def _reachable(context: KhabarContext, place: Place) -> Chat:
    """The place's chat as one that gets posts: who never started gets what he follows alone."""
    if place.chat is not None and place.chat.inactive_reason != NEVER_STARTED:
        return place.chat
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


def _told(place: Place, chat: Chat, found: Tag, change: Change, *, on: bool) -> str:
    name = isolate(clean(found.name))
    translator = place.translator
    if change is Change.TOO_MANY:
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


def _gone(place: Place) -> str:
    return place.translator.gettext("This tag no longer exists.")


def _with_opposite(update: Update, button: Button) -> Rows:
    """The message's buttons with the pressed one replaced."""
    query = update.callback_query
    message = update.effective_message
    if query is None or message is None or message.reply_markup is None:
        return ((button,),)
    return tuple(
        tuple(
            button
            if old.callback_data == query.data
            else Button(
                old.text,
                url=old.url or "",
                data=old.callback_data if isinstance(old.callback_data, str) else "",
                inline_query=old.switch_inline_query,
            )
            for old in row
        )
        for row in message.reply_markup.inline_keyboard
    )
