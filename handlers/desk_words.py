"""How the desk speaks of chats, of times, and of what was changed by whom."""

from datetime import datetime, timedelta

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.desk_actions import DeskItem
from handlers.desk_items import ITEMS, answer
from storage.desk_log import Entry
from storage.models import Chat

# What the log says of things that are no items.
DONE = {
    "connect": mark("connected the chat"),
    "disconnect": mark("ended the news here"),
    "pause": mark("paused the news"),
    "catch up": mark("ended the pause and caught up"),
    "skip missed": mark("ended the pause"),
    "signature": mark("changed the signature"),
    "test": mark("sent a test post"),
    "follow": mark("follows the tag “{value}”"),
    "mute": mark("muted the tag “{value}”"),
    "leave": mark("left the tag “{value}”"),
    "publish": mark("approved “{value}”"),
    "skip": mark("skipped “{value}”"),
    "later": mark("put off “{value}”"),
    "headline": mark("changed the headline of “{value}”"),
    "post": mark("posted “{value}” by hand"),
    "withdraw": mark("withdrew “{value}”"),
    "pin": mark("pinned “{value}”"),
    "unpin": mark("unpinned “{value}”"),
}


def name_of(chat: Chat, translator: Translator) -> str:
    """The chat's title, with the number of the topic in a forum."""
    title = isolate(clean(chat.title)) or translator.gettext("Chat without a name")
    if not chat.thread_id:
        return title
    return translator.gettext("{title}, topic {number}", title=title, number=chat.thread_id)


def ago(moment: datetime, now: datetime, translator: Translator) -> str:
    """How long ago it was, in words."""
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


def told(entry: Entry, now: datetime, translator: Translator) -> str:
    """One line of the log, as HTML."""
    who = isolate(clean(entry.person_name)) or translator.gettext("Somebody")
    value = isolate(clean(entry.value))
    if entry.what in DONE:
        deed = translator.gettext(DONE[entry.what], value=value)
    elif entry.what in {item.value for item in DeskItem}:
        item = DeskItem(entry.what)
        number = int(entry.value) if entry.value.isdigit() else None
        deed = translator.gettext(
            "{item}: {answer}",
            item=translator.gettext(ITEMS[item].label),
            answer=answer(item, number, translator),
        )
    else:
        deed = translator.gettext("changed something")
    when = ago(entry.at, now, translator)
    return translator.html("{who}: {deed} ({when})", who=who, deed=deed, when=when)
