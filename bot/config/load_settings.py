"""Reads the settings from the environment and the settings file."""

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from bot.config import files
from bot.config.messages import explain, near_misses
from bot.config.settings import Settings
from bot.config.settings_file import bare, read_settings_file
from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress, address_of


def load_settings(env_file: Path | None, **overrides: object) -> Settings:
    """Read the settings.

    What is given as an argument wins over the environment, and that over the settings file.

    Raises:
        ConfigError: a setting is unknown or impossible, the file can't be read or holds lines that
            are none, or the environment holds what is nearly a setting; one line for each.
    """
    written = _written(env_file)
    given = _given_by_environment()
    try:
        read = Settings(**(written | given | overrides))
    except ValidationError as error:
        raise ConfigError(explain(error, Settings.model_fields)) from None
    unset = Settings.model_fields.keys() - read.model_fields_set
    if missed := near_misses([name for name, value in os.environ.items() if bare(value)], unset):
        raise ConfigError("\n".join(missed))
    settings = read
    if "database" not in read.model_fields_set:
        # It stays one that nobody has named.
        database = files.default_database(env_file, os.environ)
        settings = Settings.model_construct(
            read.model_fields_set, **{**dict(read), "database": database}
        )
    settings._env_file = env_file  # noqa: SLF001 - set where the object is made
    return settings


def _given_by_environment() -> dict[str, Any]:
    """Return what the environment sets, each value read as one of the settings file.

    `docker run --env-file` keeps quotation marks and the carriage returns of Windows, and so a
    path, or the newsroom's name, would hold them.
    """
    found = EnvSettingsSource(Settings)()
    read = {name: bare(value) if isinstance(value, str) else value for name, value in found.items()}
    return {name: value for name, value in read.items() if value != ""}


def _written(env_file: Path | None) -> dict[str, Any]:
    """Return what the settings file sets; relative paths in it count from its folder."""
    found: dict[str, Any] = dict(read_settings_file(env_file)) if env_file else {}
    for name, field in Settings.model_fields.items():
        is_path = field.annotation in {Path, Path | None, DatabaseAddress}
        if is_path and name in found:
            address = address_of(found[name])
            if isinstance(address, Path):
                found[name] = files.beside(env_file, address)
    return found
