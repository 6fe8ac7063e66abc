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
from bot.telegram.connection import AnyApplication
from handlers.context import KhabarContext, button_pattern
from handlers.desk import (
    actions,
    approval,
    bulk_approval,
    chats,
    connections,
    option_pages,
    post_article,
    posts,
    prompts,
    show_page,
    statistics,
    tags_and_keywords,
)

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]

BUTTONS: tuple[tuple[Callable[[object], bool], Callback], ...] = (
    (button_pattern(DeskList), chats.turn_list),
    (button_pattern(DeskOpen, page=DeskPage.POSTS), posts.show_posts),
    (button_pattern(DeskOpen, page=DeskPage.STATISTICS), statistics.show_week),
    (button_pattern(DeskOpen), show_page.open_page),
    (button_pattern(DeskSet), option_pages.set_answer),
    (button_pattern(DeskAsk), option_pages.show_option),
    (button_pattern(DeskDigest), option_pages.pick_digest_hours),
    (button_pattern(DeskQuiet), option_pages.pick_quiet_hours),
    (button_pattern(DeskTag), tags_and_keywords.set_tag_state),
    (button_pattern(DeskWord), tags_and_keywords.remove_keywords),
    (button_pattern(DeskKeepWords), tags_and_keywords.keep_keywords),
    (button_pattern(DeskDo), actions.run_action),
    (button_pattern(DeskPost), posts.change_post),
    (button_pattern(PostWhere), post_article.choose_chat),
    (button_pattern(PostLook), post_article.preview),
    (button_pattern(PostTo), post_article.post_to_chat),
    (button_pattern(PostAt), post_article.ask_time),
    (button_pattern(Decide), approval.decide),
    (button_pattern(DecideAt), approval.decide_at),
    (button_pattern(DecideAll), bulk_approval.decide_all),
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
        MessageHandler(private & filters.FORWARDED, connections.connect_forwarded), group=BEFORE
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
        MessageHandler(
            private & filters.REPLY & filters.TEXT & ~filters.COMMAND, prompts.receive_reply
        ),
        group=BEFORE,
    )
    application.add_handler(
        CommandHandler("start", connections.connect_pending, filters=private), group=AFTERWARDS
    )
