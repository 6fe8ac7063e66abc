"""Registers all handlers with python-telegram-bot, in the order in which they are asked."""

import functools

from telegram import Update
from telegram.constants import UpdateType
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.posts.actions.owner import (
    ClearWaiting,
    DecideAnnouncement,
    DecideFlood,
    DecideHeld,
    DecideMassWithdrawal,
    SendAgain,
    SendArticleAgain,
)
from bot.posts.actions.reading import (
    CancelPrompt,
    CloseEntry,
    ClosePostMenu,
    Listing,
    Nothing,
    OpenEntry,
    OpenEntryNumber,
    OpenPostMenu,
    ReadArticle,
    ShowArticle,
    ShowPage,
    ShowPart,
    TurnText,
    WhySent,
)
from bot.posts.actions.settings import (
    Choose,
    EndPicking,
    Forget,
    OpenMenu,
    PauseUntil,
    PickTopics,
    QuietFrom,
    QuietUntil,
    SendSettings,
    SetHour,
    SetLanguage,
    TakeEverything,
)
from bot.posts.actions.subscriptions import (
    EndListedWords,
    Follow,
    KeepTopic,
    ListedTag,
    Mute,
    ReturnListedWords,
    ShowTopic,
    ShowTopics,
    SwitchTopic,
    Unwatch,
    Watch,
)
from bot.telegram.handle_update import AnyApplication
from bot.telegram.resume_handling import resume_where_it_failed
from handlers.buttons import ButtonHandler, button_pattern
from handlers.commands import COMMANDS, OWNER_COMMANDS
from handlers.context import CONTEXT_TYPES, Services, attach
from handlers.desk import ANSWERS as DESK_ANSWERS
from handlers.desk import register_desk
from handlers.errors import ApologyLimiter, ErrorHandler
from handlers.ignored_updates import IgnoredUpdates
from handlers.owner import (
    announcement,
    failed_posts,
    floods,
    held_articles,
    mass_withdrawals,
    status,
)
from handlers.owner.access import owner_button
from handlers.rate_limit import MAX_TYPED, RateLimiter, RequestCounter
from handlers.reader import (
    articles,
    digests,
    full_text,
    inline,
    membership,
    onboarding,
    post_menu,
    privacy,
    search,
    tags,
    why,
)
from handlers.reader import help as help_command
from handlers.reader.following import alerts, subscriptions, tag_buttons, tag_picker
from handlers.reader.settings import hour_pickers, quiet_hours
from handlers.reader.settings import show as settings
from handlers.ui import prompts
from handlers.ui.guards import settings_button
from storage.channels.prompts import PromptPurpose

__all__ = [
    "ALLOWED_UPDATES",
    "CONTEXT_TYPES",
    "Services",
    "register",
]

# What is not named here is never sent: a bot's own membership above all, edits on purpose not.
ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.MESSAGE_REACTION_COUNT,
]


BUTTONS: tuple[ButtonHandler, ...] = (
    (button_pattern(ShowPage, listing=Listing.LATEST), articles.turn_page),
    (button_pattern(ShowPage, listing=Listing.TAG), tags.turn_page),
    (button_pattern(ShowPage, listing=Listing.TAGS), tags.turn_tags),
    (button_pattern(ShowPage, listing=Listing.SEARCH), search.turn_page),
    (button_pattern(ShowPage, listing=Listing.MINE), articles.turn_matching),
    (button_pattern(ShowArticle), articles.open_article),
    (button_pattern(OpenEntry), digests.open_entry),
    (button_pattern(CloseEntry), digests.close_entry),
    (button_pattern(OpenEntryNumber), digests.open_entry_number),
    (button_pattern(ShowPart), digests.show_part),
    (button_pattern(ReadArticle), full_text.open_full_text),
    (button_pattern(TurnText), full_text.turn_page),
    (button_pattern(WhySent), why.why),
    (button_pattern(OpenPostMenu), post_menu.open_menu),
    (button_pattern(ClosePostMenu), post_menu.close_menu),
    settings_button(Follow, tag_buttons.follow_tag),
    settings_button(Mute, tag_buttons.mute_tag),
    settings_button(ListedTag, subscriptions.change_tag),
    settings_button(EndListedWords, subscriptions.end_words),
    settings_button(ReturnListedWords, subscriptions.return_words),
    settings_button(Watch, alerts.watch),
    settings_button(Unwatch, alerts.unwatch),
    (button_pattern(OpenMenu), settings.open_menu),
    (button_pattern(SendSettings), settings.settings),
    settings_button(Choose, settings.choose),
    (button_pattern(ShowTopics), tag_picker.show_topics),
    (button_pattern(ShowTopic), tag_picker.show_topic),
    settings_button(KeepTopic, tag_picker.keep_topic),
    settings_button(SetHour, hour_pickers.set_hour),
    settings_button(QuietFrom, quiet_hours.quiet_from),
    settings_button(QuietUntil, quiet_hours.quiet_until),
    settings_button(PauseUntil, hour_pickers.pause_until),
    settings_button(TakeEverything, onboarding.take_everything),
    settings_button(PickTopics, onboarding.pick_topics),
    settings_button(SwitchTopic, onboarding.switch_topic),
    settings_button(EndPicking, onboarding.end_picking),
    settings_button(SetLanguage, onboarding.set_language),
    owner_button(SendAgain, failed_posts.send_again),
    owner_button(SendArticleAgain, failed_posts.send_article_again),
    owner_button(DecideHeld, held_articles.decide_held),
    owner_button(DecideFlood, floods.decide_flood),
    owner_button(DecideMassWithdrawal, mass_withdrawals.decide_mass_withdrawal),
    owner_button(ClearWaiting, status.clear_waiting),
    owner_button(DecideAnnouncement, announcement.decide),
    (button_pattern(Forget), privacy.confirm),
    (button_pattern(CancelPrompt), prompts.cancel),
    (button_pattern(Nothing), help_command.ignore_button),
)


ANSWERS: dict[PromptPurpose, prompts.AnswerHandler] = {
    PromptPurpose.OWN_ALERT: alerts.receive_answer,
    PromptPurpose.OWN_MUTE: alerts.receive_answer,
    PromptPurpose.SEARCH: search.receive_answer,
    PromptPurpose.ANNOUNCEMENT: announcement.receive_answer,
    **DESK_ANSWERS,
}

# The groups that are asked before those of the desk and before commands and words, in this order.
# An album is one request for the limit, and a question takes its answer before anything else does.
IGNORED, LIMITED, INLINE_BUTTONS, QUESTIONS = range(-5, -1)


def register(application: AnyApplication, services: Services) -> None:
    """Give the application its services and every handler, in the order in which they are asked.

    The first handler of a group that takes an update is the only one, so commands and service
    messages stand before plain words, which are searched for.
    """
    attach(application, services)
    application.add_handler(TypeHandler(Update, IgnoredUpdates()), group=IGNORED)
    limiter = RateLimiter(RequestCounter(), services.now, RequestCounter(most=MAX_TYPED))
    application.add_handler(TypeHandler(Update, limiter), group=LIMITED)
    application.add_handler(
        CallbackQueryHandler(help_command.inline_message_button), group=INLINE_BUTTONS
    )
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    application.add_handler(
        ChatMemberHandler(membership.own_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    )
    application.add_handler(
        MessageHandler(new & filters.StatusUpdate.MIGRATE, membership.group_moved)
    )
    application.add_handler(
        MessageHandler(new & filters.StatusUpdate.NEW_CHAT_TITLE, membership.group_renamed)
    )
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, command.callback, filters=new))
    of_owner = private & filters.User(services.owner_ids)
    for command in OWNER_COMMANDS:
        application.add_handler(CommandHandler(command.name, command.callback, filters=of_owner))
    for pattern, callback in BUTTONS:
        application.add_handler(CallbackQueryHandler(callback, pattern=pattern))
    register_desk(application)
    answer = prompts.answer_receiver(ANSWERS)
    for asked in (
        MessageHandler(new & ~filters.COMMAND & ~filters.StatusUpdate.ALL, answer),
        MessageHandler(new & filters.COMMAND, prompts.end_question),
        CallbackQueryHandler(prompts.end_question),
    ):
        application.add_handler(asked, group=QUESTIONS)
    application.add_handler(CallbackQueryHandler(help_command.unknown_button))
    application.add_handler(InlineQueryHandler(inline.answer))
    known = [command.name for command in COMMANDS]
    unknown = functools.partial(help_command.unknown_command, known=known)
    application.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    application.add_handler(
        MessageHandler(private & filters.Regex(r"^\s*#\w+\s*$"), tags.show_hashtag)
    )
    application.add_handler(MessageHandler(private & filters.TEXT, search.search_message))
    application.add_handler(
        MessageHandler(private & ~filters.StatusUpdate.ALL, help_command.other_message)
    )
    resume_where_it_failed(application)
    application.add_error_handler(ErrorHandler(ApologyLimiter(), services.now))
