"""`/settings` and `/language`: one message whose buttons change what a chat gets, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import LANGUAGES, Translator, mark
from bot.posts.buttons import Rows
from bot.posts.keyboard import Choose, Menu, OpenMenu, Setting, encode
from bot.types import Button
from handlers.context import KhabarContext, Place, chat_of, place_of, pressed
from handlers.replies import notice, refused, reply, turn
from storage.chats import STOPPED
from storage.models import Chat, ChatKind, PostFormat

# Minutes of the day; the first is "never".
QUIET_HOURS = ((0, 0), (22 * 60, 7 * 60), (23 * 60, 8 * 60), (0, 6 * 60))
ZONES = (
    "Asia/Damascus",
    "Europe/Istanbul",
    "Asia/Beirut",
    "Asia/Amman",
    "Asia/Riyadh",
    "Africa/Cairo",
    "Europe/Berlin",
    "America/New_York",
)
PAUSES = (None, timedelta(days=1), timedelta(days=3), timedelta(days=7))
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
    Menu.QUIET: Question(
        Setting.QUIET,
        mark("<b>When should posts come without sound?</b>\nBy the clock of your city."),
        (
            mark("Never"),
            mark("From 22:00 to 7:00"),
            mark("From 23:00 to 8:00"),
            mark("From 0:00 to 6:00"),
        ),
        (
            mark("Posts will come with sound at every hour."),
            mark("From 22:00 to 7:00 posts will come without sound."),
            mark("From 23:00 to 8:00 posts will come without sound."),
            mark("From 0:00 to 6:00 posts will come without sound."),
        ),
    ),
    Menu.ZONE: Question(
        Setting.ZONE,
        mark("<b>Which city's clock counts?</b>"),
        (
            mark("Damascus"),
            mark("Istanbul"),
            mark("Beirut"),
            mark("Amman"),
            mark("Riyadh"),
            mark("Cairo"),
            mark("Berlin"),
            mark("New York"),
        ),
        (
            mark("The clock of Damascus counts."),
            mark("The clock of Istanbul counts."),
            mark("The clock of Beirut counts."),
            mark("The clock of Amman counts."),
            mark("The clock of Riyadh counts."),
            mark("The clock of Cairo counts."),
            mark("The clock of Berlin counts."),
            mark("The clock of New York counts."),
        ),
    ),
    Menu.PAUSE: Question(
        Setting.PAUSE,
        mark("<b>Pause the news?</b>\nWhat is published in the meantime is not sent later."),
        (mark("No pause"), mark("For a day"), mark("For three days"), mark("For a week")),
        (
            mark("There is no pause: news will come."),
            mark("No news will come for a day."),
            mark("No news will come for three days."),
            mark("No news will come for a week."),
        ),
    ),
    Menu.DELIVERY: Question(
        Setting.ACTIVE,
        mark("<b>Should news come here?</b>"),
        (mark("Stopped"), mark("Coming")),
        (mark("No more news will come."), mark("News will come from now on.")),
    ),
}
_OF_SETTING = {question.setting: menu for menu, question in QUESTIONS.items()}


def current(chat: Chat, setting: Setting, now: datetime) -> int | None:
    """The number of the answer that the chat has given; None for one that is on no button."""
    answers: dict[Setting, tuple[object, Sequence[object]]] = {
        Setting.FORMAT: (chat.format, FORMATS),
        Setting.LANGUAGE: (chat.language, LANGUAGES),
        Setting.SOUND: (chat.silent, (False, True)),
        Setting.EVERYTHING: (chat.everything, (False, True)),
        Setting.ACTIVE: (chat.active, (False, True)),
        Setting.QUIET: ((chat.quiet_from, chat.quiet_until), QUIET_HOURS),
        Setting.ZONE: (chat.zone_name, ZONES),
        Setting.PAUSE: (paused(chat, now), (False,)),
    }
    given, choices = answers[setting]
    return choices.index(given) if given in choices else None


def paused(chat: Chat, now: datetime) -> bool:
    """Whether the chat has a pause that is not over."""
    return chat.paused_until is not None and chat.paused_until > now


async def settings(update: Update, context: KhabarContext) -> None:
    """The settings message."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    await reply(context, place, *main_menu(chat, place.translator, context.services.now()))


async def language(update: Update, context: KhabarContext) -> None:
    """The settings message at the question of the language."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    await reply(
        context,
        place,
        *question_menu(Menu.LANGUAGE, chat, place.translator, context.services.now()),
    )


async def open_menu(update: Update, context: KhabarContext) -> None:
    """Another page of the settings, in place."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    chat = await chat_of(place, context)
    menu = pressed(update, OpenMenu).menu
    shown = (
        question_menu(menu, chat, place.translator, context.services.now())
        if menu in QUESTIONS
        else main_menu(chat, place.translator, context.services.now())
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
    text, rows = main_menu(await chat_of(now, context), now.translator, context.services.now())
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
    elif action.setting is Setting.QUIET:
        quiet_from, quiet_until = QUIET_HOURS[action.choice]
        await chats.set_quiet(chat.id, quiet_from=quiet_from, quiet_until=quiet_until)
    elif action.setting is Setting.ZONE:
        await chats.set_zone(chat.id, ZONES[action.choice])
    elif action.setting is Setting.PAUSE:
        length = PAUSES[action.choice]
        await chats.pause(chat.id, context.services.now() + length if length else None)
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


def main_menu(chat: Chat, translator: Translator, now: datetime) -> tuple[str, Rows]:
    """All settings in words, each with the button that leads to its question."""
    labels = {
        Menu.TOPICS: mark("Which news"),
        Menu.FORMAT: mark("How it looks"),
        Menu.SOUND: mark("Sound"),
        Menu.QUIET: mark("Quiet hours"),
        Menu.ZONE: mark("City"),
        Menu.PAUSE: mark("Pause"),
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
        answer = _answer(chat, question, translator, now)
        lines.append(f"{translator.html(label)}: <b>{answer}</b>")
    buttons = [
        Button(translator.gettext(label), data=encode(OpenMenu(menu)))
        for menu, label in labels.items()
    ]
    rows = (tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return "\n".join(lines), tuple(rows)


def _answer(chat: Chat, question: Question, translator: Translator, now: datetime) -> str:
    """The present answer in words, as HTML."""
    number = current(chat, question.setting, now)
    if number is not None:
        return translator.html(question.answers[number])
    if question.setting is Setting.PAUSE and chat.paused_until is not None:
        local = chat.paused_until.astimezone(ZoneInfo(chat.zone_name))
        date = format_date(local, translator.language)
        return translator.html("until {date}, {time}", date=date, time=f"{local:%H:%M}")
    return translator.html("Your own choice")


def question_menu(
    menu: Menu, chat: Chat, translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """One question with its answers, the present one marked, and the way back."""
    question = QUESTIONS[menu]
    chosen = current(chat, question.setting, now)
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
