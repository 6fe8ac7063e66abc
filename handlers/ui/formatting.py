"""Formats chats, times and quoted text as messages and buttons show them."""

from datetime import datetime, timedelta

from bot.arabic.bidi import isolate
from bot.arabic.dates import format_date
from bot.arabic.normalize import clean
from bot.i18n import Translator
from storage.models import Chat
from storage.time_zones import zone_or_utc

_MARKS = '«»“”„‟""‹›'
_INNER = str.maketrans(dict.fromkeys(_MARKS, '"'))


def quoted(words: str) -> str:
    """Return the words for use inside quotation marks: isolated, and without marks of their own."""
    bare = words.strip()
    inside = bare.strip(_MARKS)
    if not any(mark in inside for mark in _MARKS):
        bare = inside
    return isolate(bare.translate(_INNER))


def chat_name(chat: Chat, translator: Translator) -> str:
    """Return the chat's title, with the number of the topic in a forum."""
    title = isolate(clean(chat.title)) or translator.gettext("Chat without a name")
    if not chat.thread_id:
        return title
    return translator.gettext("{title}, topic {number}", title=title, number=chat.thread_id)


def past_time(moment: datetime, now: datetime, translator: Translator) -> str:
    """Return in words how long ago a moment was."""
    passed = max(now - moment, timedelta(0))
    if passed < timedelta(minutes=1):
        return translator.gettext("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed / timedelta(minutes=1))
        return translator.ngettext("{n} minute ago", "{n} minutes ago", minutes)
    if passed < timedelta(days=1):
        hours = int(passed / timedelta(hours=1))
        return translator.ngettext("{n} hour ago", "{n} hours ago", hours)
    return translator.ngettext("{n} day ago", "{n} days ago", passed.days)


def published_time(
    moment: datetime, now: datetime, *, translator: Translator, zone_name: str
) -> str:
    """Return when an article was published, as readers say it.

    Within the hour how long ago; of today and yesterday the time of day; else the date, without
    the year if it is the present one.

    Args:
        moment: when it was published, aware; one to come counts as now.
        now: the present, aware.
        translator: for the reader's language.
        zone_name: the time zone of day and hour.
    """
    if now - moment < timedelta(hours=1):
        return past_time(moment, now, translator)
    zone = zone_or_utc(zone_name)
    local, today = moment.astimezone(zone), now.astimezone(zone)
    days = (today.date() - local.date()).days
    if days == 0:
        return translator.gettext("today {time}", time=f"{local:%H:%M}")
    if days == 1:
        return translator.gettext("yesterday {time}", time=f"{local:%H:%M}")
    written = format_date(local, translator.language)
    return written.removesuffix(f" {local.year}") if local.year == today.year else written


def future_time(moment: datetime, now: datetime, chat: Chat, translator: Translator) -> str:
    """Return a future moment in words, in the chat's time zone."""
    zone = zone_or_utc(chat.zone_name)
    local = moment.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    time = f"{local:%H:%M}"
    if days <= 0:
        return translator.gettext("at {time}", time=time)
    if days == 1:
        return translator.gettext("tomorrow at {time}", time=time)
    return translator.gettext(
        "on {date} at {time}", date=format_date(local, translator.language), time=time
    )
