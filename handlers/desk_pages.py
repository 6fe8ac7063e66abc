"""The pages of one chat's desk: words and buttons, made of what is kept."""

from collections.abc import Sequence
from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.desk_actions import (
    Deed,
    DeskDo,
    DeskItem,
    DeskList,
    DeskOpen,
    DeskPage,
    DeskSet,
    DeskTag,
    DeskWord,
)
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.types import Button
from handlers.desk_items import ITEMS, answer, chosen
from handlers.desk_words import name_of, told
from handlers.questions import paused
from storage.alerts import Alert, AlertKind
from storage.desk import ChannelSettings
from storage.desk_log import Entry
from storage.models import Chat, Tag

ITEMS_OF: dict[DeskPage, tuple[DeskItem, ...]] = {
    DeskPage.MAIN: (
        DeskItem.EVERYTHING,
        DeskItem.SOUND,
        DeskItem.EDITS,
        DeskItem.THREADS,
        DeskItem.PIN,
        DeskItem.LANGUAGE,
    ),
    DeskPage.WHEN: (
        DeskItem.DIGEST,
        DeskItem.HOURLY,
        DeskItem.QUIET,
        DeskItem.HOLDING,
        DeskItem.CATCH_UP,
        DeskItem.ZONE,
    ),
    DeskPage.TEMPLATE: (
        DeskItem.FORMAT,
        DeskItem.SUMMARY,
        DeskItem.PHOTO_LINE,
        DeskItem.HASHTAGS,
        DeskItem.BUTTONS,
        DeskItem.LINK,
    ),
    DeskPage.APPROVAL: (DeskItem.MODERATED, DeskItem.WAIT, DeskItem.UNANSWERED),
}
PAGE_OF = {item: page for page, items in ITEMS_OF.items() for item in items}
ORDINARY, FOLLOWED, MUTED = 0, 1, 2


def main_page(
    chat: Chat,
    settings: ChannelSettings,
    entries: Sequence[Entry],
    translator: Translator,
    now: datetime,
) -> tuple[str, Rows]:
    """All of one chat: what it gets, who changed it last, and the ways on."""
    lines = [f"<b>{translator.html('{title}', title=name_of(chat, translator))}</b>"]
    waiting = paused(chat, now)
    if not chat.active:
        lines.append(translator.html("No news is being sent there."))
    elif waiting:
        lines.append(translator.html("News is paused there."))
    else:
        lines.append(translator.html("News is being sent there."))
    lines += [told(entry, now, translator) for entry in entries[:1]]
    rows = list(_switches(ITEMS_OF[DeskPage.MAIN], chat, settings, translator, now))
    rows.append(
        (
            _page(chat, DeskPage.TAGS, translator.gettext("🏷 Tags and sections")),
            _page(chat, DeskPage.WORDS, translator.gettext("🔤 Words")),
        )
    )
    rows.append(
        (
            _page(chat, DeskPage.WHEN, translator.gettext("🕗 When")),
            _page(chat, DeskPage.TEMPLATE, translator.gettext("🧩 Template")),
        )
    )
    rows.append(
        (
            _page(chat, DeskPage.APPROVAL, translator.gettext("✅ Approval")),
            _page(chat, DeskPage.POSTS, translator.gettext("📌 Posts")),
        )
    )
    rows.append(
        (
            _page(chat, DeskPage.STATISTICS, translator.gettext("📊 Statistics")),
            _page(chat, DeskPage.LOG, translator.gettext("🗒 Log")),
        )
    )
    if chat.active and waiting:
        if settings.paused_since is not None:
            rows.append(
                (
                    _deed(chat, Deed.CATCH_UP, translator.gettext("▶️ Go on and catch up")),
                    _deed(chat, Deed.SKIP_MISSED, translator.gettext("▶️ Go on, skip the rest")),
                )
            )
        else:
            rows.append((_deed(chat, Deed.SKIP_MISSED, translator.gettext("▶️ Go on")),))
    elif chat.active:
        rows.append((_deed(chat, Deed.PAUSE, translator.gettext("⏸ Pause")),))
    if chat.active:
        rows.append(
            (
                _deed(chat, Deed.TEST, translator.gettext("🧪 Test post")),
                _page(chat, DeskPage.LEAVE, translator.gettext("✖️ Disconnect")),
            )
        )
    else:
        rows.append((_deed(chat, Deed.CONNECT, translator.gettext("▶️ Send the news there")),))
    rows.append((Button(translator.gettext("Back"), data=encode(DeskList(0))),))
    return "\n".join(lines), tuple(rows)


def items_page(
    page: DeskPage,
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
    *,
    waiting: int = 0,
) -> tuple[str, Rows]:
    """A page of switches under a few words; `waiting` articles wait for their hour."""
    title = translator.html("{title}", title=name_of(chat, translator))
    rows = list(_switches(ITEMS_OF[page], chat, settings, translator, now))
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
        rows.append((_deed(chat, Deed.SIGNATURE, translator.gettext("✏️ Signature")),))
        if settings.template.signature:
            label = translator.gettext("No signature")
            rows[-1] += (_deed(chat, Deed.NO_SIGNATURE, label),)
        rows.append((_deed(chat, Deed.PREVIEW, translator.gettext("👁 Preview")),))
    return f"{title}\n{text}", (*rows, back(chat, translator))


def _when(settings: ChannelSettings, waiting: int, translator: Translator) -> str:
    """What is to be known of a bound on the posts of an hour."""
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


def words_page(chat: Chat, words: Sequence[Alert], translator: Translator) -> tuple[str, Rows]:
    """The words that a chat is alerted to, follows or has muted; a press ends them."""
    title = translator.html("{title}", title=name_of(chat, translator))
    text = translator.html(
        "<b>Words</b>\nNews with 🔔 words comes even where only followed tags do; news with 🔇 "
        "words does not come. In any form of the words. Press one to end it."
    )
    signs = {AlertKind.ALERT: "🔔", AlertKind.SEARCH: "🔎", AlertKind.MUTE: "🔇"}
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                f"{signs[one.kind]} {shortened(clean(one.words), MAX_LABEL)}",
                data=encode(DeskWord(chat.id, one.id)),
            ),
        )
        for one in words
    ]
    rows.append(
        (
            _deed(chat, Deed.ALERT, translator.gettext("➕ 🔔 Words to be alerted to")),
            _deed(chat, Deed.MUTE, translator.gettext("➕ 🔇 Words to mute")),
        )
    )
    return f"{title}\n{text}", (*rows, back(chat, translator))


def test_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Asked first where the chat is paused: its readers expect no post."""
    text = translator.html(
        "<b>News is paused in {title}.</b>\nSend a test post there all the same?",
        title=name_of(chat, translator),
    )
    yes = _deed(chat, Deed.TEST_SURE, translator.gettext("Yes, send it"))
    return text, ((yes,), back(chat, translator))


def tags_page(
    chat: Chat,
    tags: Sequence[Tag],
    states: dict[int, int],
    *,
    offset: int,
    total: int,
    size: int,
    translator: Translator,
) -> tuple[str, Rows]:
    """Tags and sections, first those chosen; a press makes each followed, muted, ordinary."""
    rows = list(tag_rows(chat, tags, states, offset))
    if not offset:
        find = _deed(chat, Deed.FIND_TAG, translator.gettext("🔎 By name"))
        rows.append((find,))
    turning = []
    if offset:
        label = translator.gettext("Previous")
        turning.append(_page(chat, DeskPage.TAGS, label, max(0, offset - size)))
    if offset + size < total:
        turning.append(_page(chat, DeskPage.TAGS, translator.gettext("Next"), offset + size))
    title = translator.html("{title}", title=name_of(chat, translator))
    text = translator.html(
        "<b>Tags and sections</b>\n🔔 followed, 🔇 muted; press to change. Followed ones count "
        "where the chat takes “followed tags only”."
    )
    return f"{title}\n{text}", tuple(
        r for r in (*rows, tuple(turning), back(chat, translator)) if r
    )


def tag_rows(chat: Chat, tags: Sequence[Tag], states: dict[int, int], offset: int) -> Rows:
    """A button for each tag that says what it is for the chat and makes it the next."""
    signs = {ORDINARY: "▫️", FOLLOWED: "🔔", MUTED: "🔇"}
    rows = []
    for tag in tags:
        state = states.get(tag.id, ORDINARY)
        label = f"{signs[state]} {shortened(clean(tag.name), MAX_LABEL)}"
        data = encode(DeskTag(chat.id, tag.id, (state + 1) % len(signs), offset))
        rows.append((Button(label, data=data),))
    return tuple(rows)


def log_page(
    chat: Chat, entries: Sequence[Entry], translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Who changed what, the newest first."""
    head = translator.html("<b>Log</b>: {title}", title=name_of(chat, translator))
    lines = [told(entry, now, translator) for entry in entries]
    if not lines:
        lines = [translator.html("Nothing has been changed yet.")]
    return "\n".join([head, *lines]), (back(chat, translator),)


def leave_page(chat: Chat, translator: Translator) -> tuple[str, Rows]:
    """Asked once, because readers would miss it."""
    text = translator.html(
        "<b>Send no more news to {title}?</b>\nThe settings are kept for 30 days.",
        title=name_of(chat, translator),
    )
    yes = _deed(chat, Deed.DISCONNECT, translator.gettext("Yes, disconnect"))
    return text, ((yes,), back(chat, translator))


def states_of(followed: Sequence[Tag], muted: Sequence[Tag]) -> dict[int, int]:
    """What each tag is for a chat; one that is in neither list is ordinary."""
    return {tag.id: FOLLOWED for tag in followed} | {tag.id: MUTED for tag in muted}


def back(chat: Chat, translator: Translator) -> tuple[Button, ...]:
    """The way back to the chat's first page."""
    return (_page(chat, DeskPage.MAIN, translator.gettext("Back")),)


def _switches(
    items: Sequence[DeskItem],
    chat: Chat,
    settings: ChannelSettings,
    translator: Translator,
    now: datetime,
) -> Rows:
    """One button for each item that says the present answer and gives the next."""
    rows = []
    for item in items:
        number = chosen(item, chat, settings, now)
        label = translator.gettext(
            "{item}: {answer}",
            item=translator.gettext(ITEMS[item].label),
            answer=answer(item, number, translator),
        )
        following = 0 if number is None else (number + 1) % len(ITEMS[item].answers)
        rows.append((Button(label, data=encode(DeskSet(chat.id, item, following))),))
    return tuple(rows)


def _page(chat: Chat, page: DeskPage, label: str, offset: int = 0) -> Button:
    return Button(label, data=encode(DeskOpen(chat.id, page, offset)))


def _deed(chat: Chat, deed: Deed, label: str) -> Button:
    return Button(label, data=encode(DeskDo(chat.id, deed)))
