"""Opens a page of one chat's desk in the message whose button was pressed."""

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.posts.actions.desk import DeskOpen
from bot.posts.actions.desk_choices import DeskPage
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, current_admins
from handlers.desk.pages.layout import (
    OPTION_PAGES,
    disconnect_page,
    log_page,
    main_page,
    nothing_followed,
    options_page,
)
from handlers.desk.pages.tag_and_keyword_pages import keywords_page, tag_states, tags_page
from handlers.reader.following.preview import follows_nothing
from handlers.ui.pagination import clamp_offset
from handlers.ui.replies import edit_or_send
from storage.models import Chat

log = logging.getLogger(__name__)

TAGS_ON_PAGE = 5
# A message has at most a hundred buttons; more are found by name.
MAX_CHOSEN = 20
ENTRIES = 20


async def show_page(
    update: Update, context: KhabarContext, session: AdminSession, page: DeskPage, offset: int = 0
) -> None:
    """Show a page of the desk with the present state of the chat."""
    store, now, translator = context.store, context.services.now(), session.translator
    chat = await store.chats.by_id(session.chat.id) or session.chat
    settings = await store.channel_settings.get(chat.id)
    if page in OPTION_PAGES:
        waiting = (
            await store.scheduled_posts.count_unplanned(chat.id) if page is DeskPage.WHEN else 0
        )
        shown = options_page(page, chat, settings, translator, now, waiting=waiting)
        nothing = page is DeskPage.WHAT and not chat.everything
        if nothing and await follows_nothing(context, chat.id):
            shown = (f"{shown[0]}\n{nothing_followed(translator)}", shown[1])
    elif page is DeskPage.WORDS:
        shown = keywords_page(chat, await store.alerts.of_chat(chat.id), translator)
    elif page is DeskPage.TAGS:
        total = await store.tags.count_in_use()
        offset = clamp_offset(offset, total, TAGS_ON_PAGE)
        used = [one.tag for one in await store.tags.in_use(TAGS_ON_PAGE, offset)]
        followed = await store.subscriptions.followed(chat.id)
        muted = await store.subscriptions.muted(chat.id)
        # What is chosen stands on the first page, though no recent article may have it.
        chosen = [] if offset else [*followed, *muted][:MAX_CHOSEN]
        tags = {tag.id: tag for tag in (*chosen, *used)}
        shown = tags_page(
            chat,
            list(tags.values()),
            tag_states(followed, muted),
            offset=offset,
            total=total,
            size=TAGS_ON_PAGE,
            translator=translator,
        )
    elif page is DeskPage.LOG:
        shown = log_page(chat, await store.audit_log.newest(chat.id, ENTRIES), translator, now)
    elif page is DeskPage.LEAVE:
        shown = disconnect_page(chat, translator)
    else:
        entries = await store.audit_log.newest(chat.id, 1)
        nothing = not chat.everything and await follows_nothing(context, chat.id)
        shown = main_page(chat, settings, entries, translator, now, nothing=nothing)
    await edit_or_send(update, context, session.origin, *shown)


async def open_page(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskOpen
) -> None:
    """Open a page of the desk; the first one also refreshes administrators and title."""
    if action.page is DeskPage.MAIN:
        # Those who became administrators since are found by anybody's visit.
        await current_admins(context.bot, context.services, session.chat)
        await _update_title(context, session.chat)
    await show_page(update, context, session, action.page, action.offset)


async def _update_title(context: KhabarContext, chat: Chat) -> None:
    """Store the chat's title if it was renamed; no update tells that of a channel."""
    try:
        found = await context.bot.get_chat(chat.telegram_id)
    except TelegramError as error:
        log.info("title of chat %d is unknown: %s", chat.id, error.message)
        return
    if found.title and found.title != chat.title:
        await context.store.channel_settings.set_title(chat.telegram_id, found.title)
