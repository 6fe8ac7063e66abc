"""Logs in one line what runs: version, bot, machine, database, settings, feeds."""

import logging
import os
import platform
from importlib.metadata import version

from bot.config.settings import Settings

log = logging.getLogger(__name__)


def log_start(settings: Settings, username: str) -> None:
    """Log what somebody must know who finds the process."""
    log.info(
        "Khabar %s runs as @%s on %s, database %s, settings %s, feeds %s",
        version("khabar"),
        username,
        f"{platform.node()}:{os.getpid()}",
        settings.database.absolute(),
        settings.env_file.absolute() if settings.env_file else "of the environment",
        " ".join(settings.feed_urls),
    )
