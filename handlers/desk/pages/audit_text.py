"""Puts the audit log into words."""

from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.desk_choices import ChannelOption
from handlers.desk.pages.options import OPTIONS, answer_text
from handlers.ui.formatting import past_time
from storage.channels.audit_log import AuditEntry

# What the log says of things that are no items.
ACTIONS = {
    "connect": mark("chat connected"),
    "disconnect": mark("news ended"),
    "pause": mark("pause"),
    "catch up": mark("pause ended, what was missed sent"),
    "propose missed": mark("pause ended, what was missed proposed"),
    "skip missed": mark("pause ended"),
    "signature": mark("signature changed"),
    "test": mark("test post"),
    "follow": mark("tag “{value}” followed"),
    "mute": mark("tag “{value}” muted"),
    "leave": mark("tag “{value}” left"),
    "alert": mark("alert to “{value}”"),
    "mute words": mark("“{value}” muted"),
    "end words": mark("words “{value}” ended"),
    "publish": mark("“{value}” approved"),
    "skip": mark("“{value}” skipped"),
    "publish all": mark("approved at once: {value}"),
    "skip all": mark("skipped at once: {value}"),
    "later": mark("“{value}” put off"),
    "headline": mark("headline changed to “{value}”"),
    "summary": mark("summary changed to “{value}”"),
    "site's words": mark("“{value}” as on the site again"),
    "post": mark("“{value}” posted by hand"),
    "plan": mark("“{value}” put on the timetable"),
    "cancel": mark("“{value}” taken off the timetable"),
    "withdraw": mark("“{value}” withdrawn"),
    "pin": mark("“{value}” pinned"),
    "unpin": mark("“{value}” unpinned"),
    "pin failed": mark("“{value}” could not be pinned"),
}
# Lines of no person's.
BOT_ACTIONS = frozenset({"pin failed"})


def log_line(entry: AuditEntry, now: datetime, translator: Translator) -> str:
    """Format one entry of the audit log as HTML: what was done, by whom, when."""
    person = isolate(clean(entry.person_name)) or translator.gettext("Somebody")
    if entry.action in BOT_ACTIONS:
        person = translator.gettext("the bot")
    value = isolate(clean(entry.value))
    if entry.action in ACTIONS:
        action = translator.gettext(ACTIONS[entry.action], value=value)
    elif entry.action in {item.value for item in ChannelOption}:
        item = ChannelOption(entry.action)
        given = value or translator.gettext(OPTIONS[item].answers[0])
        if entry.value.isdigit():
            given = answer_text(item, int(entry.value), translator)
        action = translator.gettext(
            "{item}: {answer}",
            item=translator.gettext(OPTIONS[item].label),
            answer=given,
        )
    else:
        action = translator.gettext("a change")
    when = past_time(entry.at, now, translator)
    return translator.html("{action} · {who} · {when}", action=action, who=person, when=when)
