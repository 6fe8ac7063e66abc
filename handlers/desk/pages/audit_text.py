"""Puts the audit log into words."""

import html
from collections.abc import Sequence
from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.desk_choices import ChannelOption
from bot.posts.shortening import utf16_length
from handlers.desk.pages.options import OPTIONS, answer_text
from handlers.ui.formatting import past_time
from storage.channels.audit_log import AuditAction, AuditEntry

# What the log says of things that are no items.
ACTIONS: dict[AuditAction, str] = {
    AuditAction.CONNECT: mark("chat connected"),
    AuditAction.DISCONNECT: mark("news ended"),
    AuditAction.PAUSE: mark("pause"),
    AuditAction.CATCH_UP: mark("pause ended, what was missed sent"),
    AuditAction.PROPOSE_MISSED: mark("pause ended, what was missed proposed"),
    AuditAction.SKIP_MISSED: mark("pause ended"),
    AuditAction.SIGNATURE: mark("signature changed"),
    AuditAction.TEST: mark("test post"),
    AuditAction.FOLLOW: mark("tag “{value}” followed"),
    AuditAction.MUTE: mark("tag “{value}” muted"),
    AuditAction.LEAVE: mark("tag “{value}” left"),
    AuditAction.ALERT: mark("alert to “{value}”"),
    AuditAction.MUTE_WORDS: mark("“{value}” muted"),
    AuditAction.END_WORDS: mark("words “{value}” ended"),
    AuditAction.PUBLISH: mark("“{value}” approved"),
    AuditAction.SKIP: mark("“{value}” skipped"),
    AuditAction.PUBLISH_ALL: mark("approved at once: {value}"),
    AuditAction.SKIP_ALL: mark("skipped at once: {value}"),
    AuditAction.POSTPONE: mark("“{value}” put off"),
    AuditAction.HEADLINE: mark("headline changed to “{value}”"),
    AuditAction.SUMMARY: mark("summary changed to “{value}”"),
    AuditAction.SITES_WORDS: mark("“{value}” as on the site again"),
    AuditAction.POST: mark("“{value}” posted by hand"),
    AuditAction.PLAN: mark("“{value}” put on the timetable"),
    AuditAction.CANCEL: mark("“{value}” taken off the timetable"),
    AuditAction.WITHDRAW: mark("“{value}” withdrawn"),
    AuditAction.PIN: mark("“{value}” pinned"),
    AuditAction.UNPIN: mark("“{value}” unpinned"),
    AuditAction.PIN_FAILED: mark("“{value}” could not be pinned"),
}
# Lines of no person's.
BOT_ACTIONS = frozenset({AuditAction.PIN_FAILED})


def log_lines(
    entries: Sequence[AuditEntry], now: datetime, translator: Translator, room: int
) -> list[str]:
    """Format the first of the entries as HTML, a line for each, as many as there is room for.

    Args:
        entries: the newest first; a summary that somebody wrote takes as much as five others.
        now: the present.
        translator: for the reader's language.
        room: what is left of the message, in UTF-16 units; each line begins with a line break.
    """
    lines = []
    for entry in entries:
        line = log_line(entry, now, translator)
        room -= utf16_length(f"\n{html.unescape(line)}")
        if room < 0:
            break
        lines.append(line)
    return lines


def log_line(entry: AuditEntry, now: datetime, translator: Translator) -> str:
    """Format one entry of the audit log as HTML: what was done, by whom, when."""
    person = isolate(clean(entry.person_name)) or translator.gettext("Somebody")
    if entry.action in BOT_ACTIONS:
        person = translator.gettext("the bot")
    value = isolate(clean(entry.value))
    if isinstance(entry.action, AuditAction):
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
