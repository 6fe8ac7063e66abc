"""Answers `/post`: finds an article by words or link, and posts it to a chosen chat."""

from datetime import timedelta

from telegram import Update
from telegram.constants import ChatType

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.actions.desk import DeskPost, PostAt, PostLook, PostTo, PostWhere
from bot.posts.actions.desk_choices import DeskPage, PostAction
from bot.posts.actions.encoding import encode
from bot.posts.buttons import MAX_LABEL
from bot.posts.pager import pager_row
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.admin_cache import AdminStatus
from handlers.buttons import button_action
from handlers.chat_rows import get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.desk.access import AdminSession, administered_chats
from handlers.desk.pages.navigation import page_button
from handlers.desk.prompts import ask
from handlers.desk.schedule_post import schedule
from handlers.reader.articles import (
    article_linked_in,
    is_link,
    no_article_at_link,
    with_schemes,
    without_links,
)
from handlers.reader.find import MAX_QUERY_LETTERS, find, read_query
from handlers.ui import prompts
from handlers.ui.formatting import chat_name
from handlers.ui.guards import answer_unavailable, require_article
from handlers.ui.pagination import clamp_offset
from handlers.ui.replies import LatePolicy, answer_callback, edit_or_send, reply
from handlers.ui.send_post import send_preview
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.models import Chat, ChatKind, StoredArticle

MAX_RESULTS = 5
# Two rows each.
CHATS_ON_PAGE = 5
MAX_TITLE = 200
# Offered beside "now"; anything up to a day is taken.
LATER_HOURS = (1, 3)
MAX_HOURS = 24


async def post(update: Update, context: KhabarContext) -> None:
    """`/post words` or `/post link`: find the article and ask where to post it."""
    origin = await chat_context(update, context)
    if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
        text = origin.translator.html("The desk is open in a private chat with the bot only.")
        await reply(context, origin, text)
        return
    words = clean(" ".join(context.args or ()))
    if words:
        await _offer(update, context, origin, words)
        return
    chat = await get_or_create_chat(origin, context)
    html = origin.translator.html("Which article? Write some of its words, or send its link.")
    prompt = PendingPrompt(chat.id, PromptPurpose.POST_WORDS, 0)
    await prompts.ask(update, context, origin, html, prompt)


async def post_words(
    update: Update, context: KhabarContext, origin: ChatContext, prompt: PendingPrompt, text: str
) -> bool:
    """Take the answer to the question which article is to be posted; false if none is found."""
    del prompt
    return bool(text) and await _offer(update, context, origin, text)


async def _offer(update: Update, context: KhabarContext, origin: ChatContext, written: str) -> bool:
    """Ask where to post the article that is found, or which of several; false if none is."""
    typed = written[: MAX_QUERY_LETTERS * 4]
    words = with_schemes(typed, context.services.site_url)
    found = await _find(context, typed, words)
    if not found:
        text = origin.translator.html("Nothing was found for “{words}”.", words=isolate(words))
        if is_link(words):
            text = no_article_at_link(origin.translator, words)
        await reply(context, origin, text)
        return False
    if len(found) == 1:
        await _show_chats(update, context, origin, found[0], 0)
        return True
    lines = [origin.translator.html("Which article?")]
    buttons = []
    for number, article in enumerate(found, start=1):
        title = isolate(shortened(clean(article.article.title), MAX_TITLE))
        lines.append(origin.translator.html("{number}. {headline}", number=number, headline=title))
        buttons.append(Button(str(number), data=encode(PostWhere(article.id, 0))))
    await reply(context, origin, "\n".join(lines), (tuple(buttons),))
    return True


async def _find(context: KhabarContext, typed: str, words: str) -> list[StoredArticle]:
    """Return the article at a link of what was typed, or the best matches of the words."""
    if not words:
        return []
    store = context.store
    linked = await article_linked_in(context, typed)
    if linked is not None or is_link(words):
        return await store.articles.public([linked] if linked is not None else [])
    query = read_query(context, without_links(words)[:MAX_QUERY_LETTERS])
    page = await find(context, query, limit=MAX_RESULTS)
    return await store.articles.public([hit.article_id for hit in page.hits])


async def choose_chat(update: Update, context: KhabarContext) -> None:
    """List the chats into which the chosen article can be posted, or another page of them."""
    action = button_action(update, PostWhere)
    origin = await chat_context(update, context)
    if origin.kind is not ChatKind.PRIVATE:
        await answer_unavailable(update, context, origin)
        return
    article = await require_article(update, context, origin, action.article_id)
    if article is not None:
        await _show_chats(update, context, origin, article, action.offset)


async def _show_chats(
    update: Update, context: KhabarContext, origin: ChatContext, article: StoredArticle, offset: int
) -> None:
    person = update.effective_user
    chats = await administered_chats(context, person.id) if person is not None else []
    chats = [chat for chat in chats if chat.active]
    translator = origin.translator
    if not chats:
        text = translator.html("You administer no chat that gets news. /channels connects one.")
        await edit_or_send(update, context, origin, text)
        return
    offset = clamp_offset(offset, len(chats), CHATS_ON_PAGE)
    rows: list[tuple[Button, ...]] = []
    for chat in chats[offset : offset + CHATS_ON_PAGE]:
        label = translator.gettext(
            "{title}: now", title=shortened(chat_name(chat, translator), MAX_LABEL)
        )
        rows.append((Button(label, data=encode(PostTo(article.id, chat.id, 0))),))
        row = [Button("👁", data=encode(PostLook(article.id, chat.id)))]
        for hours in LATER_HOURS:
            label = translator.ngettext("in {n} h", "in {n} h", hours)
            row.append(Button(label, data=encode(PostTo(article.id, chat.id, hours))))
        row.append(Button("🕗", data=encode(PostAt(article.id, chat.id))))
        rows.append(tuple(row))
    turning = pager_row(
        lambda start: PostWhere(article.id, start),
        offset=offset,
        total=len(chats),
        size=CHATS_ON_PAGE,
        translator=translator,
    )
    title = isolate(shortened(clean(article.article.title), MAX_TITLE))
    text = translator.html(
        "Where is “{headline}” to be posted? 👁 shows it as it would look there.", headline=title
    )
    if (
        len(chats) == 1
        and update.callback_query is None
        and await _is_sure(update, context, *chats)
    ):
        await send_preview(
            context.bot, context.services, article, chats[0], telegram_id=origin.telegram_id
        )
    await edit_or_send(update, context, origin, text, (*rows, turning))


async def _is_sure(update: Update, context: KhabarContext, chat: Chat) -> bool:
    """Return whether Telegram has said lately that the person administers the chat."""
    services, person = context.services, update.effective_user
    if person is None:
        return False
    said = await services.admin_cache.recent(context.bot, chat, person.id, services.now())
    return said is AdminStatus.YES


async def preview(
    update: Update, context: KhabarContext, session: AdminSession, action: PostLook
) -> None:
    """Send the administrator the article as the chat would get it."""
    article = await require_article(update, context, session.origin, action.article_id)
    if article is None:
        return
    await send_preview(
        context.bot,
        context.services,
        article,
        session.chat,
        telegram_id=session.origin.telegram_id,
    )
    await answer_callback(update)


async def post_to_chat(
    update: Update, context: KhabarContext, session: AdminSession, action: PostTo
) -> None:
    """Post the article to the chosen chat, now or in so many hours."""
    if action.hours > MAX_HOURS:
        await answer_unavailable(update, context, session.origin)
        return
    at = context.services.now() + timedelta(hours=action.hours)
    posted = await context.store.channel_statistics.delivered_post(
        session.chat.id, action.article_id
    )
    if posted is not None:
        await answer_callback(update)
        await _offer_edit(context, session, action.article_id)
        return
    text = await schedule(context, session, action.article_id, at)
    await answer_callback(update, text, late=LatePolicy.DROP)
    translator = session.translator
    rows = (
        (
            page_button(session.chat, DeskPage.POSTS, translator.gettext("📌 Posts")),
            Button(
                translator.gettext("To another chat"), data=encode(PostWhere(action.article_id, 0))
            ),
        ),
    )
    await edit_or_send(update, context, session.origin, translator.html("{text}", text=text), rows)


async def ask_time(
    update: Update, context: KhabarContext, session: AdminSession, action: PostAt
) -> None:
    """Ask for the time at which the article is to be posted."""
    article = await require_article(update, context, session.origin, action.article_id)
    if article is None:
        return
    await answer_callback(update)
    html = session.translator.html(
        "When is “{headline}” to be posted to {title}?\nFor example: tomorrow at nine in the "
        "morning, in two hours, 18:30",
        headline=isolate(shortened(clean(article.article.title), MAX_TITLE)),
        title=chat_name(session.chat, session.translator),
    )
    await ask(update, context, session, html, (PromptPurpose.POST_AT, action.article_id))


async def _offer_edit(context: KhabarContext, session: AdminSession, article_id: int) -> None:
    """Say that the chat has the post already, and offer to edit it."""
    text = session.translator.html(
        "The article stands in {title} already.", title=chat_name(session.chat, session.translator)
    )
    label = session.translator.gettext("✏️ Change that post")
    data = encode(DeskPost(session.chat.id, article_id, PostAction.OPEN))
    await reply(context, session.origin, text, ((Button(label, data=data),),))
