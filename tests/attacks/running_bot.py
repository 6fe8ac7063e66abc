"""A bot as a process of its own, between a hostile site and the sandbox's Telegram."""

import asyncio
import contextlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import khabar
from sandbox.server import Sandbox, SandboxOptions, running
from tests.attacks.hostile_site import HostileSite, hostile_site
from tests.end_to_end.conftest import READER, Messages, People, first_poll
from tests.loopback import loopback_client

# Of processes, on a machine that may be busy with other things.
PATIENCE_SECONDS = 120.0
ENDS_WITHIN_SECONDS = 10
WATCHED = "tests.attacks.watched_bot"


def crowding() -> float:
    """How many times longer everything takes for what else the machine does, at least once."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass
class RunningBot:
    """The bot under attack, with a reader who gets all news."""

    site: HostileSite
    sandbox: Sandbox
    people: People
    folder: Path
    process: asyncio.subprocess.Process
    settings: dict[str, str] = field(default_factory=dict)
    program: str = WATCHED
    said: list[str] = field(default_factory=list)
    _reading: asyncio.Task[None] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "khabar.db"

    async def told_of(self, title: str) -> float:
        """Publish a healthy article; the seconds until its post is with the reader."""
        began = time.perf_counter()
        self.site.publish(title)
        await self.heard(lambda said: any(title in message["html"] for message in said), title)
        return time.perf_counter() - began

    async def heard(self, holds: Callable[[Messages], bool], what: str) -> Messages:
        """Wait until the reader has been told so."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                said = await self.people.heard(READER)
                if holds(said):
                    return said
                assert self.process.returncode is None, f"the bot ended before {what}"
                await asyncio.sleep(0.05)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in its database."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as file:
            return file.execute(sql, values).fetchall()

    def writable(self) -> sqlite3.Connection:
        """Its database, to be written to."""
        return sqlite3.connect(self.database, timeout=60)

    def stalls(self) -> dict[str, float]:
        """The longest stalls of the loop in milliseconds, by the clock and by processor time."""
        found: dict[str, float] = json.loads((self.folder / "stalls").read_text())
        return found

    def megabytes(self) -> float:
        """The memory of the bot and all its children that nobody else shares."""
        return sum(_proportional(process) for process in _family(self.process.pid)) / 1024

    async def restart(self) -> None:
        """End it as a service manager does, and start it again."""
        await self.end()
        await self.begin()

    async def begin(self) -> None:
        """Start it again."""
        self.process = await _started(
            self.site, self.sandbox, self.folder, self.program, **self.settings
        )
        self._reading = asyncio.create_task(self._read(), name="output")

    async def end(self, within_seconds: float | None = None) -> float:
        """SIGTERM; the seconds until it has ended, on a machine with nothing else to do.

        `within_seconds`: the longest wait; by default what is promised of an end.
        """
        began = time.perf_counter()
        self.process.terminate()
        async with asyncio.timeout(within_seconds or ENDS_WITHIN_SECONDS * crowding()):
            await self.process.wait()
        return (time.perf_counter() - began) / crowding()

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.said.append(line.decode(errors="replace"))


async def _started(
    site: HostileSite, sandbox: Sandbox, folder: Path, program: str, **more: str
) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {
        "PYTHONPATH": str(Path(khabar.__file__).parent),
        "BOT_TOKEN": sandbox.token,
        "API_BASE_URL": sandbox.base_url,
        "FEED_URLS": f"{site.url}/feed/",
        "ALLOW_PRIVATE_HOSTS": "yes",
        "DATABASE": str(folder / "khabar.db"),
        "POLL_MIN": "1s",
        "POLL_MAX": "1s",
        "SETTLE_MINUTES": "0",
        "LOG_LEVEL": "DEBUG",
        "OWNER_IDS": "103",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        program,
        str(folder / "stalls"),
        cwd=folder,
        env=kept | settings | more,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=2**24,
    )


@contextlib.asynccontextmanager
async def running_bot(
    folder: Path, program: str = WATCHED, **settings: str
) -> AsyncIterator[RunningBot]:
    """A bot that has read the site's feed once and greeted its reader.

    `{site}` and `{telegram}` in a setting stand for where the site and the sandbox answer.
    """
    async with (
        hostile_site() as site,
        running(SandboxOptions(backlog=0)) as sandbox,
        loopback_client() as client,
    ):
        for number in range(3):
            site.publish(f"خبر قديم عن الجسر {number}")
        more = {
            name: value.format(site=site.url, telegram=sandbox.base_url)
            for name, value in settings.items()
        }
        process = await _started(site, sandbox, folder, program, **more)
        bot = RunningBot(site, sandbox, People(client, sandbox), folder, process, more, program)
        bot._reading = asyncio.create_task(bot._read(), name="output")
        try:
            await first_poll(bot.database, PATIENCE_SECONDS)
            await bot.people.greeted()
            yield bot
        finally:
            if bot.process.returncode is None:
                bot.process.kill()
            await bot.process.wait()
            await asyncio.gather(bot._reading, return_exceptions=True)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _proportional(pid: int) -> int:
    """Kilobytes, those that are shared with other processes in part."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
