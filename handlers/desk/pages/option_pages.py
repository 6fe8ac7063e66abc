"""Shows and stores the answers of one channel option, also of freely chosen hours."""

from collections.abc import Iterable
from datetime import datetime

from telegram import Update

from bot.i18n import Translator, mark
from bot.posts.actions.desk import DeskAsk, DeskDigest, DeskQuiet, DeskSet
from bot.posts.actions.desk_choices import ChannelOption
from bot.posts.actions.encoding import encode
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.pages.navigation import page_button
from handlers.desk.pages.options import (
    OPTIONS,
    PAGE_OF,
    answer_text,
    current_answer,
    option_choice,
    set_option,
)
from handlers.desk.pages.show import show_page
from handlers.reader.settings.hour_pickers import (
    HOURS,
    HOURS_IN_ROW,
    MAX_DIGESTS,
    digest_confirmation,
    hours_text,
)
from handlers.ui.formatting import chat_name
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.channels.settings import ChannelSettings
from storage.models import Chat

MINUTES = 60
# In `DeskQuiet`: no hour was pressed yet.
NO_HOUR = len(HOURS)


async def show_option(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskAsk
) -> None:
    """Show the answers of an option, the present one marked."""
    settings = await context.store.channel_settings.get(session.chat.id)
    now = context.services.now()
    page = option_page(session.chat, action.item, settings, session.translator, now)
    await edit_or_send(update, context, session.origin, *page)


async def pick_digest_hours(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskDigest
) -> None:
    """Mark an hour of the digest, or store the marked hours."""
    if action.hours >> len(HOURS):
        await answer_expired(update, session.translator)
        return
    hours = tuple(hour for hour in HOURS if action.hours >> hour & 1)
    if len(hours) > MAX_DIGESTS:
        text = session.translator.gettext("Three digests a day at most: take one away first.")
        await answer_callback(update, text)
        return
    if not action.keep:
        await edit_or_send(
            update, context, session.origin, *_digest_page(session.chat, hours, session.translator)
        )
        return
    if hours != session.chat.digest_hours:
        await context.store.chats.set_digest(session.chat.id, hours)
        await _reschedule_and_log(
            context, session, ChannelOption.DIGEST, " · ".join(_clock(hour) for hour in hours)
        )
    await answer_callback(update, digest_confirmation(session.translator, hours))
    await show_page(update, context, session, PAGE_OF[ChannelOption.DIGEST])


async def pick_quiet_hours(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskQuiet
) -> None:
    """Take the first hour of the quiet hours, then the last, and store them."""
    start, end, translator = action.start, action.end, session.translator
    if max(start, end) > NO_HOUR or start == end != NO_HOUR or (start == NO_HOUR != end):
        await answer_expired(update, translator)
        return
    if end == NO_HOUR:
        await edit_or_send(
            update, context, session.origin, *_quiet_page(session.chat, start, translator)
        )
        return
    hours = (start * MINUTES, end * MINUTES)
    if hours != (session.chat.quiet_from, session.chat.quiet_until):
        quiet_from, quiet_until = hours
        await context.store.chats.set_quiet(
            session.chat.id, quiet_from=quiet_from, quiet_until=quiet_until
        )
        await _reschedule_and_log(
            context, session, ChannelOption.QUIET, f"{_clock(start)} – {_clock(end)}"
        )
    text = translator.gettext(
        "Quiet hours are from {start} to {end}.", start=_clock(start), end=_clock(end)
    )
    await answer_callback(update, text)
    await show_page(update, context, session, PAGE_OF[ChannelOption.QUIET])


async def _reschedule_and_log(
    context: KhabarContext, session: AdminSession, item: ChannelOption, value: str
) -> None:
    """Reschedule the posts that wait for an hour, and write the change into the audit log."""
    await context.store.outbox.reschedule(session.chat.id, context.services.now())
    context.services.wake_delivery()
    await log_action(context, session, item, value)


def option_page(
    chat: Chat,
    item: ChannelOption,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
) -> tuple[str, Rows]:
    """Lay out all answers of an option, further ways to answer it, and the way back."""
    number = option_choice(item, chat, settings, now)
    rows = [
        (
            Button(
                ("✓ " if one == number else "") + translator.gettext(words),
                data=encode(DeskSet(chat.id, item, one)),
            ),
        )
        for one, words in enumerate(OPTIONS[item].answers)
    ]
    if item is ChannelOption.DIGEST:
        further = DeskDigest(chat.id, _bit_mask(chat.digest_hours), keep=False)
        rows.append((Button(translator.gettext("🕗 Other hours"), data=encode(further)),))
    elif item is ChannelOption.QUIET:
        asked = DeskQuiet(chat.id, NO_HOUR, NO_HOUR)
        rows.append((Button(translator.gettext("🕗 Other hours"), data=encode(asked)),))
    back = page_button(chat, PAGE_OF[item], translator.gettext("Back"))
    answer = current_answer(item, chat, settings, translator, now)
    text = "\n".join(
        (
            translator.html("{title}", title=chat_name(chat, translator)),
            translator.html("<b>{item}</b>", item=translator.gettext(OPTIONS[item].label)),
            # In words too: what marks a button is not heard from every screen reader.
            translator.html("Now: {answer}", answer=answer),
        )
    )
    return text, (*rows, (back,))


def _digest_page(chat: Chat, hours: tuple[int, ...], translator: Translator) -> tuple[str, Rows]:
    """Lay out the hours of a day, these marked; none is stored yet."""
    marked = _bit_mask(hours)
    rows = in_rows(
        (
            Button(
                f"✓ {_clock(hour)}" if hour in hours else _clock(hour),
                data=encode(DeskDigest(chat.id, marked ^ 1 << hour, keep=False)),
            )
            for hour in HOURS
        ),
        HOURS_IN_ROW,
    )
    label = translator.gettext("✅ Keep: as it is published")
    if hours:
        label = translator.gettext("✅ Keep: {hours}", hours=hours_text(translator, hours))
    keep = Button(label, data=encode(DeskDigest(chat.id, marked, keep=True)))
    text = translator.html(
        "{title}\n<b>At which hours should the digest come?</b>\nUp to three, by the clock of "
        "the city that is set. They count once you keep them.",
        title=chat_name(chat, translator),
    )
    return text, (*rows, (keep,), _back_row(chat, ChannelOption.DIGEST, translator))


def _quiet_page(chat: Chat, start: int, translator: Translator) -> tuple[str, Rows]:
    """Lay out the hours at which quiet hours can begin, or end after `start`."""
    question = mark("{title}\n<b>At which hour do quiet hours begin?</b>")
    if start != NO_HOUR:
        question = mark("{title}\n<b>Quiet hours begin at {start}. When do they end?</b>")
    rows = in_rows(
        (
            Button(
                _clock(hour),
                data=encode(
                    DeskQuiet(chat.id, hour, NO_HOUR)
                    if start == NO_HOUR
                    else DeskQuiet(chat.id, start, hour)
                ),
            )
            for hour in HOURS
            if hour != start
        ),
        HOURS_IN_ROW,
    )
    title = chat_name(chat, translator)
    text = translator.html(question, title=title, start=_clock(start))
    return text, (*rows, _back_row(chat, ChannelOption.QUIET, translator))


def _back_row(chat: Chat, item: ChannelOption, translator: Translator) -> tuple[Button, ...]:
    return (Button(translator.gettext("Back"), data=encode(DeskAsk(chat.id, item))),)


def _bit_mask(hours: Iterable[int]) -> int:
    return sum(1 << hour for hour in hours)


def _clock(hour: int) -> str:
    return f"{hour}:00"


async def set_answer(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskSet
) -> None:
    """Store the pressed answer of an option, and show its page again."""
    settings = await context.store.channel_settings.get(session.chat.id)
    before = option_choice(action.item, session.chat, settings, context.services.now())
    if not await set_option(
        context, session.managed_chat, session.chat, action.item, choice=action.choice
    ):
        await answer_expired(update, session.translator)
        return
    if action.choice != before:
        await log_action(context, session, action.item, str(action.choice))
    label = session.translator.gettext(OPTIONS[action.item].label)
    text = answer_text(action.item, action.choice, session.translator)
    await answer_callback(
        update, session.translator.gettext("{item}: {answer}", item=label, answer=text)
    )
    await show_page(update, context, session, PAGE_OF[action.item])
