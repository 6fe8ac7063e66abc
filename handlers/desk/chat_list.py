"""The chats that one person administers, in pages."""

from collections.abc import Sequence

from bot.i18n import Translator
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.desk_actions import DeskList, DeskOpen, DeskPage
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.types import Button
from handlers.desk.audit_text import name_of
from storage.models import Chat

PAGE_SIZE = 8


def list_page(
    chats: Sequence[Chat], offset: int, adding: Rows, translator: Translator
) -> tuple[str, Rows]:
    """The chats that one person administers, and the ways to add the bot to others."""
    if not chats:
        text = translator.html(
            "<b>Your channels and groups</b>\n"
            "None yet. Add the bot with one of the buttons below: to a channel as an "
            "administrator who may post, to a group as a member; then it is listed here."
        )
        return text, adding
    offset = min(offset // PAGE_SIZE * PAGE_SIZE, (len(chats) - 1) // PAGE_SIZE * PAGE_SIZE)
    rows: list[tuple[Button, ...]] = []
    for chat in chats[offset : offset + PAGE_SIZE]:
        sign = "🟢" if chat.active else "⚪️"
        label = f"{sign} {shortened(name_of(chat, translator), MAX_LABEL)}"
        rows.append((Button(label, data=encode(DeskOpen(chat.id, DeskPage.MAIN, 0))),))
    turning = []
    if offset:
        data = encode(DeskList(offset - PAGE_SIZE))
        turning.append(Button(translator.gettext("Previous"), data=data))
    if offset + PAGE_SIZE < len(chats):
        data = encode(DeskList(offset + PAGE_SIZE))
        turning.append(Button(translator.gettext("Next"), data=data))
    text = translator.nhtml(
        "<b>Your channels and groups</b>\nYou administer {n} that the bot is in.",
        "<b>Your channels and groups</b>\nYou administer {n} that the bot is in.",
        len(chats),
    )
    return text, tuple(row for row in (*rows, tuple(turning), *adding) if row)
