"""Defines which page of a desk leads on to which, and makes the buttons that open pages."""

from bot.i18n import Translator, mark
from bot.posts.actions.desk import DeskDo, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from bot.posts.actions.encoding import encode
from bot.types import Button
from storage.models import Chat, ChatKind

# What each page leads on to.
PAGES_ON_PAGE: dict[DeskPage, dict[DeskPage, str]] = {
    DeskPage.MAIN: {
        DeskPage.WHAT: mark("📰 What"),
        DeskPage.WHEN: mark("🕗 When"),
        DeskPage.TEMPLATE: mark("🧩 How"),
        DeskPage.POSTS: mark("📌 Posts"),
        DeskPage.WHO: mark("👥 Who"),
    },
    DeskPage.WHAT: {
        DeskPage.TAGS: mark("🏷 Tags and sections"),
        DeskPage.WORDS: mark("🔤 Words"),
    },
    DeskPage.TEMPLATE: {DeskPage.PARTS: mark("Parts of a post")},
    DeskPage.WHO: {
        DeskPage.APPROVAL: mark("✅ Approval"),
        DeskPage.LOG: mark("🗒 Log"),
        DeskPage.STATISTICS: mark("📊 Statistics"),
    },
}
_PARENT = {
    **{page: parent for parent, pages in PAGES_ON_PAGE.items() for page in pages},
    DeskPage.LEAVE: DeskPage.WHO,
    DeskPage.AFTER: DeskPage.POSTS,
    DeskPage.PLAN: DeskPage.POSTS,
}


def page_buttons(chat: Chat, page: DeskPage, translator: Translator) -> list[Button]:
    """Return a button for each page that this one leads on to."""
    return [
        page_button(chat, leads_to, translator.gettext("{item} ›", item=translator.gettext(label)))
        for leads_to, label in PAGES_ON_PAGE.get(page, {}).items()
    ]


def back_row(
    chat: Chat, translator: Translator, page: DeskPage = DeskPage.MAIN
) -> tuple[Button, ...]:
    """Return the row with the button back to the page that led to this one."""
    parent = _PARENT.get(page, DeskPage.MAIN)
    return (page_button(chat, parent, translator.gettext("Back")),)


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
