"""Shows the list from which tags are followed or muted, each after a preview."""

from html import escape

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Menu, OpenMenu
from bot.posts.actions.subscriptions import KeepTopic, ShowTopic, ShowTopics
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import in_rows, pager_row
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.preview import (
    headline_list,
    rate_of_tag,
    recent_under_tag,
    share_of_tag,
)
from handlers.reader.following.tag_buttons import LIST_FULL
from handlers.ui.guards import deny_settings, require_tag
from handlers.ui.pagination import TAGS_IN_ROW, TAGS_PAGE_SIZE, clamp_offset
from handlers.ui.replies import LatePolicy, answer_callback, edit_or_send
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat, Tag, TagKind

MAX_LISTED = 50


async def show_topics(update: Update, context: KhabarContext) -> None:
    """Show a page of the list in place."""
    origin = await chat_context(update, context)
    if await deny_settings(update, context, origin):
        return
    action = button_action(update, ShowTopics)
    await _show_list(update, context, origin, mute=action.mute, offset=action.offset)


async def show_topic(update: Update, context: KhabarContext) -> None:
    """Show the preview of a tag, and the button that follows or mutes it."""
    origin = await chat_context(update, context)
    if await deny_settings(update, context, origin):
        return
    action = button_action(update, ShowTopic)
    tag = await require_tag(update, context, origin, action.tag_id)
    if tag is None:
        return
    text, rows = await _topic_page(context, origin, tag, action)
    await edit_or_send(update, context, origin, text, rows)


async def keep_topic(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: KeepTopic
) -> None:
    """Follow or mute the previewed tag, or end that, and go back to the list."""
    tag = await require_tag(update, context, origin, action.tag_id)
    if tag is None:
        return
    changed = await context.store.subscriptions.change(
        chat.id, tag.id, mute=action.mute, on=action.on
    )
    text = _confirmation(origin, tag, changed, action)
    if action.on and not action.mute and not chat.active:
        text += " " + origin.translator.gettext("No news is being sent here. /start begins it.")
    await answer_callback(update, text, late=LatePolicy.DROP)
    await _show_list(
        update, context, origin, mute=action.mute, offset=action.offset, confirmation=text
    )


async def _show_list(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    *,
    mute: bool,
    offset: int,
    confirmation: str = "",
) -> None:
    """Show a page of the list: sections before tags, the chosen ones marked."""
    translator = origin.translator
    tags, subscriptions = context.store.tags, context.store.subscriptions
    total = await tags.count_in_use()
    offset = clamp_offset(offset, total, TAGS_PAGE_SIZE)
    found = await tags.in_use(TAGS_PAGE_SIZE, offset, sections_first=True)
    chat_id = origin.chat.id if origin.chat else 0
    chosen = await (subscriptions.muted(chat_id) if mute else subscriptions.followed(chat_id))
    ids = {tag.id for tag in chosen}
    mark = "🔇" if mute else "✓"
    buttons = [
        Button(
            (f"{mark} " if used.tag.id in ids else "") + shortened(clean(used.tag.name), MAX_LABEL),
            data=encode(ShowTopic(used.tag.id, mute, offset)),
        )
        for used in found
    ]
    rows = list(in_rows(buttons, TAGS_IN_ROW))
    turning = pager_row(
        lambda start: ShowTopics(mute, start),
        offset=offset,
        total=total,
        size=TAGS_PAGE_SIZE,
        translator=translator,
    )
    rows.append(turning)
    rows.append((Button(translator.gettext("Back"), data=encode(OpenMenu(Menu.TOPICS))),))
    if mute:
        text = translator.html(
            "<b>What should not come?</b>\nPress a section or a tag to see what that would spare "
            "you."
        )
    else:
        text = translator.html(
            "<b>What do you want to follow?</b>\nPress a section or a tag to see what it brings."
        )
    # In words too: what marks a button is not heard from every screen reader.
    if chosen:
        names = translator.gettext(", ").join(
            isolate(clean(tag.name)) for tag in chosen[:MAX_LISTED]
        )
        text += "\n\n" + (
            translator.html("Muted tags: {tags}.", tags=names)
            if mute
            else translator.html("You follow: {tags}.", tags=names)
        )
    if confirmation:
        text = f"{escape(confirmation, quote=False)}\n\n{text}"
    await edit_or_send(update, context, origin, text, tuple(row for row in rows if row))


async def _topic_page(
    context: KhabarContext, origin: ChatContext, tag: Tag, action: ShowTopic
) -> tuple[str, Rows]:
    translator = origin.translator
    subscriptions = context.store.subscriptions
    articles, among = await recent_under_tag(context, tag.id)
    share = share_of_tag(translator, isolate(clean(tag.name)), len(articles), among)
    text = escape(share, quote=False) + " " + await rate_of_tag(context, translator, tag.id)
    if articles:
        text += "\n\n" + headline_list(articles)
    chat_id = origin.chat.id if origin.chat else 0
    chosen = await (
        subscriptions.muted(chat_id) if action.mute else subscriptions.followed(chat_id)
    )
    on = tag.id not in {one.id for one in chosen}
    label = {
        (False, True): translator.gettext("🔔 Follow it"),
        (False, False): translator.gettext("End following it"),
        (True, True): translator.gettext("🔕 Mute it"),
        (True, False): translator.gettext("Hear it again"),
    }[action.mute, on]
    keep = encode(KeepTopic(tag.id, action.mute, on, action.offset))
    back = encode(ShowTopics(action.mute, action.offset))
    rows = ((Button(label, data=keep),), (Button(translator.gettext("Back"), data=back),))
    return text, rows


def _confirmation(
    origin: ChatContext, tag: Tag, change: SubscriptionResult, action: KeepTopic
) -> str:
    translator = origin.translator
    name = isolate(clean(tag.name))
    if change is SubscriptionResult.TOO_MANY:
        return translator.gettext(LIST_FULL)
    if action.mute and action.on:
        return translator.gettext("News under “{tag}” will not come.", tag=name)
    if action.mute:
        return translator.gettext("“{tag}” is no longer muted.", tag=name)
    if not action.on:
        return translator.gettext("You no longer follow “{tag}”.", tag=name)
    if tag.kind is TagKind.SECTION:
        return translator.gettext("You follow the section “{tag}”.", tag=name)
    return translator.gettext("You follow the tag “{tag}”.", tag=name)
