"""Lays out the pages of one chat's desk: their text and buttons."""

from collections.abc import Sequence
from datetime import datetime

from telegram.constants import MessageLimit

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.desk import DeskAsk, DeskList, DeskSet
from bot.posts.actions.desk_choices import ChannelOption, DeskAction, DeskPage
from bot.posts.actions.encoding import encode
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.posts.shortening import utf16_length
from bot.types import Button
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.pages.audit_text import log_line, log_lines
from handlers.desk.pages.navigation import action_button, back_row, page_button, page_buttons
from handlers.desk.pages.options import OPTIONS, OPTIONS_ON_PAGE, current_answer, option_choice
from handlers.reader.settings.options import is_paused
from handlers.ui.formatting import chat_name
from storage.channels.audit_log import AuditEntry
from storage.channels.settings import ChannelSettings
from storage.models import Chat


def main_page(
    chat: Chat,
    settings: ChannelSettings,
    entries: Sequence[AuditEntry],
    translator: Translator,
    now: datetime,
    *,
    nothing: bool = False,
) -> tuple[str, Rows]:
    """Lay out the first page: whether news is sent, the last change, options, other pages.

    `nothing` says that the chat takes only what it follows, and follows nothing.
    """
    lines = [f"<b>{translator.html('{title}', title=chat_name(chat, translator))}</b>"]
    waiting = is_paused(chat, now)
    if not chat.active:
        lines.append(translator.html("{text}", text=inactive_reason_text(chat, translator)))
    elif waiting:
        lines.append(translator.html("News is paused there."))
    elif not nothing:
        lines.append(translator.html("News is being sent there."))
    if nothing:
        lines.append(nothing_followed(translator))
    lines += [log_line(entry, now, translator) for entry in entries[:1]]
    pages = in_rows(page_buttons(chat, DeskPage.MAIN, translator), columns=2)
    state = _state_row(chat, settings, translator, paused=waiting)
    back = (Button(translator.gettext("Back"), data=encode(DeskList(0))),)
    return "\n".join(lines), (*pages, state, back)


def nothing_followed(translator: Translator) -> str:
    """Warn that no news comes where only what is followed would, and nothing is."""
    return translator.html(
        "⚠️ Nothing is followed there yet, so no news comes by itself: choose tags, sections or "
        "words, or “all news”."
    )


def _state_row(
    chat: Chat, settings: ChannelSettings, translator: Translator, *, paused: bool
) -> tuple[Button, ...]:
    """Return the buttons that pause, resume or connect the chat."""
    if not chat.active:
        state = {DeskAction.CONNECT: translator.gettext("▶️ Send the news there")}
    elif not paused:
        state = {DeskAction.PAUSE: translator.gettext("⏸ Pause")}
    elif settings.paused_since is None:
        state = {DeskAction.SKIP_MISSED: translator.gettext("▶️ Go on")}
    else:
        state = {
            DeskAction.CATCH_UP: translator.gettext("▶️ Go on and catch up"),
            DeskAction.SKIP_MISSED: translator.gettext("▶️ Go on, skip the rest"),
        }
    return tuple(action_button(chat, action, label) for action, label in state.items())


def options_page(
    page: DeskPage,
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
    *,
    waiting: int = 0,
) -> tuple[str, Rows]:
    """Lay out a page of options; `waiting` articles wait for their hour."""
    title = translator.html("{title}", title=chat_name(chat, translator))
    rows = list(_option_rows(OPTIONS_ON_PAGE.get(page, ()), chat, settings, translator, now))
    rows += [(button,) for button in page_buttons(chat, page, translator)]
    if page is DeskPage.WHEN:
        text = _when(settings, waiting, translator)
    else:
        text = translator.html(_PAGE_TEXTS[page])
    signature = settings.template.signature
    if page is DeskPage.TEMPLATE:
        if signature:
            shown = isolate(clean(signature))
            text += "\n" + translator.html("Signature: {signature}", signature=shown)
        rows.append((action_button(chat, DeskAction.SIGNATURE, translator.gettext("✏️ Signature")),))
        if signature:
            label = translator.gettext("No signature")
            rows[-1] += (action_button(chat, DeskAction.NO_SIGNATURE, label),)
        rows.append((action_button(chat, DeskAction.PREVIEW, translator.gettext("👁 Preview")),))
    elif page is DeskPage.WHO and chat.active:
        rows.append(
            (
                action_button(chat, DeskAction.TEST, translator.gettext("🧪 Test post")),
                page_button(chat, DeskPage.LEAVE, translator.gettext("✖️ Disconnect")),
            )
        )
    return f"{title}\n{text}", (*rows, back_row(chat, translator, page))


_PAGE_TEXTS = {
    DeskPage.WHAT: mark("<b>What is posted</b>\nAll news, or only followed tags and words."),
    DeskPage.TEMPLATE: mark("<b>How posts look</b>"),
    DeskPage.PARTS: mark("<b>Parts of a post</b>\nThe headline is always there."),
    DeskPage.AFTER: mark("<b>After posting</b>"),
    DeskPage.WHO: mark("<b>Who decides</b>\nApproval, and who changed what."),
    DeskPage.APPROVAL: mark(
        "<b>Approval</b>\nEach article goes to the administrators first. The first answer counts."
    ),
}


# The pages of options, and of what leads on to them.
OPTION_PAGES = frozenset({*_PAGE_TEXTS, DeskPage.WHEN})


def _when(settings: ChannelSettings, waiting: int, translator: Translator) -> str:
    """Return the text of the page of times."""
    text = translator.html("<b>When</b>\nAt once, in digests, or so many an hour.")
    if settings.hourly:
        text += "\n" + translator.html(
            "Of what is too much for an hour the weightiest goes first: words to be alerted to, "
            "then followed tags, then what is talked of most. What has waited for three hours "
            "comes in one digest; nothing is lost. Breaking news waits for no hour."
        )
    if waiting:
        text += "\n" + translator.nhtml(
            "{n} article waits for its hour.", "{n} articles wait for their hour.", waiting
        )
    return text


def test_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Ask for confirmation of a test post while the chat is paused."""
    text = translator.html(
        "<b>News is paused in {title}.</b>\nSend a test post there all the same?",
        title=chat_name(chat, translator),
    )
    yes = action_button(chat, DeskAction.TEST_SURE, translator.gettext("Yes, send it"))
    return text, ((yes,), back_row(chat, translator, DeskPage.LEAVE))


def log_page(
    chat: Chat, entries: Sequence[AuditEntry], translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Lay out the audit log, the newest entry first; the oldest are left out if it is too long."""
    head = translator.html("<b>Log</b>: {title}", title=chat_name(chat, translator))
    room = MessageLimit.MAX_TEXT_LENGTH - utf16_length(head)
    lines = log_lines(entries, now, translator, room)
    if not lines:
        lines = [translator.html("Nothing has been changed yet.")]
    return "\n".join([head, *lines]), (back_row(chat, translator, DeskPage.LOG),)


def disconnect_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Ask for confirmation before the chat gets no more news."""
    text = translator.html(
        "<b>Send no more news to {title}?</b>\nThe settings are kept for 30 days.",
        title=chat_name(chat, translator),
    )
    yes = action_button(chat, DeskAction.DISCONNECT, translator.gettext("Yes, disconnect"))
    return text, ((yes,), back_row(chat, translator, DeskPage.LEAVE))


def _option_rows(
    items: Sequence[ChannelOption],
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
) -> Rows:
    """Return a button for each option: a switch (✓ or ✗), or the answer and what leads on (›)."""
    rows = []
    for item in items:
        option, number = OPTIONS[item], option_choice(item, chat, settings, now)
        if option.switch:
            sign = "✓" if number else "✗"
            label = f"{sign} {translator.gettext(option.switch)}"
            action: DeskSet | DeskAsk = DeskSet(chat.id, item, 1 - (number or 0))
        else:
            answer = current_answer(item, chat, settings, translator, now)
            label = translator.gettext(
                "{item}: {answer} ›", item=translator.gettext(option.label), answer=answer
            )
            action = DeskAsk(chat.id, item)
        rows.append((Button(label, data=encode(action)),))
    return tuple(rows)
