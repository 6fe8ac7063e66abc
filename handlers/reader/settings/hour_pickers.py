"""Lays out the pages of the settings that pick the digest's hours and the end of a pause."""

from datetime import UTC, date, datetime, time, timedelta

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Menu, OpenMenu, PauseUntil, SetHour
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.chat_rows import chat_or_default
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.ui.replies import LatePolicy, answer_callback, answer_expired, edit_or_send
from storage.models import Chat
from storage.time_zones import zone_or_utc

HOURS = range(24)
HOURS_IN_ROW = 4
# Issues of a day that readers know from newspapers and broadcasts.
MAX_DIGESTS = 3
PAUSE_DAYS = 14
DAYS_IN_ROW = 2


async def set_hour(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: SetHour
) -> None:
    """Add an hour to those of the digest, or take it away."""
    translator = origin.translator
    if action.hour not in HOURS:
        await answer_expired(update, translator)
        return
    hours = {*chat.digest_hours, action.hour} if action.on else {*chat.digest_hours} - {action.hour}
    if len(hours) > MAX_DIGESTS:
        text = translator.gettext("Three digests a day at most: take one away first.")
        await answer_callback(update, text)
        return
    await context.store.chats.set_digest(chat.id, sorted(hours))
    await context.store.outbox.reschedule(chat.id, context.services.now())
    context.services.wake_delivery()
    confirmation = digest_confirmation(translator, tuple(sorted(hours)))
    # The page that follows says the hours, too.
    await answer_callback(update, confirmation, late=LatePolicy.DROP)
    changed = await chat_context(update, context)
    page = digest_hours_page(chat_or_default(changed), translator)
    await edit_or_send(update, context, changed, *page)


async def pause_until(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: PauseUntil
) -> None:
    """Pause the news until that day begins in the chat's time zone."""
    translator, now = origin.translator, context.services.now()
    today = now.astimezone(zone_or_utc(chat.zone_name)).date()
    if not today.toordinal() < action.day <= today.toordinal() + PAUSE_DAYS:
        await answer_expired(update, translator)
        return
    day = date.fromordinal(action.day)
    until = datetime.combine(day, time(), zone_or_utc(chat.zone_name)).astimezone(UTC)
    await context.store.pauses.begin_until(chat.id, until, now)
    confirmation = translator.gettext(
        "No news will come until {date}.", date=format_date(day, translator.language)
    )
    await answer_callback(update, confirmation, late=LatePolicy.DROP)
    text, rows = pause_until_page(chat, translator, now)
    await edit_or_send(update, context, origin, f"{confirmation}\n\n{text}", rows)


def digest_confirmation(translator: Translator, hours: tuple[int, ...]) -> str:
    """Say when news will come, as a sentence."""
    if not hours:
        return translator.gettext("News will come as it is published.")
    return translator.gettext(
        "News will come in a digest at {hours}.", hours=hours_text(translator, hours)
    )


def hours_text(translator: Translator, hours: tuple[int, ...]) -> str:
    """List the hours in words, such as "8:00, 14:00 and 20:00"."""
    written = [f"{hour}:00" for hour in hours]
    if len(written) < 2:  # noqa: PLR2004 - there is nothing to join
        return "".join(written)
    *first, last = written
    return translator.gettext(
        "{first} and {last}", first=translator.gettext(", ").join(first), last=last
    )


def digest_hours_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Lay out the hours of a day, those of the digest marked."""
    buttons = [
        Button(
            f"✓ {hour}:00" if hour in chat.digest_hours else f"{hour}:00",
            data=encode(SetHour(hour, hour not in chat.digest_hours)),
        )
        for hour in HOURS
    ]
    rows = list(in_rows(buttons, HOURS_IN_ROW))
    rows.append((Button(translator.gettext("Back"), data=encode(OpenMenu(Menu.DIGEST))),))
    text = translator.html(
        "<b>At which hours should the digest come?</b>\nUp to three, by the clock of your city."
    )
    hours = hours_text(translator, chat.digest_hours)
    said = translator.gettext(
        "Now: {answer}",
        answer=translator.gettext("In a digest at {hours}", hours=hours)
        if hours
        else translator.gettext("As it is published"),
    )
    return f"{text}\n{said}", tuple(rows)


def pause_until_page(chat: Chat, translator: Translator, now: datetime) -> tuple[str, Rows]:
    """Lay out the days until which the news can be paused."""
    today = now.astimezone(zone_or_utc(chat.zone_name)).date()
    days = [today + timedelta(days=number) for number in range(1, PAUSE_DAYS + 1)]
    buttons = [
        # The year would not fit beside the month on a phone, and within two weeks says nothing.
        Button(
            format_date(day, translator.language).removesuffix(f" {day.year}"),
            data=encode(PauseUntil(day.toordinal())),
        )
        for day in days
    ]
    rows = list(in_rows(buttons, DAYS_IN_ROW))
    rows.append((Button(translator.gettext("Back"), data=encode(OpenMenu(Menu.PAUSE))),))
    return translator.html("<b>Until which day should no news come?</b>"), tuple(rows)
