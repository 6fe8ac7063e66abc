"""Registers the handlers of the desk, where administrators control what the bot posts."""

from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.posts.actions.approvals import Decide, DecideAll, DecideAt
from bot.posts.actions.desk import (
    DeskAsk,
    DeskDigest,
    DeskDo,
    DeskKeepWords,
    DeskList,
    DeskOpen,
    DeskPost,
    DeskQuiet,
    DeskSet,
    DeskTag,
    DeskWord,
    PlanDrop,
    PlanMove,
    PlanOpen,
    PostAt,
    PostAtMinute,
    PostLook,
    PostTo,
    PostWhere,
)
from bot.posts.actions.desk_choices import DeskPage
from bot.telegram.handle_update import AnyApplication
from handlers.buttons import ButtonHandler, button_pattern
from handlers.desk import (
    actions,
    approval,
    bulk_approval,
    chats,
    connections,
    lost_chats,
    post_article,
    posts,
    prompt_replies,
    prompted_times,
    reactions,
    statistics,
    week_plan,
)
from handlers.desk.access import admin_button, approval_button
from handlers.desk.pages import option_pages, tags_and_keywords
from handlers.desk.pages import show as show_page
from handlers.ui.prompts import AnswerHandler
from storage.channels.prompts import PromptPurpose

BUTTONS: tuple[ButtonHandler, ...] = (
    (button_pattern(DeskList), chats.turn_list),
    admin_button(DeskOpen, posts.show_posts, page=DeskPage.POSTS),
    admin_button(DeskOpen, week_plan.show_plan, page=DeskPage.PLAN),
    admin_button(PlanOpen, week_plan.open_item),
    admin_button(PlanMove, week_plan.move),
    admin_button(PlanDrop, week_plan.drop),
    admin_button(DeskOpen, statistics.show_week, page=DeskPage.STATISTICS),
    admin_button(DeskOpen, show_page.open_page),
    admin_button(DeskSet, option_pages.set_answer),
    admin_button(DeskAsk, option_pages.show_option),
    admin_button(DeskDigest, option_pages.pick_digest_hours),
    admin_button(DeskQuiet, option_pages.pick_quiet_hours),
    admin_button(DeskTag, tags_and_keywords.set_tag_state),
    admin_button(DeskWord, tags_and_keywords.remove_keywords),
    admin_button(DeskKeepWords, tags_and_keywords.keep_keywords),
    admin_button(DeskDo, actions.run_action),
    admin_button(DeskPost, posts.change_post),
    (button_pattern(PostWhere), post_article.choose_chat),
    admin_button(PostLook, post_article.preview),
    admin_button(PostTo, post_article.post_to_chat),
    admin_button(PostAt, post_article.ask_time),
    admin_button(PostAtMinute, prompted_times.post_at_minute),
    approval_button(Decide, approval.decide),
    approval_button(DecideAt, approval.decide_at),
    approval_button(DecideAll, bulk_approval.decide_all),
)

ANSWERS: dict[PromptPurpose, AnswerHandler] = {
    **prompt_replies.desk_answers(),
    PromptPurpose.POST_WORDS: post_article.post_words,
}

# After an open question, whose answer may be a forwarded post, and before those of group 0, which
# would search for its words.
CONNECTING = -1
# After the handlers of group 0: the chat's own news is begun or ended before anybody is told.
AFTERWARDS = 1


def register_desk(application: AnyApplication) -> None:
    """Add the handlers of the desk: its buttons, membership changes, forwarded posts."""
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    for pattern, callback in BUTTONS:
        application.add_handler(CallbackQueryHandler(callback, pattern=pattern))
    application.add_handler(
        MessageHandler(private & filters.FORWARDED, connections.connect_forwarded), group=CONNECTING
    )
    application.add_handler(
        ChatMemberHandler(connections.own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageHandler(
            filters.UpdateType.MESSAGE & filters.StatusUpdate.FORUM_TOPIC_REOPENED,
            lost_chats.topic_reopened,
        ),
        group=AFTERWARDS,
    )
    application.add_handler(
        MessageReactionHandler(
            reactions.count_reactions,
            message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_COUNT_UPDATED,
        )
    )
    application.add_handler(
        CommandHandler("start", connections.connect_pending, filters=private), group=AFTERWARDS
    )
