"""Runs the sandbox as a child process, and points the bot's settings at it."""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.engine.sqlite.running_lock import is_locked, running_lock
from storage.errors import StorageError

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
    found = Path(tempfile.gettempdir()).glob(f"{_FOLDER}*/{_DATABASE}")
    mine = [path for path in found if path.stat().st_uid == os.getuid()]
    for path in sorted(mine, key=lambda path: path.stat().st_mtime, reverse=True):
        if is_locked(path):
            return path
    return None


@contextlib.asynccontextmanager
async def running_sandbox(
    settings: Settings, *, port: int = 8800, site_port: int = 8801
) -> AsyncIterator[Settings]:
    """Run the sandbox; give the settings for a bot in it. What somebody has set stays set.

    Its Telegram forgets everything when it ends, so the bot's database goes with it.

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
            chosen = {name: getattr(settings, name) for name in settings.model_fields_set}
            yield load_settings(
                None,
                **SANDBOX_INTERVALS
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
