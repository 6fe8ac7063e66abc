"""Checks the running bot for `khabar doctor`: what its database and its web server tell of it."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.cli.doctor import Finding
from bot.cli.resources import open_store
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.file_rights import files_of
from bot.web.server import listen_on
from storage.engine.address import DatabaseAddress
from storage.engine.opening import open_database
from storage.engine.postgresql.instance_liveness import any_alive
from storage.engine.sqlite.backup_files import FOLDER, newest_copy
from storage.engine.sqlite.running_lock import is_locked
from storage.errors import StorageError
from storage.store import Store

ANSWERS_WITHIN_SECONDS = 5.0
# As long as an owner is patient with a post that could go out at once.
LONGEST_WAIT_SECONDS = 600.0
# A night's copy may be late, not missing.
LATEST_COPY = timedelta(hours=36)
_MEGABYTE = 1 << 20
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - an address to recognise, not to listen on


async def runs(database: DatabaseAddress) -> bool:
    """Whether a bot runs on this database.

    Raises:
        StorageError: that can't be told.
    """
    if isinstance(database, Path):
        return is_locked(database)
    server = await open_database(database, readers=1)
    try:
        async with server.reading() as connection:
            return await any_alive(connection)
    finally:
        await server.close()


async def check_instance(settings: Settings) -> AsyncIterator[Finding]:
    """Ask a running bot how it does, and yield what each answer says."""
    try:
        running = await runs(settings.database)
    except StorageError as error:
        words = f"whether a bot runs on this database can't be told: {error}"
        yield Finding("instance", ok=True, words=words, note=True)
        return
    if not running:
        words = "no bot runs on this database now"
        yield Finding("instance", ok=True, words=words, note=True)
        if (address := settings.web_address) is not None:
            yield _can_listen(*address)
        return
    yield Finding("instance", ok=True, words="it runs")
    try:
        async with open_store(settings.database, lock_held=False) as store:
            async for finding in _figures(store, settings, datetime.now(UTC)):
                yield finding
    except StorageError as error:
        yield Finding("instance", ok=False, words=f"its database can't be read: {error}")
    if isinstance(settings.database, Path):
        yield _files(settings.database)
        yield newest_copy_of(settings.database, datetime.now(UTC))
    if (address := settings.web_address) is not None:
        yield await _readiness(*address)


async def _figures(store: Store, settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    for feed in await store.feeds.all(settings.feed_urls):
        subject = f"last poll of {feed.url}"
        if feed.last_success is None:
            yield Finding(subject, ok=False, words="it was never read: see the log")
            continue
        age = now - feed.last_success
        late = age > settings.alert_after
        why = f": {feed.last_error or 'see the log'}" if late else ""
        yield Finding(subject, ok=not late, words=f"{_ago(age.total_seconds())} ago{why}")
    backlog = await store.outbox.backlog(now)
    waited = (now - backlog.oldest_due).total_seconds() if backlog.oldest_due else 0.0
    words = f"{backlog.due} posts due, {backlog.later} later, {backlog.in_doubt} in doubt"
    if backlog.due:
        words += f"; the oldest waits for {_ago(waited)}"
    yield Finding("backlog", ok=waited <= LONGEST_WAIT_SECONDS, words=words)
    failed = f"{backlog.failed} posts failed for good"
    more = ": ask the bot for /failed" if backlog.failed else ""
    yield Finding("failures", ok=not backlog.failed, words=failed + more)
    yield Finding("subscribers", ok=True, words=f"{await store.chats.count_active()} chats")


def _files(database: Path) -> Finding:
    sizes = {path.name: path.stat().st_size for path in files_of(database, None) if path.exists()}
    free = shutil.disk_usage(database.parent).free
    listed = ", ".join(f"{name} {size / _MEGABYTE:.1f} MB" for name, size in sizes.items())
    return Finding("files", ok=True, words=f"{listed}; {free / _MEGABYTE:.0f} MB free")


def newest_copy_of(database: Path, now: datetime) -> Finding:
    """Say how old the newest copy in the folder beside the database is, if there is that folder."""
    folder = database.parent / FOLDER
    if not folder.is_dir():
        words = f"none in {folder}; other places are not looked at"
        return Finding("newest copy", ok=True, words=words, note=True)
    made = newest_copy(folder, now)
    if made is None:
        return Finding("newest copy", ok=False, words=f"none in {folder}: does the timer run?")
    late = now - made > LATEST_COPY
    words = f"{_ago((now - made).total_seconds())} ago in {folder}"
    return Finding(
        "newest copy", ok=not late, words=words + (": see khabar-backup.service" if late else "")
    )


def _can_listen(host: str, port: int) -> Finding:
    """Listen for a moment as the bot would, which ends its start where it can't."""
    try:
        listen_on(host, port).close()
    except ConfigError as error:
        return Finding("web server", ok=False, words=f"{error}: write another address there")
    return Finding("web server", ok=True, words=f"it can listen on {host}:{port}")


async def _readiness(host: str, port: int) -> Finding:
    """Ask `/readyz` of the web server, as a load balancer would."""
    where = "127.0.0.1" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
    url = f"http://{where}:{port}/readyz"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWERS_WITHIN_SECONDS) as client:
            parts: dict[str, Any] = (await client.get(url)).json()["parts"]
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        words = f"{url} does not answer ({type(error).__name__}): see the log"
        return Finding("readiness", ok=False, words=words)
    wrong = [f"{name}: {part['reason']}" for name, part in parts.items() if not part["ok"]]
    return Finding("readiness", ok=not wrong, words="; ".join(wrong) or f"{url}: all parts work")


def _ago(seconds: float) -> str:
    """Write a duration for a person: seconds, minutes or hours."""
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
