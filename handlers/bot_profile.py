"""Publishes the bot's menu of commands and its description at Telegram."""

from telegram import BotCommand
from telegram import BotCommandScopeAllGroupChats as InGroups
from telegram import BotCommandScopeAllPrivateChats as InPrivate
from telegram.ext import ExtBot

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Catalogues
from handlers.commands import COMMANDS


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

    People whose language has no catalogue get the menu of the default language.
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
