"""Lays out and sets a reader's quiet hours: any hours, by the clock of a city that is named.

One press chooses when they begin, and with it an end that suits; another changes the end.
"""

from telegram import Update

from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, Menu, OpenMenu, QuietFrom, QuietUntil, Setting
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.chat_rows import chat_or_default
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.settings.options import city_name, quiet_hours_text
from handlers.ui.replies import LatePolicy, answer_callback, answer_expired, edit_or_send
from storage.models import Chat

_HOURS = range(24)
# Of more in a row a phone of 360 pixels breaks the labels.
_HOURS_IN_ROW = 4
_MINUTES = 60
# When a night ends, and how long quiet hours are that begin by day.
_MORNING = 7
_EVENING, _SMALL_HOURS = 18, 4
_BY_DAY = 8


async def quiet_from(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: QuietFrom
) -> None:
    """Begin quiet hours at that hour, until the morning, and offer other ends."""
    at_night = action.hour >= _EVENING or action.hour < _SMALL_HOURS
    end = _MORNING if at_night else (action.hour + _BY_DAY) % len(_HOURS)
    await _set(update, context, origin, chat, hours=(action.hour, end))


async def quiet_until(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: QuietUntil
) -> None:
    """End quiet hours at that hour."""
    await _set(update, context, origin, chat, hours=(chat.quiet_from // _MINUTES, action.hour))


async def _set(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    chat: Chat,
    *,
    hours: tuple[int, int],
) -> None:
    start, end = hours
    if start == end or not {start, end} <= {*_HOURS}:
        await answer_expired(update, origin.translator)
        return
    await context.store.chats.set_quiet(
        chat.id, quiet_from=start * _MINUTES, quiet_until=end * _MINUTES
    )
    await context.store.outbox.reschedule(chat.id, context.services.now())
    context.services.wake_delivery()
    changed = chat_or_default(await chat_context(update, context))
    confirmation = _confirmation(changed, origin.translator)
    await answer_callback(update, confirmation, late=LatePolicy.DROP)
    await edit_or_send(update, context, origin, *quiet_end_page(changed, origin.translator))


def _confirmation(chat: Chat, translator: Translator) -> str:
    return translator.gettext(
        "Quiet hours: {hours}.", hours=quiet_hours_text(translator, chat, city=True)
    )


def quiet_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Lay out the hours at which quiet hours can begin, the present one marked."""
    never = chat.quiet_from == chat.quiet_until
    now = translator.gettext("Never") if never else quiet_hours_text(translator, chat)
    text = translator.html(
        "<b>From when shall it be quiet?</b>\nBy the clock of {city}. Now: {answer}",
        city=city_name(chat, translator),
        answer=now,
    )
    buttons = [
        _button(hour, QuietFrom(hour), chosen=not never and hour * _MINUTES == chat.quiet_from)
        for hour in _HOURS
    ]
    off = Button(("✓ " if never else "") + translator.gettext("Never"), data=_NEVER)
    return text, (*in_rows(buttons, _HOURS_IN_ROW), (off,), _back_row(translator))


def quiet_end_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Lay out the hours at which quiet hours can end, the present one marked."""
    text = _confirmation(chat, translator)
    text += "\n" + translator.gettext("Until when? Press another hour to change the end.")
    buttons = [
        _button(hour, QuietUntil(hour), chosen=hour * _MINUTES == chat.quiet_until)
        for hour in _HOURS
        if hour * _MINUTES != chat.quiet_from
    ]
    done = Button(translator.gettext("Done"), data=encode(OpenMenu(Menu.MAIN)))
    return translator.html("{text}", text=text), (*in_rows(buttons, _HOURS_IN_ROW), (done,))


_NEVER = encode(Choose(Setting.QUIET, 0))


def _button(hour: int, action: QuietFrom | QuietUntil, *, chosen: bool) -> Button:
    return Button(f"✓ {hour}:00" if chosen else f"{hour}:00", data=encode(action))


def _back_row(translator: Translator) -> tuple[Button, ...]:
    return (Button(translator.gettext("Back"), data=encode(OpenMenu(Menu.MAIN))),)
