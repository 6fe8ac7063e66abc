"""Loads the settings of a command, and sets up the log so that it redacts their secrets."""

import os
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.cli.app import named_file
from bot.config.addresses import sign_in_words
from bot.config.files import checked_file, find_env_file
from bot.config.load_settings import load_settings
from bot.config.settings import Settings


def settings_or_exit(*, playing: bool = False) -> Settings:
    """Load the settings, and set up the log so that it redacts their secrets.

    Args:
        playing: in the sandbox, which needs none: see `find_env_file`.

    Raises:
        ConfigError: a setting is unknown or impossible, the named file does not exist, or this
            user may not look for what is named.
    """
    settings = load_settings(find_env_file(named_file(), os.environ, playing=playing))
    if isinstance(settings.database, Path):
        checked_file(settings.database)
    logs.set_up(
        settings.log_level,
        _secrets(settings),
        as_json=settings.log_format == "json",
        journal=logs.is_journal(2, os.environ.get("JOURNAL_STREAM", "")),
    )
    return settings


def _secrets(settings: Settings) -> tuple[str, ...]:
    """Return what no log may hold: every secret setting, and what signs in within an address.

    An address that is no secret itself may hold one, too.
    """
    values = [getattr(settings, name) for name in type(settings).model_fields]
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    written = [*found, *(value for value in values if isinstance(value, str))]
    # A proxy of the environment may be the bot's way to Telegram.
    written += [value for name, value in os.environ.items() if name.upper().endswith("_PROXY")]
    words = {word for one in written for word in sign_in_words(one)}
    database = settings.database
    return (*found, *words, *(() if isinstance(database, Path) else (database.secret,)))
