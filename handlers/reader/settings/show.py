"""Answers `/settings` and `/language` with one message whose buttons change the settings."""

from datetime import datetime

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import Translator, mark
from bot.posts.actions.encoding import Action, encode
from bot.posts.actions.reading import Listing, ShowPage
from bot.posts.actions.settings import Choose, Menu, OpenMenu, Setting
from bot.posts.actions.subscriptions import ShowTopics
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.buttons import button_action
from handlers.chat_rows import chat_or_default, get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.preview import (
    follows_nothing,
    nothing_followed_warning,
    rate_of_subscriptions,
)
from handlers.reader.settings.apply import apply_setting
from handlers.reader.settings.desk_pause import paused_by_desk
from handlers.reader.settings.hour_pickers import (
    digest_hours_page,
    hours_text,
    pause_until_page,
)
from handlers.reader.settings.options import (
    QUESTIONS,
    SettingQuestion,
    current_choice,
    quiet_hours_text,
)
from handlers.reader.settings.quiet_hours import quiet_page
from handlers.ui.guards import deny_if_not_admin, deny_settings
from handlers.ui.replies import LatePolicy, answer_callback, answer_expired, edit_or_send, reply
from storage.models import Chat, ChatKind
from storage.time_zones import zone_or_utc

_MENU_OF_SETTING = {question.setting: menu for menu, question in QUESTIONS.items()}


async def settings(update: Update, context: KhabarContext) -> None:
    """`/settings`, or the button under a post: send the settings message."""
    origin = await chat_context(update, context)
    if await deny_settings(update, context, origin):
        return
    await answer_callback(update)
    pressed = update.callback_query is not None
    # A button stores nothing about a chat of which nothing is stored.
    chat = chat_or_default(origin) if pressed else await get_or_create_chat(origin, context)
    await reply(context, origin, *await _page(context, chat, origin.translator, Menu.MAIN))


async def language(update: Update, context: KhabarContext) -> None:
    """`/language`: send the settings message at the question of the language."""
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    chat = await get_or_create_chat(origin, context)
    await reply(
        context,
        origin,
        *question_page(Menu.LANGUAGE, chat, origin.translator, context.services.now()),
    )


async def open_menu(update: Update, context: KhabarContext) -> None:
    """Show another page of the settings in place."""
    origin = await chat_context(update, context)
    if await deny_settings(update, context, origin):
        return
    chat = chat_or_default(origin)
    menu = button_action(update, OpenMenu).menu
    await edit_or_send(
        update, context, origin, *await _page(context, chat, origin.translator, menu)
    )


async def choose(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Choose
) -> None:
    """Apply the pressed answer, confirm it in words, and go back to the first page."""
    menu = _MENU_OF_SETTING.get(action.setting)
    if menu is None or action.choice >= len(QUESTIONS[menu].answers):
        await answer_expired(update, origin.translator)
        return
    only_followed = action.setting is Setting.EVERYTHING and not action.choice
    if only_followed and await follows_nothing(context, chat.id):
        # Or nothing at all would come.
        text = origin.translator.gettext("Choose first what you want to follow.")
        await answer_callback(update, text, alert=True)
        return
    await apply_setting(context, origin, chat, action.setting, choice=action.choice)
    changed = await chat_context(update, context)
    confirmation = changed.translator.gettext(QUESTIONS[menu].confirmations[action.choice])
    await answer_callback(update, confirmation, late=LatePolicy.DROP)
    text, rows = await _page(
        context,
        chat_or_default(changed),
        changed.translator,
        Menu.TOPICS if only_followed else Menu.MAIN,
    )
    await edit_or_send(update, context, changed, f"{confirmation}\n\n{text}", rows)


async def _page(
    context: KhabarContext, chat: Chat, translator: Translator, menu: Menu
) -> tuple[str, Rows]:
    """Lay out a page of the settings; further ways to answer stand above the way back."""
    now = context.services.now()
    if menu is Menu.HOURS:
        return digest_hours_page(chat, translator)
    if menu is Menu.UNTIL:
        return pause_until_page(chat, translator, now)
    if menu is Menu.QUIET:
        return quiet_page(chat, translator)
    by_desk = await paused_by_desk(context, chat)
    if menu not in QUESTIONS:
        text, rows = main_page(chat, translator, now, by_desk=by_desk)
        return _with_warning(text, await nothing_followed_warning(context, translator, chat)), rows
    text, rows = question_page(menu, chat, translator, now, by_desk=by_desk)
    *answers, back = rows
    further = _more_rows(menu, translator)
    if menu is Menu.TOPICS:
        if chat.everything and await follows_nothing(context, chat.id):
            answers = answers[1:]
        text += "\n" + await expected_rates(context, chat, translator)
        text = _with_warning(text, await nothing_followed_warning(context, translator, chat))
    return text, (*answers, *further, back)


def _with_warning(text: str, warned: str) -> str:
    return f"{text}\n\n{warned}" if warned else text


async def expected_rates(context: KhabarContext, chat: Chat, translator: Translator) -> str:
    """Say how many articles a day each answer on which news should come would bring, as HTML."""
    every = await rate_of_subscriptions(context, translator, chat.id, everything=True)
    chosen = await rate_of_subscriptions(context, translator, chat.id, everything=False)
    return "\n".join(
        (
            translator.html("All news: {rate}", rate=every),
            translator.html("What you follow only: {rate}", rate=chosen),
        )
    )


def _more_rows(menu: Menu, translator: Translator) -> Rows:
    further: dict[Menu, tuple[tuple[str, Action], ...]] = {
        Menu.TOPICS: (
            (mark("📂 Choose what to follow"), ShowTopics(mute=False, offset=0)),
            (mark("🔕 Choose what to mute"), ShowTopics(mute=True, offset=0)),
            (mark("👁 The last 24 hours by this choice"), ShowPage(Listing.MINE, 0, 0)),
        ),
        Menu.FORMAT: ((mark("🖼 Photo galleries"), OpenMenu(Menu.ALBUM)),),
        Menu.DIGEST: ((mark("🕗 Other hours"), OpenMenu(Menu.HOURS)),),
        Menu.PAUSE: ((mark("📅 Until a certain day"), OpenMenu(Menu.UNTIL)),),
    }
    return tuple(
        (Button(translator.gettext(label), data=encode(action)),)
        for label, action in further.get(menu, ())
    )


def main_page(
    chat: Chat, translator: Translator, now: datetime, *, by_desk: bool = False
) -> tuple[str, Rows]:
    """Lay out all settings in words, each with the button that leads to its question.

    `by_desk` says that its desk has paused the chat, until it goes on.
    """
    labels = {
        Menu.TOPICS: mark("Which news"),
        Menu.DIGEST: mark("When"),
        Menu.FORMAT: mark("How it looks"),
        Menu.SOUND: mark("Sound"),
        Menu.QUIET: mark("Quiet hours"),
        Menu.HOLDING: mark("In quiet hours"),
        Menu.ZONE: mark("City"),
        Menu.PAUSE: mark("Pause"),
        Menu.DELIVERY: mark("Delivery"),
        Menu.LANGUAGE: mark("Language"),
    }
    heading = translator.html("<b>Settings of this chat</b>")
    if chat.kind is ChatKind.PRIVATE:
        heading = translator.html("<b>Settings</b>")
    elif chat.thread_id:
        heading = translator.html("<b>Settings of this topic</b>")
    lines = [heading]
    for menu, label in labels.items():
        question = QUESTIONS[menu]
        answer = _current_answer(chat, question, translator, now, by_desk=by_desk)
        lines.append(f"{translator.html(label)}: <b>{answer}</b>")
    buttons = [
        Button(translator.gettext(label), data=encode(OpenMenu(menu)))
        for menu, label in labels.items()
    ]
    rows = in_rows(buttons, columns=2)
    return "\n".join(lines), rows


def _current_answer(
    chat: Chat, question: SettingQuestion, translator: Translator, now: datetime, *, by_desk: bool
) -> str:
    """Return the present answer in words, as HTML."""
    number = current_choice(chat, question.setting, now)
    if question.setting is Setting.QUIET and chat.quiet_from != chat.quiet_until:
        return translator.html("{text}", text=quiet_hours_text(translator, chat, city=True))
    if number is not None:
        return translator.html(question.answers[number])
    if question.setting is Setting.PAUSE and by_desk:
        return translator.html("until the administrators end it")
    if question.setting is Setting.PAUSE and chat.paused_until is not None:
        local = chat.paused_until.astimezone(zone_or_utc(chat.zone_name))
        date = format_date(local, translator.language)
        return translator.html("until {date}, {time}", date=date, time=f"{local:%H:%M}")
    if question.setting is Setting.DIGEST:
        hours = hours_text(translator, chat.digest_hours)
        return translator.html("In a digest at {hours}", hours=hours)
    return translator.html("Your own choice")


def question_page(
    menu: Menu, chat: Chat, translator: Translator, now: datetime, *, by_desk: bool = False
) -> tuple[str, Rows]:
    """Lay out one question with its answers, the present one marked, and the way back.

    `by_desk` is as in `main_page`.
    """
    question = QUESTIONS[menu]
    chosen = current_choice(chat, question.setting, now)
    rows = [
        (
            Button(
                ("✓ " if number == chosen else "") + translator.gettext(answer),
                data=encode(Choose(question.setting, number)),
            ),
        )
        for number, answer in enumerate(question.answers)
    ]
    back = Button(translator.gettext("Back"), data=encode(OpenMenu(Menu.MAIN)))
    # In words too: what marks a button is not heard from every screen reader.
    answer = _current_answer(chat, question, translator, now, by_desk=by_desk)
    said = translator.gettext("Now: {answer}", answer=answer)
    return f"{translator.html(question.text)}\n{said}", (*rows, (back,))
