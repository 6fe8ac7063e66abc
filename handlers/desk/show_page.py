"""Showing a page of one chat's desk in the message whose button was pressed."""

from telegram import Update

from bot.posts.desk_actions import DeskPage
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from handlers.desk.pages import items_page, leave_page, log_page, main_page
from handlers.desk.tags_and_keywords import states_of, tags_page, words_page
from handlers.reader.preview import nothing_can_come
from handlers.ui.replies import edit_or_send

TAGS_ON_PAGE = 10
# A message has at most a hundred buttons; more are found by name.
MOST_CHOSEN = 40
ENTRIES = 20


async def show(
    update: Update, context: KhabarContext, who: AdminSession, page: DeskPage, offset: int = 0
) -> None:
    """The page as things are now."""
    store, now, translator = context.store, context.services.now(), who.translator
    chat = await store.administrators.chat(who.chat.id) or who.chat
    settings = await store.desk.settings(chat.id)
    if page in {DeskPage.TEMPLATE, DeskPage.APPROVAL, DeskPage.WHEN}:
        waiting = await store.waits.waiting(chat.id) if page is DeskPage.WHEN else 0
        shown = items_page(page, chat, settings, translator, now, waiting=waiting)
    elif page is DeskPage.WORDS:
        shown = words_page(chat, await store.alerts.of_chat(chat.id), translator)
    elif page is DeskPage.TAGS:
        total = await store.tags.count_in_use()
        offset = max(0, min(offset, total - 1)) // TAGS_ON_PAGE * TAGS_ON_PAGE
        used = [one.tag for one in await store.tags.in_use(TAGS_ON_PAGE, offset)]
        followed = await store.subscriptions.followed(chat.id)
        muted = await store.subscriptions.muted(chat.id)
        # What is chosen stands on the first page, though no recent article may have it.
        chosen = [] if offset else [*followed, *muted][:MOST_CHOSEN]
        tags = {tag.id: tag for tag in (*chosen, *used)}
        shown = tags_page(
            chat,
            list(tags.values()),
            states_of(followed, muted),
            offset=offset,
            total=total,
            size=TAGS_ON_PAGE,
            translator=translator,
        )
    elif page is DeskPage.LOG:
        shown = log_page(chat, await store.desk_log.newest(chat.id, ENTRIES), translator, now)
    elif page is DeskPage.LEAVE:
        shown = leave_page(chat, translator)
    else:
        entries = await store.desk_log.newest(chat.id, 1)
        nothing = await nothing_can_come(context, chat)
        shown = main_page(chat, settings, entries, translator, now, nothing=nothing)
    await edit_or_send(update, context, who.place, *shown)
