"""`/start` and `/stop`: coming, going, and the links that open something."""

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES
from bot.posts.buttons import Rows
from bot.posts.keyboard import encode
from bot.posts.settings_actions import Choose, SetLanguage, Setting
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import show_article
from handlers.reader.onboarding import choosing, first_buttons, first_contact, welcome
from handlers.reader.preview import warning
from handlers.reader.search_results import show_search
from handlers.reader.setting_options import paused
from handlers.reader.tags import show_tag
from handlers.ui.deep_links import Target, read_parameter
from handlers.ui.replies import deny_if_not_admin, reply
from storage.chats.chats import NEVER_STARTED, STOPPED, Joined
from storage.chats.quiet_hours import zone_of
from storage.models import Chat, ChatKind


async def start(update: Update, context: KhabarContext) -> None:
    """Subscribe the chat, say what it gets, then open what the link names."""
    place = await chat_context(update, context)
    if await deny_if_not_admin(update, context, place):
        return
    joined = await context.store.chats.join(
        place.telegram_id,
        kind=place.kind,
        title=place.title,
        language=place.language if place.chat else DEFAULT_LANGUAGE,
        now=context.services.now(),
        thread_id=place.thread_id,
    )
    # Who chose a language before, or watched words, is a newcomer all the same.
    new = joined.new or (place.chat is not None and place.chat.inactive_reason == NEVER_STARTED)
    if new:
        text, rows = _in_english(update, context, place, welcome(context, place))
    else:
        text = _again(context, place, joined)
        text, rows = _as_it_stands(context, place, joined.chat, text)
        if warned := await warning(context, place.translator, joined.chat):
            text += f"\n\n{warned}"
            rows = (*rows, choosing(place))
    if place.thread_id and await _comes_twice(context, place):
        text += "\n" + place.translator.html(
            "⚠️ The news goes to the whole group, too, so each article comes here twice: once in "
            "General and once in this topic. /stop in General ends it there."
        )
    await reply(context, place, text, (*rows, *first_buttons(place)))
    if not await _open(update, context, place) and new and place.kind is ChatKind.PRIVATE:
        await first_contact(context, place, joined.chat)


async def _comes_twice(context: KhabarContext, place: ChatContext) -> bool:
    """Whether the forum of this topic gets the news in General already."""
    general = await context.store.chats.get(place.telegram_id)
    return general is not None and general.active


def _again(context: KhabarContext, place: ChatContext, joined: Joined) -> str:
    """To a chat that was here before, or is here already."""
    site, translator = context.services.site_name, place.translator
    private = place.kind is ChatKind.PRIVATE
    if joined.again and private:
        return translator.html(
            "Welcome back. News from {site} will reach you here again, with the settings "
            "you had chosen.",
            site=site,
        )
    if joined.again:
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


def _as_it_stands(
    context: KhabarContext, place: ChatContext, chat: Chat, text: str
) -> tuple[str, Rows]:
    """With a word on the pause, where there is one, and the button that ends it."""
    if chat.paused_until is None or not paused(chat, context.services.now()):
        return text, ()
    local = chat.paused_until.astimezone(zone_of(chat.zone_name))
    told = place.translator.html(
        "⏸ But it is paused until {date}, {time}.",
        date=format_date(local, place.language),
        time=f"{local:%H:%M}",
    )
    ending = Button(
        place.translator.gettext("▶️ End the pause"), data=encode(Choose(Setting.PAUSE, 0))
    )
    return f"{text}\n{told}", ((ending,),)


def _in_english(
    update: Update, context: KhabarContext, place: ChatContext, text: str
) -> tuple[str, Rows]:
    """With a line in English for those whose Telegram speaks no Arabic."""
    user = update.effective_user
    code = (user.language_code if user else None) or DEFAULT_LANGUAGE
    if place.kind is not ChatKind.PRIVATE or code.startswith(DEFAULT_LANGUAGE):
        return text, ()
    english = context.services.catalogues.translator("en")
    told = english.html("The bot speaks English, too: press the button, or send /language.")
    choice = encode(SetLanguage(LANGUAGES.index("en")))
    return f"{text}\n\n{told}", ((Button(english.gettext("English"), data=choice),),)


async def _open(update: Update, context: KhabarContext, place: ChatContext) -> bool:
    """Open what the link names; whether it named anything."""
    named = read_parameter(context.args[0]) if context.args else None
    if named is None:
        return False
    if named.target is Target.ARTICLE:
        await show_article(update, context, place, named.number)
    elif named.target is Target.SEARCH:
        await show_search(update, context, place, named.words)
    elif (tag := await context.store.tags.get(named.number)) is not None:
        await show_tag(update, context, place, tag, 0)
    return True


async def stop(update: Update, context: KhabarContext) -> None:
    """End the subscription; nothing is asked."""
    place = await chat_context(update, context)
    if await deny_if_not_admin(update, context, place):
        return
    if place.chat is None or not place.chat.active:
        text = place.translator.html("No news is being sent here. /start begins it.")
    else:
        chats, now = context.store.chats, context.services.now()
        if place.kind is ChatKind.PRIVATE:
            await chats.leave(place.telegram_id, reason=STOPPED, now=now)
        else:
            await chats.leave_topic(place.chat.id, reason=STOPPED, now=now)
        text = place.translator.html(
            "Done: no more news will be sent here. Your settings are kept for 30 days in case "
            "you come back with /start; /forget erases them now."
        )
    await reply(context, place, text)
