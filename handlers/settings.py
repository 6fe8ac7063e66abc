"""`/settings` and `/language`: one message whose buttons change what a chat gets, and how."""

from dataclasses import dataclass

from telegram import Update

from bot.i18n import LANGUAGES, Translator, mark
from bot.posts.buttons import Rows
from bot.posts.keyboard import Choose, Menu, OpenMenu, Setting, encode
from bot.types import Button
from handlers.context import KhabarContext, Place, chat_of, place_of, pressed
from handlers.replies import notice, refused, reply, turn
from storage.chats import STOPPED
from storage.models import Chat, ChatKind, PostFormat

FORMATS = (PostFormat.PHOTO, PostFormat.TEXT, PostFormat.HEADLINE)


@dataclass(frozen=True, slots=True)
class Question:
    """One page of the settings: what is asked, and the answers in the order of their numbers."""

    setting: Setting
    text: str
    answers: tuple[str, ...]
    confirmations: tuple[str, ...]


QUESTIONS: dict[Menu, Question] = {
    Menu.FORMAT: Question(
        Setting.FORMAT,
        mark("<b>How should posts look?</b>\nText alone spares the line where it is slow."),
        (mark("Photo and summary"), mark("Summary without photo"), mark("Headlines only")),
        (
            mark("Posts will come with photo and summary."),
            mark("Posts will come as text, without photos."),
            mark("Posts will be headlines only."),
        ),
    ),
    Menu.TOPICS: Question(
        Setting.EVERYTHING,
        mark("<b>Which news should come?</b>\nFollow a tag from the button under any post."),
        (mark("What I follow only"), mark("All news")),
        (
            mark("Only what you follow will come from now on."),
            mark("All news will come from now on."),
        ),
    ),
    Menu.SOUND: Question(
        Setting.SOUND,
        mark("<b>Should posts make a sound?</b>"),
        (mark("With sound"), mark("Without sound")),
        (mark("Posts will come with sound."), mark("Posts will come without sound.")),
    ),
    Menu.LANGUAGE: Question(
        Setting.LANGUAGE,
        mark("<b>Which language should the bot speak?</b>\nThe news stays in its own."),
        (mark("Arabic"), mark("English")),
        (mark("The bot speaks Arabic."), mark("The bot speaks English.")),
    ),
    Menu.DELIVERY: Question(
        Setting.ACTIVE,
        mark("<b>Should news come here?</b>"),
        (mark("Stopped"), mark("Coming")),
        (mark("No more news will come."), mark("News will come from now on.")),
    ),
}
_OF_SETTING = {question.setting: menu for menu, question in QUESTIONS.items()}


def current(chat: Chat, setting: Setting) -> int:
    """The number of the answer that the chat has given."""
    if setting is Setting.FORMAT:
        return FORMATS.index(chat.format)
    if setting is Setting.LANGUAGE:
        return LANGUAGES.index(chat.language) if chat.language in LANGUAGES else 0
    if setting is Setting.SOUND:
        return int(chat.silent)
    return int(chat.everything if setting is Setting.EVERYTHING else chat.active)


async def settings(update: Update, context: KhabarContext) -> None:
    """The settings message."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    await reply(context, place, *main_menu(chat, place.translator))


async def language(update: Update, context: KhabarContext) -> None:
    """The settings message at the question of the language."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    await reply(context, place, *question_menu(Menu.LANGUAGE, chat, place.translator))


async def open_menu(update: Update, context: KhabarContext) -> None:
    """Another page of the settings, in place."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    menu = pressed(update, OpenMenu).menu
    shown = (
        question_menu(menu, chat, place.translator)
        if menu in QUESTIONS
        else main_menu(chat, place.translator)
    )
    await turn(update, context, place, *shown)


async def choose(update: Update, context: KhabarContext) -> None:
    """An answer was pressed: keep it, confirm it in words, and go back to the first page."""
    action = pressed(update, Choose)
    place = await place_of(update, context)
    menu = _OF_SETTING.get(action.setting)
    if update.callback_query is None or await refused(update, context, place):
        return
    if menu is None or action.choice >= len(QUESTIONS[menu].answers):
        await notice(
            update.callback_query, place.translator.gettext("This button no longer works.")
        )
        return
    await _keep(context, place, await chat_of(place, context), action)
    now = await place_of(update, context)
    confirmation = now.translator.gettext(QUESTIONS[menu].confirmations[action.choice])
    await notice(update.callback_query, confirmation)
    text, rows = main_menu(await chat_of(now, context), now.translator)
    await turn(update, context, now, f"{confirmation}\n\n{text}", rows)


async def _keep(context: KhabarContext, place: Place, chat: Chat, action: Choose) -> None:
    chats = context.store.chats
    if action.setting is Setting.FORMAT:
        await chats.set_format(chat.id, FORMATS[action.choice])
    elif action.setting is Setting.LANGUAGE:
        await chats.set_language(chat.id, LANGUAGES[action.choice])
    elif action.setting is Setting.SOUND:
        await chats.set_silent(chat.id, silent=bool(action.choice))
    elif action.setting is Setting.EVERYTHING:
        await chats.set_everything(chat.id, everything=bool(action.choice))
    elif action.choice:
        await chats.join(
            place.telegram_id,
            kind=place.kind,
            title=place.title,
            language=chat.language,
            now=context.services.now(),
            thread_id=place.thread_id,
        )
    else:
        await chats.leave_topic(chat.id, reason=STOPPED, now=context.services.now())


def main_menu(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """All settings in words, each with the button that leads to its question."""
    labels = {
        Menu.TOPICS: mark("Which news"),
        Menu.FORMAT: mark("How it looks"),
        Menu.SOUND: mark("Sound"),
        Menu.DELIVERY: mark("Delivery"),
        Menu.LANGUAGE: mark("Language"),
    }
    lines = [
        translator.html("<b>Settings</b>")
        if chat.kind is ChatKind.PRIVATE
        else translator.html("<b>Settings of this chat</b>")
    ]
    for menu, label in labels.items():
        question = QUESTIONS[menu]
        answer = question.answers[current(chat, question.setting)]
        lines.append(f"{translator.html(label)}: <b>{translator.html(answer)}</b>")
    buttons = [
        Button(translator.gettext(label), data=encode(OpenMenu(menu)))
        for menu, label in labels.items()
    ]
    return "\n".join(lines), (tuple(buttons[:2]), tuple(buttons[2:4]), tuple(buttons[4:]))


def question_menu(menu: Menu, chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """One question with its answers, the present one marked, and the way back."""
    question = QUESTIONS[menu]
    chosen = current(chat, question.setting)
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
    return translator.html(question.text), (*rows, (back,))
