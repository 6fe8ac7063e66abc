"""The handlers of the administrators' desk, and the order in which they are asked."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    filters,
)

from bot.posts.desk_actions import DeskDo, DeskList, DeskOpen, DeskSet, DeskTag
from handlers import channels, desk, desk_deeds
from handlers.context import AnyApplication, KhabarContext, pressing

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]

BUTTONS: tuple[tuple[Callable[[object], bool], Callback], ...] = (
    (pressing(DeskList), desk.turn_list),
    (pressing(DeskOpen), desk.open_page),
    (pressing(DeskSet), desk.switch),
    (pressing(DeskTag), desk.tag),
    (pressing(DeskDo), desk_deeds.do),
)

# After the handlers of group 0: the chat's own news is begun or ended before anybody is told.
AFTERWARDS = 1


def register_desk(application: AnyApplication) -> None:
    """Add the desk's buttons, and what it does after a membership or a START was handled."""
    for pattern, callback in BUTTONS:
        application.add_handler(CallbackQueryHandler(callback, pattern=pattern))
    application.add_handler(
        ChatMemberHandler(channels.own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        group=AFTERWARDS,
    )
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    application.add_handler(
        CommandHandler("start", channels.arrived, filters=private), group=AFTERWARDS
    )
