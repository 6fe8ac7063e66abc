"""Lays out the pages of one chat's desk: their text and buttons."""

from collections.abc import Sequence
from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.buttons import Rows
from bot.posts.desk_actions import (
    ChannelOption,
    DeskAction,
    DeskAsk,
    DeskDo,
    DeskList,
    DeskOpen,
    DeskPage,
    DeskSet,
)
from bot.posts.keyboard import encode
from bot.posts.pager import in_rows
from bot.types import Button
from handlers.desk.audit_text import inactive_reason_text, log_line
from handlers.desk.options import OPTIONS, OPTIONS_ON_PAGE, current_answer, option_choice
from handlers.reader.setting_options import is_paused
from handlers.ui.formatting import chat_name
from storage.channels.audit_log import AuditEntry
from storage.channels.settings import ChannelSettings
from storage.models import Chat, ChatKind

_PAGE_LABELS = {
    DeskPage.TAGS: mark("🏷 Tags and sections"),
    DeskPage.WORDS: mark("🔤 Words"),
    DeskPage.WHEN: mark("🕗 When"),
    DeskPage.TEMPLATE: mark("🧩 Template"),
    DeskPage.APPROVAL: mark("✅ Approval"),
    DeskPage.POSTS: mark("📌 Posts"),
    DeskPage.STATISTICS: mark("📊 Statistics"),
    DeskPage.LOG: mark("🗒 Log"),
}
# A button gives the other one; more stand on a page.
SWITCH_ANSWERS = 2


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
        lines.append(
            translator.html(
                "⚠️ Nothing is followed there yet, so no news comes by itself: choose tags, "
                "sections or words, or “all news”."
            )
        )
    lines += [log_line(entry, now, translator) for entry in entries[:1]]
    rows = list(_option_rows(OPTIONS_ON_PAGE[DeskPage.MAIN], chat, settings, translator, now))
    rows += in_rows(
        (
            page_button(chat, page, translator.gettext(label))
            for page, label in _PAGE_LABELS.items()
        ),
        columns=2,
    )
    rows += _state_rows(chat, settings, translator, paused=waiting)
    rows.append((Button(translator.gettext("Back"), data=encode(DeskList(0))),))
    return "\n".join(lines), tuple(rows)


def _state_rows(
    chat: Chat, settings: ChannelSettings, translator: Translator, *, paused: bool
) -> Rows:
    """Return the buttons that pause, resume, test, connect or disconnect the chat."""
    if not chat.active:
        label = translator.gettext("▶️ Send the news there")
        return ((action_button(chat, DeskAction.CONNECT, label),),)
    if not paused:
        state = {DeskAction.PAUSE: translator.gettext("⏸ Pause")}
    elif settings.paused_since is None:
        state = {DeskAction.SKIP_MISSED: translator.gettext("▶️ Go on")}
    else:
        state = {
            DeskAction.CATCH_UP: translator.gettext("▶️ Go on and catch up"),
            DeskAction.SKIP_MISSED: translator.gettext("▶️ Go on, skip the rest"),
        }
    return (
        tuple(action_button(chat, action, label) for action, label in state.items()),
        (
            action_button(chat, DeskAction.TEST, translator.gettext("🧪 Test post")),
            page_button(chat, DeskPage.LEAVE, translator.gettext("✖️ Disconnect")),
        ),
    )


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
    rows = list(_option_rows(OPTIONS_ON_PAGE[page], chat, settings, translator, now))
    if page is DeskPage.APPROVAL:
        text = translator.html(
            "<b>Approval</b>\nEach article goes to the administrators first, as it would look. "
            "The first answer counts."
        )
    elif page is DeskPage.WHEN:
        text = _when(settings, waiting, translator)
    else:
        text = translator.html("<b>Template</b>\nThe parts of a post beside its headline.")
        if settings.template.signature:
            signature = isolate(clean(settings.template.signature))
            text += "\n" + translator.html("Signature: {signature}", signature=signature)
        rows.append((action_button(chat, DeskAction.SIGNATURE, translator.gettext("✏️ Signature")),))
        if settings.template.signature:
            label = translator.gettext("No signature")
            rows[-1] += (action_button(chat, DeskAction.NO_SIGNATURE, label),)
        rows.append((action_button(chat, DeskAction.PREVIEW, translator.gettext("👁 Preview")),))
    return f"{title}\n{text}", (*rows, back_row(chat, translator))


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
    return text, ((yes,), back_row(chat, translator))


def log_page(
    chat: Chat, entries: Sequence[AuditEntry], translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Lay out the audit log, the newest entry first."""
    head = translator.html("<b>Log</b>: {title}", title=chat_name(chat, translator))
    lines = [log_line(entry, now, translator) for entry in entries]
    if not lines:
        lines = [translator.html("Nothing has been changed yet.")]
    return "\n".join([head, *lines]), (back_row(chat, translator),)


def disconnect_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Ask for confirmation before the chat gets no more news."""
    text = translator.html(
        "<b>Send no more news to {title}?</b>\nThe settings are kept for 30 days.",
        title=chat_name(chat, translator),
    )
    yes = action_button(chat, DeskAction.DISCONNECT, translator.gettext("Yes, disconnect"))
    return text, ((yes,), back_row(chat, translator))


def back_row(chat: Chat, translator: Translator) -> tuple[Button, ...]:
    """Return the row with the button back to the first page."""
    return (page_button(chat, DeskPage.MAIN, translator.gettext("Back")),)


def _option_rows(
    items: Sequence[ChannelOption],
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
) -> Rows:
    """Return a button for each option, which shows the present answer.

    A press switches between two answers, or opens the page of more than two.
    """
    rows = []
    for item in items:
        number = option_choice(item, chat, settings, now)
        label = translator.gettext(
            "{item}: {answer}",
            item=translator.gettext(OPTIONS[item].label),
            answer=current_answer(item, chat, settings, translator, now),
        )
        several = len(OPTIONS[item].answers) > SWITCH_ANSWERS
        action = DeskAsk(chat.id, item) if several else DeskSet(chat.id, item, 1 - (number or 0))
        rows.append((Button(label, data=encode(action)),))
    return tuple(rows)


def page_button(chat: Chat, page: DeskPage, label: str, offset: int = 0) -> Button:
    """Return the button that opens a page of the chat's desk."""
    return Button(label, data=encode(DeskOpen(chat.id, page, offset)))


def action_button(chat: Chat, operation: DeskAction, label: str) -> Button:
    """Return the button that runs an action for the chat."""
    return Button(label, data=encode(DeskDo(chat.id, operation)))


def desk_button(chat: Chat, translator: Translator) -> Button:
    """Return the button that opens the desk of a chat at its first page."""
    label = (
        translator.gettext("⚙️ Settings of the channel")
        if chat.kind is ChatKind.CHANNEL
        else translator.gettext("⚙️ Settings of the group")
    )
    return page_button(chat, DeskPage.MAIN, label)
