"""Runs the sandbox as a child process, and points the bot's settings at it."""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from urllib.parse import urlsplit

from bot.config.addresses import is_loopback
from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.sqlite.running_lock import is_locked, running_lock
from storage.errors import StorageError

log = logging.getLogger(__name__)

READY_SECONDS = 30.0
ENDS_WITHIN_SECONDS = 5.0
# A reader of the sandbox who presses START as it begins, so that the first news has a reader.
READER = 101
# The sandbox is there to be watched: news comes, is polled and settles within seconds.
_FOLDER = "khabar-sandbox-"
_DATABASE = "sandbox.db"
SANDBOX_INTERVALS: dict[str, object] = {"poll_min": "2s", "poll_max": "5s", "settle_minutes": 0}


def running_database() -> Path | None:
    """Return the database of this user's bot in the sandbox; the newest if several run.

    Raises:
        StorageError: what lies there can't be looked at.
    """
    begun = {}
    for path in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*/{_DATABASE}"):
        # Of a link not where it leads: anybody may put one there, also into nothing. And a sandbox
        # may be ending at this moment.
        with contextlib.suppress(OSError):
            found = path.lstat()
            if found.st_uid == os.getuid():
                begun[path] = found.st_mtime
    for path in sorted(begun, key=begun.__getitem__, reverse=True):
        if is_locked(path):
            return path
    return None


@contextlib.asynccontextmanager
async def running_sandbox(
    settings: Settings, *, port: int = 8800, site_port: int = 8801
) -> AsyncIterator[Settings]:
    """Run the sandbox; give the settings for a bot in it.

    What somebody has set stays set, but for what leads away from this machine: its Telegram sends
    no update there, and invented articles are no work for a language model that is paid for. Its
    Telegram forgets everything when it ends, so the bot's database goes with it.

    Raises:
        ConfigError: the sandbox did not come up.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--json", "--port", str(port), "--site-port", str(site_port)),
        *("--started", str(READER), "--first-after", "6", "--end-with-input"),
        # Closed by the kernel when the bot is killed: the sandbox must not hold its ports for ever.
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl+C goes to the whole session: the bot should end first, then its Telegram.
        start_new_session=True,
    )
    try:
        addresses = await _addresses(process)
        _remove_leftovers()
        with tempfile.TemporaryDirectory(prefix=_FOLDER) as folder:
            aside = leading_away(settings)
            if aside:
                log.info("not used in the sandbox: %s", ", ".join(sorted(aside)).upper())
            chosen = {name: getattr(settings, name) for name in settings.model_fields_set - aside}
            yield load_settings(
                None,
                **intervals(chosen)
                | {"site_name": addresses["site_name"]}
                | chosen
                | {
                    "bot_token": addresses["token"],
                    "api_base_url": addresses["api_url"].removesuffix("/bot"),
                    "feed_urls": f"{addresses['site_url']}/feed/",
                    "allow_private_hosts": True,
                    "telegram_proxy": None,
                    "site_proxy": None,
                    "database": Path(folder) / _DATABASE,
                },
            )
    finally:
        await _end(process)


def leading_away(settings: Settings) -> set[str]:
    """Return which settings would have a bot in the sandbox speak with another machine."""
    webhook = settings.webhook_url.get_secret_value() if settings.webhook_url else ""
    led_by = {
        webhook: {"webhook_url", "webhook_certificate"},
        settings.summary_api_url: {"summary_api_url", "summary_api_key", "summary_model"},
    }
    away = [names for url, names in led_by.items() if url and not _is_here(url)]
    return {name for names in away for name in names if name in settings.model_fields_set}


def _is_here(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "")


def intervals(chosen: Collection[str]) -> dict[str, object]:
    """Return the intervals of a bot in the sandbox, beside the settings that were chosen.

    A shortest pause that was chosen may be longer than the longest one here.
    """
    longest = {"poll_max"} if "poll_min" in chosen else set()
    return {name: value for name, value in SANDBOX_INTERVALS.items() if name not in longest}


def _remove_leftovers() -> None:
    """Delete the folders of sandboxes whose bot was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError, StorageError):
            if folder.stat().st_uid != os.getuid():
                continue
            # A sandbox that has just begun has no database yet.
            database = folder / _DATABASE
            if database.exists():
                with running_lock(database):
                    shutil.rmtree(folder, ignore_errors=True)


async def _addresses(process: asyncio.subprocess.Process) -> dict[str, str]:
    if process.stdout is None:
        raise ConfigError("the sandbox has no output")
    try:
        async with asyncio.timeout(READY_SECONDS):
            line = await process.stdout.readline()
            if not line:
                await process.wait()
        return dict(json.loads(line))
    except (TimeoutError, ValueError):
        raise ConfigError(
            "the sandbox did not start; for other ports: khabar run --port 0 --site-port 0"
        ) from None


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(ENDS_WITHIN_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
