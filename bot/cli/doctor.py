"""Checks the set-up for `khabar doctor`, and says how to repair what fails."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.config.settings import Settings
from bot.errors import KhabarError
from bot.feed.fetcher import Fetcher
from bot.feed.parser import parse_feed
from bot.file_rights import files_of, open_to_others
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.errors import StorageError

LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: what was checked, whether it passed, what was found or is to do.

    A `note` is neither: what it tells of is not used as things are set up.
    """

    subject: str
    ok: bool
    words: str
    note: bool = False

    @property
    def state(self) -> str:
        """`ok`, `note` or `wrong`."""
        return "note" if self.note else "ok" if self.ok else "wrong"

    def as_json(self) -> dict[str, str]:
        return {"subject": self.subject, "state": self.state, "words": self.words}


async def check_token(settings: Settings) -> Finding:
    """Ask the Bot API which bot the token belongs to."""
    if settings.bot_token is None:
        return Finding("token", ok=True, words="none set: the bot runs in the sandbox")
    token = settings.bot_token.get_secret_value()
    try:
        async with Bot(token, base_url=f"{settings.api_base_url}/bot") as bot:
            return Finding("token", ok=True, words=f"@{bot.username}")
    except InvalidToken:
        words = "Telegram refuses it: copy it again from @BotFather into BOT_TOKEN"
    except TelegramError as error:
        words = (
            f"{settings.api_base_url} does not answer ({type(error).__name__}): check the network"
        )
    return Finding("token", ok=False, words=words)


async def check_feed(url: str, fetcher: Fetcher) -> Finding:
    """Fetch and parse a feed as a poll would."""
    subject = f"feed {url}"
    try:
        parsed = await asyncio.to_thread(parse_feed, await fetcher.fetch_feed(url, None))
    except KhabarError as error:
        # The subject names the address already.
        cause = str(error).removeprefix(f"{url}: ")
        return Finding(subject, ok=False, words=f"{cause}: check FEED_URLS and the network")
    left_out = f", {len(parsed.skipped)} left out" if parsed.skipped else ""
    return Finding(subject, ok=True, words=f"{len(parsed.items)} items{left_out}")


async def check_database(path: Path) -> Finding:
    """Open or create the database, migrate it, and check the free disk space."""
    subject = f"database {path}"
    if path.exists() and not path.is_file():
        return Finding(subject, ok=False, words="it is no file: check DATABASE")
    state = "sound" if path.exists() else "new and empty"
    try:
        database = await Database.open(path)
        try:
            await migrate(database)
            async with database.reading() as connection:
                rows = list(await connection.execute_fetchall("pragma quick_check"))
        finally:
            await database.close()
    except StorageError as error:
        return Finding(subject, ok=False, words=f"{error}: check DATABASE, or restore a backup")
    if rows[0][0] != "ok":
        return Finding(subject, ok=False, words=f"{rows[0][0]}: restore a backup")
    free = shutil.disk_usage(path.parent).free
    if free < LEAST_FREE_BYTES:
        return Finding(subject, ok=False, words=f"only {free >> 20} MB are free: make room")
    return Finding(subject, ok=True, words=f"{state}, {free >> 30} GB free")


def check_time_zone(settings: Settings, now: datetime) -> Finding:
    """Say what time it is at the newsroom, for the reader to compare with a clock."""
    local = now.astimezone(ZoneInfo(settings.time_zone))
    return Finding("time zone", ok=True, words=f"{settings.time_zone}, now {local:%Y-%m-%d %H:%M}")


def check_file_rights(settings: Settings, env_file: Path) -> Finding:
    """Whether only the bot's user can read its token and what readers have written."""
    files = open_to_others(files_of(settings.database, env_file))
    if settings.bot_token is None:
        files = [path for path in files if path != env_file]
    if files:
        names = " ".join(str(path) for path in files)
        return Finding("file rights", ok=False, words=f"others can read {names}: chmod 600 {names}")
    return Finding("file rights", ok=True, words="only this user can read the bot's files")


async def run_checks(settings: Settings, fetcher: Fetcher) -> AsyncIterator[Finding]:
    """Run every check in turn, and yield each result at once."""
    yield check_time_zone(settings, datetime.now(UTC))
    yield await check_database(settings.database)
    yield check_file_rights(settings, Path(".env"))
    yield await check_token(settings)
    for url in settings.feed_urls:
        if settings.bot_token is None and "feed_urls" not in settings.model_fields_set:
            yield _not_read(url)
            continue
        finding = await check_feed(url, fetcher)
        yield finding if settings.bot_token else replace(finding, note=not finding.ok)


def _not_read(url: str) -> Finding:
    """A feed that nobody chose and that the sandbox does not read; it is left alone."""
    words = "not read without BOT_TOKEN: the sandbox has a newsroom of its own"
    return Finding(f"feed {url}", ok=True, words=words, note=True)
