"""Checks the set-up for `khabar doctor`, and says how to repair what fails."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.files import ENV_FILE_VARIABLE, SYSTEM_FILE, checked_file, there_is
from bot.config.settings import Settings
from bot.config.unused import unused_settings
from bot.errors import ConfigError, KhabarError
from bot.feed.http.fetcher import Fetcher
from bot.feed.parsing.parser import parse_feed
from bot.file_rights import files_of, readable_by_others
from storage.engine.address import DatabaseAddress
from storage.engine.database import Engine
from storage.engine.migrations import newest_schema
from storage.engine.move_mark import MARK, read_mark, refusal, refuse_moved
from storage.engine.opening import open_database
from storage.engine.sqlite.backup import value_of
from storage.engine.sqlite.examine import ExaminedFile, examine_file
from storage.engine.sqlite.ownership import refuse_foreign
from storage.engine.upgrade import server_schema
from storage.errors import AlreadyRunning, DatabaseFromFuture, DatabaseMoved, StorageError

_LOG = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024


class CheckState(StrEnum):
    """What came of a check; scripts read the values."""

    OK = "ok"
    # It tells of what is not used as things are set up.
    NOTE = "note"
    WRONG = "wrong"


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
    def state(self) -> CheckState:
        if self.note:
            return CheckState.NOTE
        return CheckState.OK if self.ok else CheckState.WRONG

    def as_json(self) -> dict[str, str]:
        return {"subject": self.subject, "state": self.state, "words": self.words}


async def check_feed(url: str, fetcher: Fetcher, way: str) -> Finding:
    """Fetch and parse a feed as a poll would.

    Args:
        url: of the feed.
        fetcher: fetches it.
        way: what to check where it can't be read.
    """
    subject = f"feed {url}"
    try:
        parsed = await asyncio.to_thread(parse_feed, await fetcher.fetch_feed(url, None))
    except KhabarError as error:
        # The subject names the address already.
        cause = str(error).removeprefix(f"{url}: ")
        return Finding(subject, ok=False, words=f"{cause}: check {way}")
    left_out = f", {len(parsed.skipped)} left out" if parsed.skipped else ""
    return Finding(subject, ok=True, words=f"{len(parsed.items)} items{left_out}")


def check_settings_file(settings: Settings) -> Finding:
    """Say which settings file counts."""
    if settings.env_file is not None:
        return Finding("settings", ok=True, words=str(settings.env_file.absolute()))
    words = f"no file: neither --env-file, {ENV_FILE_VARIABLE}, .env here nor {SYSTEM_FILE}"
    return Finding("settings", ok=True, words=words, note=True)


async def check_database(path: DatabaseAddress) -> Finding:
    """Examine the database and the free disk space; nothing is created or changed."""
    subject = f"database {path}"
    if not isinstance(path, Path):
        return await _check_server(subject, path)
    try:
        if not there_is(checked_file(path)):
            return _not_there_yet(subject, path)
        refuse_foreign(path)
    except ConfigError as error:
        return Finding(subject, ok=False, words=f"{error}: check DATABASE")
    except StorageError as error:
        return Finding(subject, ok=False, words=str(error))
    try:
        return _judged(subject, path, await asyncio.to_thread(examine_file, path))
    except StorageError as error:
        return Finding(subject, ok=False, words=f"{error}: check DATABASE, or restore a backup")


def _judged(subject: str, path: Path, found: ExaminedFile) -> Finding:
    """Say what an examined file means to the next start.

    Raises:
        StorageError: it can't be read any more.
    """
    if found.fault:
        return Finding(subject, ok=False, words=f"{found.fault}: restore a backup")
    if not found.schema:
        words = "it is empty: the next `khabar run` begins anew; restore a copy if there was more"
        return Finding(subject, ok=True, words=words, note=True)
    if moved := refusal(read_mark(value_of(path, MARK, at_rest=False))):
        return Finding(subject, ok=False, words=moved)
    free = shutil.disk_usage(path.parent).free
    if free < LEAST_FREE_BYTES:
        return Finding(subject, ok=False, words=f"only {free >> 20} MB are free: make room")
    state = "sound"
    if found.schema < found.newest:
        state = f"sound, {_update(found.schema, found.newest)}"
    return Finding(subject, ok=True, words=f"{state}, {free >> 30} GB free")


async def _check_server(subject: str, address: DatabaseAddress) -> Finding:
    """Connect to a PostgreSQL database, and say whether Khabar can work on it."""
    try:
        database = await open_database(address)
    except StorageError as error:
        return Finding(subject, ok=False, words=str(error))
    schema = newest = newest_schema(Engine.POSTGRESQL)
    try:
        schema = await server_schema(database)
        await refuse_moved(database)
    except (AlreadyRunning, DatabaseMoved, DatabaseFromFuture) as error:
        return Finding(subject, ok=False, words=str(error))
    except StorageError as error:
        _LOG.debug("the database holds no tables yet: %s", error)
    finally:
        await database.close()
    update = f", {_update(schema, newest)}" if 0 < schema < newest else ""
    return Finding(subject, ok=True, words=f"it answers{update}")


def _update(schema: int, newest: int) -> str:
    return f"of an older version: the next `khabar run` brings it from schema {schema} to {newest}"


def _not_there_yet(subject: str, path: Path) -> Finding:
    """Say what happens where no database exists: the bot creates it, if it may."""
    parent = next(one for one in path.absolute().parents if one.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        return Finding(subject, ok=False, words=f"there is none, and {parent} is not writable")
    words = "there is none yet: the first `khabar run` makes it"
    return Finding(subject, ok=True, words=words, note=True)


def check_time_zone(settings: Settings, now: datetime) -> Finding:
    """Say what time it is at the newsroom, for the reader to compare with a clock."""
    local = now.astimezone(ZoneInfo(settings.time_zone))
    return Finding("time zone", ok=True, words=f"{settings.time_zone}, now {local:%Y-%m-%d %H:%M}")


def check_file_rights(settings: Settings) -> Finding:
    """Check that only the bot's user can read its token and what readers have written."""
    files = readable_by_others(files_of(settings.database, settings.env_file))
    if settings.bot_token is None:
        files = [path for path in files if path != settings.env_file]
    if files:
        names = " ".join(str(path) for path in files)
        return Finding("file rights", ok=False, words=f"others can read {names}: chmod 600 {names}")
    return Finding("file rights", ok=True, words="only this user can read the bot's files")


async def check_machine(settings: Settings) -> AsyncIterator[Finding]:
    """Check what is to be found on this machine, and yield each result at once."""
    yield check_settings_file(settings)
    yield check_time_zone(settings, datetime.now(UTC))
    yield await check_database(settings.database)
    yield check_file_rights(settings)
    for name, needed in unused_settings(settings):
        yield Finding(name, ok=True, words=f"counts for nothing without {needed}", note=True)


async def check_feeds(settings: Settings, fetcher: Fetcher) -> AsyncIterator[Finding]:
    """Read every feed in turn, and yield each result at once."""
    proxy = "SITE_PROXY, " if settings.site_proxy else ""
    for url in settings.feed_urls:
        if settings.bot_token is None and "feed_urls" not in settings.model_fields_set:
            yield _not_read(url)
            continue
        finding = await check_feed(url, fetcher, f"{proxy}FEED_URLS and the network")
        yield finding if settings.bot_token else replace(finding, note=not finding.ok)


def _not_read(url: str) -> Finding:
    """Report a feed that nobody chose and that the sandbox does not read."""
    words = "not read without BOT_TOKEN: the sandbox has a newsroom of its own"
    return Finding(f"feed {url}", ok=True, words=words, note=True)
