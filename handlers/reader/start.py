"""Answers `/start` and `/stop`: subscribes, unsubscribes, and opens deep links."""

from enum import StrEnum

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, SetLanguage, Setting
from bot.posts.buttons import Rows
from bot.telegram.attempt import has_done, once, told_once
from bot.types import Button
from handlers.chat_rows import chat_or_default, join_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import show_article
from handlers.reader.following.preview import nothing_followed_warning
from handlers.reader.onboarding import choose_topics_row, first_contact, welcome_buttons
from handlers.reader.post_menu import send_menu
from handlers.reader.search_results import show_search
from handlers.reader.settings.desk_pause import paused_by_desk
from handlers.reader.settings.options import is_paused
from handlers.reader.tags import show_tag
from handlers.ui.deep_links import DeepLink, LinkTarget, parse_parameter
from handlers.ui.guards import deny_if_not_admin
from handlers.ui.replies import reply
from storage.models import Chat, ChatKind, InactiveReason
from storage.time_zones import zone_or_utc


class _Arrival(StrEnum):
    """What a chat was when it sent /start."""

    NEW = "new"
    BACK = "back"
    KNOWN = "known"


async def start(update: Update, context: KhabarContext) -> None:
    """`/start`: subscribe the chat, say what it gets, and open the deep link."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    if _opens_only(context, origin):
        text = origin.translator.html("No news is being sent here. /start begins it.")
        await told_once("stopped", lambda: reply(context, origin, text))
        await _open(update, context, origin)
        return
    # What it was is noted before it joins, since a kill may come between a change and its note;
    # by the name that older versions note it by, whose attempts this one may have to finish.
    arrival = _Arrival(await once("join", lambda: _before(origin)))
    await once("joined", lambda: _join(context, origin))
    # ⋯ under an album is pressed like a button: nobody wants to be greeted.
    if arrival is not _Arrival.KNOWN or not _asks_for_more(context):
        await told_once("greet", lambda: _greet(update, context, origin, arrival))
    await _open(update, context, origin)


def _opens_only(context: KhabarContext, origin: ChatContext) -> bool:
    """Return whether a reader who has ended the news follows a link: it begins nothing again.

    Telegram sends /start for the link as for the button.
    """
    chat = origin.chat
    if has_done("join") or chat is None or origin.kind is not ChatKind.PRIVATE:
        return False
    stopped = not chat.active and chat.inactive_reason is InactiveReason.STOPPED
    return stopped and _follows_link(context)


async def _before(origin: ChatContext) -> str:
    """Return what the chat is before it joins."""
    # Who chose a language before, or watched words, is a newcomer all the same.
    if origin.chat is None or origin.chat.inactive_reason is InactiveReason.NEVER_STARTED:
        return _Arrival.NEW
    return _Arrival.KNOWN if origin.chat.active else _Arrival.BACK


async def _join(context: KhabarContext, origin: ChatContext) -> None:
    language = origin.language if origin.chat else DEFAULT_LANGUAGE
    await join_chat(context, origin, language=language)


async def _greet(
    update: Update, context: KhabarContext, origin: ChatContext, arrival: _Arrival
) -> None:
    if arrival is _Arrival.NEW:
        text, rows = await first_contact(context, origin)
        text, rows = _with_english_offer(update, context, origin, text, rows)
    else:
        chat = chat_or_default(await chat_context(update, context))
        text = _known_chat_text(context, origin, again=arrival is _Arrival.BACK)
        by_desk = await paused_by_desk(context, chat)
        text, rows = _with_pause_notice(context, origin, chat, text, by_desk=by_desk)
        if warned := await nothing_followed_warning(context, origin.translator, chat):
            text += f"\n\n{warned}"
            rows = (*rows, choose_topics_row(origin))
        rows = (*rows, *welcome_buttons(origin))
    if origin.thread_id and await _general_receives_news(context, origin):
        text += "\n" + origin.translator.html(
            "⚠️ The news goes to the whole group, too, so each article comes here twice: once in "
            "General and once in this topic. /stop in General ends it there."
        )
    await reply(context, origin, text, rows)


async def _general_receives_news(context: KhabarContext, origin: ChatContext) -> bool:
    """Return whether the forum of this topic receives the news in General too."""
    general = await context.store.chats.get(origin.telegram_id)
    return general is not None and general.active


def _known_chat_text(context: KhabarContext, origin: ChatContext, *, again: bool) -> str:
    """Return the greeting of a chat that was here before, or receives news already."""
    site, translator = context.services.site_name, origin.translator
    private = origin.kind is ChatKind.PRIVATE
    if again and private:
        return translator.html(
            "Welcome back. News from {site} will reach you here again, with the settings "
            "you had chosen.",
            site=site,
        )
    if again:
        return translator.html(
            "News from {site} is back in this group, with the settings it had.", site=site
        )
    if private:
        return translator.html(
            "You receive news from {site} already. /stop ends it, /settings changes it.", site=site
        )
    return translator.html(
        "News from {site} is posted in this group already. /stop ends it, /settings changes it.",
        site=site,
    )


def _with_pause_notice(
    context: KhabarContext, origin: ChatContext, chat: Chat, text: str, *, by_desk: bool
) -> tuple[str, Rows]:
    """Add a notice of the pause to the text, and the button that ends it."""
    if chat.paused_until is None or not is_paused(chat, context.services.now()):
        return text, ()
    if by_desk:
        answer = origin.translator.html("⏸ But its administrators have paused it until they go on.")
    else:
        local = chat.paused_until.astimezone(zone_or_utc(chat.zone_name))
        answer = origin.translator.html(
            "⏸ But it is paused until {date}, {time}.",
            date=format_date(local, origin.language),
            time=f"{local:%H:%M}",
        )
    ending = Button(
        origin.translator.gettext("▶️ End the pause"), data=encode(Choose(Setting.PAUSE, 0))
    )
    return f"{text}\n{answer}", ((ending,),)


def _with_english_offer(
    update: Update, context: KhabarContext, origin: ChatContext, text: str, rows: Rows
) -> tuple[str, Rows]:
    """Add an offer in English for readers whose Telegram is not Arabic."""
    user = update.effective_user
    code = (user.language_code if user else None) or DEFAULT_LANGUAGE
    if origin.kind is not ChatKind.PRIVATE or code.startswith(DEFAULT_LANGUAGE):
        return text, rows
    english = context.services.catalogues.translator("en")
    answer = english.html("The bot speaks English, too: press the button, or send /language.")
    choice = encode(SetLanguage(LANGUAGES.index("en")))
    return f"{text}\n\n{answer}", (*rows, (Button(english.gettext("English"), data=choice),))


def _named(context: KhabarContext) -> DeepLink | None:
    return parse_parameter(context.args[0]) if context.args else None


def _follows_link(context: KhabarContext) -> bool:
    """Return whether /start comes of a link that the bot has made."""
    # Above the results of an inline query, of words too long for a link.
    return _named(context) is not None or context.args == [LinkTarget.SEARCH]


def _asks_for_more(context: KhabarContext) -> bool:
    named = _named(context)
    return named is not None and named.target is LinkTarget.MORE


async def _open(update: Update, context: KhabarContext, origin: ChatContext) -> None:
    """Open what the deep link names, if there is one."""
    named = _named(context)
    if named is None:
        return
    if named.target is LinkTarget.ARTICLE:
        await show_article(update, context, origin, named.number)
    elif named.target is LinkTarget.MORE:
        await send_menu(update, context, origin, named.number)
    elif named.target is LinkTarget.SEARCH:
        await show_search(update, context, origin, named.words)
    elif (tag := await context.store.tags.get(named.number)) is not None:
        await show_tag(update, context, origin, tag, 0)


async def stop(update: Update, context: KhabarContext) -> None:
    """`/stop`: unsubscribe the chat."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    if await once("leave", lambda: _leave(context, origin)):
        text = origin.translator.html(
            "Done: no more news will be sent here. Your settings are kept for 30 days in case "
            "you come back with /start; /forget erases them now."
        )
    else:
        text = origin.translator.html("No news is being sent here. /start begins it.")
    await reply(context, origin, text)


async def _leave(context: KhabarContext, origin: ChatContext) -> bool:
    """Unsubscribe the chat; False where it got no news.

    Also one that gets none for the time being, since it has lost the bot's right to write: what
    brings that back would bring back the news.
    """
    if origin.chat is None:
        return False
    await context.store.chats.deactivate_topic(
        origin.chat.id, reason=InactiveReason.STOPPED, now=context.services.now()
    )
    return origin.chat.active
