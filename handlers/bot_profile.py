"""Publishes the bot's menu of commands and its description at Telegram."""

import logging
from collections.abc import Awaitable

from telegram import BotCommand
from telegram import BotCommandScopeAllGroupChats as InGroups
from telegram import BotCommandScopeAllPrivateChats as InPrivate
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.ext import ExtBot

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Catalogues
from handlers.commands import COMMANDS

log = logging.getLogger(__name__)


def command_menu(
    catalogues: Catalogues, language: str, *, groups: bool = False
) -> list[BotCommand]:
    """Return the commands as Telegram's menu shows them, in the order of the table.

    Args:
        catalogues: the translations.
        language: the language of the descriptions.
        groups: whether for the menu of groups, which lists fewer.
    """
    translator = catalogues.translator(language)
    return [
        BotCommand(command.name, translator.gettext(command.description))
        for command in COMMANDS
        if command.description and (command.in_groups or not groups)
    ]


async def publish_profile(bot: ExtBot[None], catalogues: Catalogues, site_name: str = "") -> None:
    """Publish the command menu in each language, and with a site's name the bot's description.

    People whose language has no catalogue get the menu of the default language. What Telegram
    refuses is left out, as is a description that a long name of the site makes too long.

    Raises:
        TelegramError: Telegram can't be asked now.
    """
    for language in LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        translator = catalogues.translator(language)
        menu, short_menu = (
            command_menu(catalogues, language, groups=groups) for groups in (False, True)
        )
        await _unless_refused("menu", bot.set_my_commands(menu, InPrivate(), code))
        await _unless_refused("menu in groups", bot.set_my_commands(short_menu, InGroups(), code))
        if not site_name:
            continue
        words = translator.gettext(
            "News from {site} as it is published: a photo, a short summary, and a search "
            "through all of it. Press START to receive it.",
            site=site_name,
        )
        await _unless_refused("description", bot.set_my_description(words, code))
        words = translator.gettext("News from {site}, with photo and summary.", site=site_name)
        await _unless_refused("short description", bot.set_my_short_description(words, code))


async def _unless_refused(what: str, call: Awaitable[bool]) -> None:
    try:
        await call
    # python-telegram-bot takes the 404 of a server that does not know a method for a wrong token.
    except (BadRequest, Forbidden, InvalidToken) as error:
        log.warning("Telegram refuses the bot's %s: %s", what, error.message)
