"""Lays out the pages of a chat's desk that list its tags and its keywords."""

from collections.abc import Sequence

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.desk import DeskOpen, DeskTag, DeskWord
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from bot.posts.actions.encoding import encode
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import pager_row
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.desk.pages.navigation import action_button, back_row
from handlers.ui.formatting import chat_name
from storage.chats.alerts import Alert, AlertKind
from storage.models import Chat, Tag

ORDINARY, FOLLOWED, MUTED = 0, 1, 2


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
    """Lay out a page of tags and sections; presses make one followed, then muted, then neither."""
    rows = list(tag_rows(chat, tags, states, offset))
    if not offset:
        find = action_button(chat, DeskAction.FIND_TAG, translator.gettext("🔎 By name"))
        rows.append((find,))
    turning = pager_row(
        lambda start: DeskOpen(chat.id, DeskPage.TAGS, start),
        offset=offset,
        total=total,
        size=size,
        translator=translator,
    )
    title = translator.html("{title}", title=chat_name(chat, translator))
    text = translator.html(
        "<b>Tags and sections</b>\n🔔 followed, 🔇 muted; press to change. Followed ones count "
        "where the chat takes “followed tags only”."
    )
    return f"{title}\n{text}", tuple(
        r for r in (*rows, turning, back_row(chat, translator, DeskPage.TAGS)) if r
    )


def tag_rows(chat: Chat, tags: Sequence[Tag], states: dict[int, int], offset: int) -> Rows:
    """Return a button for each tag that shows its state and changes it to the next."""
    signs = {ORDINARY: "▫️", FOLLOWED: "🔔", MUTED: "🔇"}
    rows = []
    for tag in tags:
        state = states.get(tag.id, ORDINARY)
        label = f"{signs[state]} {shortened(clean(tag.name), MAX_LABEL)}"
        data = encode(DeskTag(chat.id, tag.id, (state + 1) % len(signs), offset))
        rows.append((Button(label, data=data),))
    return tuple(rows)


def keywords_page(chat: Chat, words: Sequence[Alert], translator: Translator) -> tuple[str, Rows]:
    """Lay out the alerts, followed searches and mutes of a chat; a press removes one."""
    title = translator.html("{title}", title=chat_name(chat, translator))
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
            action_button(
                chat, DeskAction.ALERT, translator.gettext("➕ 🔔 Words to be alerted to")
            ),
            action_button(chat, DeskAction.MUTE, translator.gettext("➕ 🔇 Words to mute")),
        )
    )
    return f"{title}\n{text}", (*rows, back_row(chat, translator, DeskPage.WORDS))


def tag_states(followed: Sequence[Tag], muted: Sequence[Tag]) -> dict[int, int]:
    """Return the state of each tag that is followed or muted."""
    return {tag.id: FOLLOWED for tag in followed} | {tag.id: MUTED for tag in muted}
