"""The handlers of the administrators' desk, and the order in which they are asked."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.posts.desk_actions import (
    Decide,
    DecideAll,
    DecideAt,
    DeskAsk,
    DeskDigest,
    DeskDo,
    DeskKeepWords,
    DeskList,
    DeskOpen,
    DeskPage,
    DeskPost,
    DeskQuiet,
    DeskSet,
    DeskTag,
    DeskWord,
    PostAt,
    PostLook,
    PostTo,
    PostWhere,
)
from handlers import (
    answers,
    approval,
    bundles,
    by_hand,
    channels,
    desk,
    desk_choices,
    desk_deeds,
    desk_posts,
    desk_wishes,
    statistics,
)
from handlers.context import AnyApplication, KhabarContext, pressing

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]

BUTTONS: tuple[tuple[Callable[[object], bool], Callback], ...] = (
    (pressing(DeskList), desk.turn_list),
    (pressing(DeskOpen, page=DeskPage.POSTS), desk_posts.show_posts),
    (pressing(DeskOpen, page=DeskPage.STATISTICS), statistics.show),
    (pressing(DeskOpen), desk.open_page),
    (pressing(DeskSet), desk.switch),
    (pressing(DeskAsk), desk_choices.ask),
    (pressing(DeskDigest), desk_choices.digest),
    (pressing(DeskQuiet), desk_choices.quiet),
    (pressing(DeskTag), desk.tag),
    (pressing(DeskWord), desk.end_words),
    (pressing(DeskKeepWords), desk_wishes.keep),
    (pressing(DeskDo), desk_deeds.do),
    (pressing(DeskPost), desk_posts.change),
    (pressing(PostWhere), by_hand.where),
    (pressing(PostLook), by_hand.look),
    (pressing(PostTo), by_hand.to),
    (pressing(PostAt), by_hand.at),
    (pressing(Decide), approval.decide),
    (pressing(DecideAt), approval.decide_at),
    (pressing(DecideAll), bundles.decide_all),
)

# Before those of group 0, which would search for the words of a reply.
BEFORE = -1
# After the handlers of group 0: the chat's own news is begun or ended before anybody is told.
AFTERWARDS = 1


def register_desk(application: AnyApplication) -> None:
    """Add the desk's buttons, and what it does after a membership or a START was handled."""
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    for pattern, callback in BUTTONS:
        application.add_handler(CallbackQueryHandler(callback, pattern=pattern))
    application.add_handler(
        MessageHandler(private & filters.FORWARDED, channels.forwarded), group=BEFORE
    )
    application.add_handler(
        ChatMemberHandler(channels.own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageHandler(
            filters.UpdateType.MESSAGE & filters.StatusUpdate.FORUM_TOPIC_REOPENED,
            channels.topic_reopened,
        ),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageHandler(private & filters.REPLY & filters.TEXT & ~filters.COMMAND, answers.answered),
        group=BEFORE,
    )
    application.add_handler(
        CommandHandler("start", channels.arrived, filters=private), group=AFTERWARDS
    )
