"""What people can do with the bot: the ordered table of handlers, and the command menu from it."""

import functools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Update
from telegram import BotCommandScopeAllGroupChats as InGroups
from telegram import BotCommandScopeAllPrivateChats as InPrivate
from telegram.constants import UpdateType
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Catalogues, mark
from bot.posts.owner_actions import DecideHeld, SendAgain
from bot.posts.reading_actions import (
    CloseEntry,
    Listing,
    Nothing,
    OpenEntry,
    OpenPlace,
    ReadArticle,
    ShowArticle,
    ShowPage,
    ShowPart,
    TurnText,
    WhySent,
)
from bot.posts.settings_actions import (
    AnswerOnboarding,
    Choose,
    Forget,
    OpenMenu,
    PauseUntil,
    SetHour,
    SetLanguage,
)
from bot.posts.subscription_actions import (
    ConfirmTag,
    Follow,
    KeepTopic,
    Mute,
    ShowTopic,
    ShowTopics,
    Unwatch,
    Watch,
)
from bot.telegram.connection import AnyApplication
from handlers.context import (
    CONTEXT_TYPES,
    KhabarContext,
    Services,
    attach,
    button_pattern,
)
from handlers.desk import chats, post_article, register_desk, statistics
from handlers.errors import Apologies, ErrorHandler
from handlers.owner import failed_posts
from handlers.rate_limit import FairUse, RequestRates
from handlers.reader import (
    alerts,
    digests,
    full_text,
    hour_pickers,
    inline,
    latest,
    membership,
    onboarding,
    privacy,
    search,
    settings,
    start,
    subscriptions,
    tag_picker,
    tags,
    why,
)
from handlers.reader import help as help_command

__all__ = [
    "ALLOWED_UPDATES",
    "COMMANDS",
    "CONTEXT_TYPES",
    "Services",
    "command_menu",
    "publish_menu",
    "register",
]

# What is not named here is never sent: a bot's own membership above all, edits on purpose not.
ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]

Callback = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what the menu says of it; those without a word are not in the menu."""

    name: str
    callback: Callback
    description: str = ""
    in_groups: bool = True


COMMANDS = (
    Command("latest", latest.latest, mark("The latest news")),
    Command("search", search.search, mark("Search the news")),
    Command("tag", tags.tag, mark("News of a tag")),
    Command("tags", tags.tags, mark("Tags of recent news")),
    Command("subscriptions", subscriptions.subscriptions, mark("What you follow")),
    Command("alert", alerts.alert, mark("Be alerted to words")),
    Command("mute", alerts.mute, mark("Be spared news with certain words")),
    Command("settings", settings.settings, mark("What reaches you, and how")),
    Command("language", settings.language, mark("Arabic or English"), in_groups=False),
    Command("channels", chats.channels, mark("Your channels and groups"), in_groups=False),
    Command("post", post_article.post, mark("Post an article to a channel"), in_groups=False),
    Command("stats", statistics.stats, mark("A channel's week in numbers")),
    Command("help", help_command.show_help, mark("What the bot can do")),
    Command("about", help_command.about, mark("About this bot"), in_groups=False),
    Command("privacy", privacy.privacy, mark("What is stored about you"), in_groups=False),
    Command("start", start.start, mark("Receive the news")),
    Command("stop", start.stop, mark("Stop receiving news")),
    Command("export", privacy.export, mark("What is stored about you, as a file"), in_groups=False),
    Command("forget", privacy.forget, mark("Erase what is stored about you"), in_groups=False),
)

# For those who run the bot; to everybody else they are unknown commands.
OWNER_COMMANDS = (
    Command("failed", failed_posts.failed),
    Command("held", failed_posts.held),
)

BUTTONS: tuple[tuple[Callable[[object], bool], Callback], ...] = (
    (button_pattern(ShowPage, listing=Listing.LATEST), latest.turn_page),
    (button_pattern(ShowPage, listing=Listing.TAG), tags.turn_page),
    (button_pattern(ShowPage, listing=Listing.TAGS), tags.turn_tags),
    (button_pattern(ShowPage, listing=Listing.SEARCH), search.turn_page),
    (button_pattern(ShowPage, listing=Listing.MINE), latest.turn_mine),
    (button_pattern(ShowArticle), latest.open_article),
    (button_pattern(OpenEntry), digests.open_entry),
    (button_pattern(CloseEntry), digests.close_entry),
    (button_pattern(OpenPlace), digests.open_place),
    (button_pattern(ShowPart), digests.show_part),
    (button_pattern(ReadArticle), full_text.read),
    (button_pattern(TurnText), full_text.turn_page),
    (button_pattern(WhySent), why.why),
    (button_pattern(Follow), tags.follow),
    (button_pattern(Mute), tags.mute),
    (button_pattern(ConfirmTag), tags.confirm),
    (button_pattern(Watch), alerts.watch),
    (button_pattern(Unwatch), alerts.unwatch),
    (button_pattern(OpenMenu), settings.open_menu),
    (button_pattern(Choose), settings.choose),
    (button_pattern(ShowTopics), tag_picker.show_topics),
    (button_pattern(ShowTopic), tag_picker.show_topic),
    (button_pattern(KeepTopic), tag_picker.keep_topic),
    (button_pattern(SetHour), hour_pickers.set_hour),
    (button_pattern(PauseUntil), hour_pickers.pause_until),
    (button_pattern(AnswerOnboarding), onboarding.answer_first),
    (button_pattern(SetLanguage), onboarding.speak),
    (button_pattern(SendAgain), failed_posts.send_again),
    (button_pattern(DecideHeld), failed_posts.decide_held),
    (button_pattern(Forget), privacy.confirm),
    (button_pattern(Nothing), help_command.no_button),
)


def register(application: AnyApplication, services: Services) -> None:
    """Give the application its services and every handler, in the order in which they are asked.

    Of the handlers the first that takes an update is the only one: what a message is for
    certain (a service message, a command) stands above what it may be meant as (a search).
    """
    attach(application, services)
    application.add_handler(TypeHandler(Update, FairUse(RequestRates(), services.now)), group=-3)
    application.add_handler(CallbackQueryHandler(help_command.placeless_button), group=-2)
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    application.add_handler(
        ChatMemberHandler(membership.own_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    )
    application.add_handler(
        MessageHandler(new & filters.StatusUpdate.MIGRATE, membership.group_moved)
    )
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, command.callback, filters=new))
    of_owner = private & filters.User(services.owner_ids)
    for command in OWNER_COMMANDS:
        application.add_handler(CommandHandler(command.name, command.callback, filters=of_owner))
    for pattern, callback in BUTTONS:
        application.add_handler(CallbackQueryHandler(callback, pattern=pattern))
    register_desk(application)
    application.add_handler(CallbackQueryHandler(help_command.unknown_button))
    application.add_handler(InlineQueryHandler(inline.answer))
    known = [command.name for command in COMMANDS]
    unknown = functools.partial(help_command.unknown_command, known=known)
    application.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    application.add_handler(MessageHandler(private & filters.Regex(r"^\s*#\w+\s*$"), tags.hashtag))
    application.add_handler(MessageHandler(private & filters.TEXT, search.words))
    application.add_handler(
        MessageHandler(private & ~filters.StatusUpdate.ALL, help_command.other_message)
    )
    application.add_error_handler(ErrorHandler(Apologies(), services.now))


def command_menu(
    catalogues: Catalogues, language: str, *, groups: bool = False
) -> list[BotCommand]:
    """The commands as Telegram's menu shows them, in the order of the table."""
    translator = catalogues.translator(language)
    return [
        BotCommand(command.name, translator.gettext(command.description))
        for command in COMMANDS
        if command.description and (command.in_groups or not groups)
    ]


async def publish_menu(bot: ExtBot[None], catalogues: Catalogues, site_name: str = "") -> None:
    """Tell Telegram the commands, and with a site's name the bot's description, in each language.

    The default language serves everybody whose own has no catalogue.
    """
    for language in LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        translator = catalogues.translator(language)
        await bot.set_my_commands(command_menu(catalogues, language), InPrivate(), code)
        await bot.set_my_commands(command_menu(catalogues, language, groups=True), InGroups(), code)
        if not site_name:
            continue
        await bot.set_my_description(
            translator.gettext(
                "News from {site} as it is published: a photo, a short summary, and a search "
                "through all of it. Press START to receive it.",
                site=site_name,
            ),
            code,
        )
        await bot.set_my_short_description(
            translator.gettext("News from {site}, with photo and summary.", site=site_name), code
        )
