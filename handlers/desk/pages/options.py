"""Defines the options of a channel: their names and answers, the present one, storing one."""

from dataclasses import dataclass
from datetime import datetime

from bot.i18n import Translator, mark
from bot.posts.actions.desk_choices import ChannelOption, DeskPage
from bot.posts.actions.settings import Menu, Setting
from handlers.context import ChatContext, KhabarContext
from handlers.reader.settings.apply import apply_setting
from handlers.reader.settings.hour_pickers import hours_text
from handlers.reader.settings.options import (
    QUESTIONS,
    current_choice,
    quiet_hours_text,
)
from storage.channels.settings import ChannelSettings, Flag
from storage.models import Chat

OPTIONS_ON_PAGE: dict[DeskPage, tuple[ChannelOption, ...]] = {
    DeskPage.WHAT: (ChannelOption.EVERYTHING,),
    DeskPage.WHEN: (
        ChannelOption.DIGEST,
        ChannelOption.HOURLY,
        ChannelOption.QUIET,
        ChannelOption.HOLDING,
        ChannelOption.SOUND,
        ChannelOption.CATCH_UP,
        ChannelOption.ZONE,
    ),
    DeskPage.TEMPLATE: (ChannelOption.FORMAT, ChannelOption.ALBUM, ChannelOption.LANGUAGE),
    DeskPage.PARTS: (
        ChannelOption.SUMMARY,
        ChannelOption.PHOTO_LINE,
        ChannelOption.HASHTAGS,
        ChannelOption.BUTTONS,
        ChannelOption.LINK,
    ),
    DeskPage.AFTER: (ChannelOption.EDITS, ChannelOption.THREADS, ChannelOption.PIN),
    DeskPage.APPROVAL: (ChannelOption.MODERATED, ChannelOption.WAIT, ChannelOption.UNANSWERED),
}
PAGE_OF = {item: page for page, items in OPTIONS_ON_PAGE.items() for item in items}


WAITS_MINUTES = (15, 30, 60, 180)
# The first is "any number".
HOURLY_LIMITS = (0, 1, 2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Option:
    """Names an option, with its answers in the order of their numbers.

    `switch` names what the second of two answers switches on; without it a page asks.
    """

    label: str
    answers: tuple[str, ...]
    flag: Flag | None = None
    menu: Menu | None = None
    switch: str = ""


_NO_YES = (mark("no"), mark("yes"))


def _reader_option(label: str, menu: Menu, switch: str = "") -> Option:
    """Return a channel option that is also a setting of readers."""
    return Option(label, QUESTIONS[menu].answers, menu=menu, switch=switch)


def _yes_or_no(label: str, flag: Flag) -> Option:
    return Option(label, _NO_YES, flag, switch=label)


OPTIONS: dict[ChannelOption, Option] = {
    ChannelOption.EVERYTHING: Option(
        mark("Which news"),
        (mark("followed tags only"), mark("all news")),
        menu=Menu.TOPICS,
        switch=mark("All news"),
    ),
    ChannelOption.FORMAT: _reader_option(mark("How it looks"), Menu.FORMAT),
    ChannelOption.ALBUM: _reader_option(mark("Photo galleries"), Menu.ALBUM),
    ChannelOption.SOUND: _reader_option(mark("Sound"), Menu.SOUND, mark("Without sound")),
    ChannelOption.DIGEST: _reader_option(mark("When"), Menu.DIGEST),
    ChannelOption.QUIET: _reader_option(mark("Quiet hours"), Menu.QUIET),
    ChannelOption.HOLDING: _reader_option(
        mark("In quiet hours"), Menu.HOLDING, mark("Posts wait in quiet hours")
    ),
    ChannelOption.HOURLY: Option(
        mark("Posts an hour"),
        (
            mark("any number"),
            mark("1 at most"),
            mark("2 at most"),
            mark("3 at most"),
            mark("5 at most"),
            mark("10 at most"),
        ),
    ),
    ChannelOption.CATCH_UP: Option(
        mark("After an outage"),
        (mark("each post"), mark("one digest")),
        switch=mark("After an outage one digest"),
    ),
    ChannelOption.ZONE: _reader_option(mark("City"), Menu.ZONE),
    ChannelOption.LANGUAGE: _reader_option(mark("Language"), Menu.LANGUAGE),
    ChannelOption.EDITS: _yes_or_no(mark("Corrections edit posts"), "edits"),
    ChannelOption.THREADS: _yes_or_no(mark("Follow-ups as replies"), "threads"),
    ChannelOption.PIN: _yes_or_no(mark("Breaking news is pinned"), "pin_breaking"),
    ChannelOption.SUMMARY: _yes_or_no(mark("Summary"), "summary"),
    ChannelOption.PHOTO_LINE: _yes_or_no(mark("Photo's caption"), "photo_line"),
    ChannelOption.HASHTAGS: _yes_or_no(mark("Hashtags"), "hashtags"),
    ChannelOption.BUTTONS: _yes_or_no(mark("Buttons"), "buttons"),
    ChannelOption.LINK: _yes_or_no(mark("Headline is a link"), "link"),
    ChannelOption.MODERATED: _yes_or_no(mark("Approval before each post"), "moderated"),
    ChannelOption.UNANSWERED: Option(
        mark("Without an answer"),
        (mark("it is skipped"), mark("it is published")),
        "publish_unanswered",
        switch=mark("Without an answer it is published"),
    ),
    ChannelOption.WAIT: Option(
        mark("Waits for an answer"),
        (
            mark("15 minutes"),
            mark("half an hour"),
            mark("an hour"),
            mark("three hours"),
        ),
    ),
}


def option_choice(
    item: ChannelOption, chat: Chat, settings: ChannelSettings, now: datetime
) -> int | None:
    """Return the number of the present answer; None where no button has it."""
    known = OPTIONS[item]
    if known.menu is not None:
        return current_choice(chat, QUESTIONS[known.menu].setting, now)
    if item is ChannelOption.WAIT:
        waits = settings.wait_minutes
        return WAITS_MINUTES.index(waits) if waits in WAITS_MINUTES else None
    if item is ChannelOption.HOURLY:
        return HOURLY_LIMITS.index(settings.hourly) if settings.hourly in HOURLY_LIMITS else None
    if item is ChannelOption.CATCH_UP:
        return int(settings.catch_up)
    holder = settings if hasattr(settings, str(known.flag)) else settings.template
    return int(bool(getattr(holder, str(known.flag))))


def answer_text(item: ChannelOption, choice: int | None, translator: Translator) -> str:
    """Return an answer in words."""
    if choice is None or not 0 <= choice < len(OPTIONS[item].answers):
        return translator.gettext("Your own choice")
    return translator.gettext(OPTIONS[item].answers[choice])


def current_answer(
    item: ChannelOption,
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
) -> str:
    """Return the present answer in words, also where no button has it."""
    number = option_choice(item, chat, settings, now)
    if number is None and item is ChannelOption.DIGEST:
        hours = hours_text(translator, chat.digest_hours)
        return translator.gettext("In a digest at {hours}", hours=hours)
    if number is None and item is ChannelOption.QUIET:
        return quiet_hours_text(translator, chat)
    return answer_text(item, number, translator)


async def set_option(
    context: KhabarContext, origin: ChatContext, chat: Chat, item: ChannelOption, *, choice: int
) -> bool:
    """Store the answer with this number; return False where there is none."""
    known = OPTIONS[item]
    if choice >= len(known.answers):
        return False
    desk = context.store.channel_settings
    if known.menu is not None:
        setting: Setting = QUESTIONS[known.menu].setting
        await apply_setting(context, origin, chat, setting, choice=choice)
    elif known.flag is not None:
        await desk.set_flag(chat.id, known.flag, on=bool(choice))
    elif item is ChannelOption.CATCH_UP:
        await desk.set_catch_up(chat.id, on=bool(choice))
    elif item is ChannelOption.HOURLY:
        await desk.set_hourly(chat.id, HOURLY_LIMITS[choice])
    else:
        await desk.set_approval_wait(chat.id, WAITS_MINUTES[choice])
    return True
