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
from handlers.context import AnyApplication, KhabarContext, pressing
from handlers.desk import (
    actions,
    approval,
    bulk_approval,
    chats,
    connections,
    keywords,
    option_pages,
    post_article,
    posts,
    prompts,
    statistics,
)

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]

BUTTONS: tuple[tuple[Callable[[object], bool], Callback], ...] = (
    (pressing(DeskList), chats.turn_list),
    (pressing(DeskOpen, page=DeskPage.POSTS), posts.show_posts),
    (pressing(DeskOpen, page=DeskPage.STATISTICS), statistics.show),
    (pressing(DeskOpen), chats.open_page),
    (pressing(DeskSet), chats.switch),
    (pressing(DeskAsk), option_pages.ask),
    (pressing(DeskDigest), option_pages.digest),
    (pressing(DeskQuiet), option_pages.quiet),
    (pressing(DeskTag), chats.tag),
    (pressing(DeskWord), chats.end_words),
    (pressing(DeskKeepWords), keywords.keep),
    (pressing(DeskDo), actions.do),
    (pressing(DeskPost), posts.change),
    (pressing(PostWhere), post_article.where),
    (pressing(PostLook), post_article.look),
    (pressing(PostTo), post_article.to),
    (pressing(PostAt), post_article.at),
    (pressing(Decide), approval.decide),
    (pressing(DecideAt), approval.decide_at),
    (pressing(DecideAll), bulk_approval.decide_all),
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
        MessageHandler(private & filters.FORWARDED, connections.forwarded), group=BEFORE
    )
    application.add_handler(
        ChatMemberHandler(connections.own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageHandler(
            filters.UpdateType.MESSAGE & filters.StatusUpdate.FORUM_TOPIC_REOPENED,
            connections.topic_reopened,
        ),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageHandler(private & filters.REPLY & filters.TEXT & ~filters.COMMAND, prompts.answered),
        group=BEFORE,
    )
    application.add_handler(
        CommandHandler("start", connections.arrived, filters=private), group=AFTERWARDS
    )
