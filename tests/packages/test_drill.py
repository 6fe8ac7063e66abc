"""The disaster, as a drill: the service dies, and goes on elsewhere from its last copy."""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.server import Sandbox
from tests.databases import look
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    People,
    busy,
    first_poll,
    recorded,
)
from tests.end_to_end.test_inbox import new_people, subscribed
from tests.end_to_end.test_process import Process, command, in_sandbox
from tests.packages.confined import confined, settings_of
from tests.packages.installed import ROOT, Installed

BOT = ROOT / "deploy/khabar.service"
BACKUP = ROOT / "deploy/khabar-backup.service"
# Each post goes out alone, however many wait.
ALONE = {"CATCH_UP_FROM": "100", "FLOOD_AT": "500"}
Post = tuple[int, int]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine with the wheel: what would be /etc/khabar/env and /var/lib/khabar, in a folder."""

    folder: Path
    installed: Installed

    @property
    def state(self) -> Path:
        """Where the data lie."""
        return self.folder / "var-lib-khabar"

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.state / "khabar.db"

    def set_up(self, settings: dict[str, str]) -> None:
        """Write the settings, and make the folders that systemd makes."""
        self.folder.mkdir()
        for folder in (self.state, self.state / "copies"):
            folder.mkdir(mode=0o700)
        env = self.folder / "env"
        env.touch(mode=0o600)
        lines = [f"{name}={value}\n" for name, value in settings.items() if name != "DATABASE"]
        env.write_text("".join(lines), "utf-8")

    @contextlib.asynccontextmanager
    async def run(self, unit: Path, *arguments: str) -> AsyncIterator[Process]:
        """Run a unit's command, or another of `khabar` as that unit would.

        The bot's own must have said that it is ready, where the unit waits for that.
        """
        words = arguments or dict(settings_of(unit))["ExecStart"].split()[1:]
        given = [word.replace("/var/lib/khabar", str(self.state)) for word in words]
        program = (*confined(unit, self.state), self.installed.khabar)
        environment = {
            "KHABAR_ENV": str(self.folder / "env"),
            "STATE_DIRECTORY": f"{self.state}:{self.state / 'copies'}",
            # One of the kernel's names: a path in a folder of tests can be too long for a socket.
            "NOTIFY_SOCKET": f"@khabar-drill-{os.getpid()}-{time.monotonic_ns()}",
        }
        with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as notify:
            notify.bind(environment["NOTIFY_SOCKET"].replace("@", "\0"))
            async with command(program, self.state, *given, **environment) as process:
                yield process
                if ("Type", "notify") in settings_of(unit) and not arguments:
                    notify.setblocking(False)
                    assert b"READY=1" in notify.recv(4096)

    async def done(self, unit: Path, *arguments: str) -> str:
        """Run a command to its end; what it said."""
        async with self.run(unit, *arguments) as process, asyncio.timeout(PATIENCE_SECONDS):
            said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()

    def posts(self, *states: str) -> set[Post]:
        """Article and chat of the outbox's rows in these states."""
        return posts_in(self.database, *states)


def posts_in(database: Path, *states: str) -> set[Post]:
    wanted = ",".join(f"'{state}'" for state in states)
    rows = look(
        database,
        f"""
        select articles.url, chats.telegram_id
        from outbox
        join articles on articles.id = outbox.article_id
        join chats on chats.id = outbox.chat_id
        where outbox.state in ({wanted})
        """,
    )
    return {(int(urlsplit(url).path.split("/")[1]), int(chat)) for url, chat in rows}


async def until_sent(machine: Machine, count: int) -> None:
    """Wait for so many posts; as long as it takes to send them one after the other, and longer."""
    async with asyncio.timeout(PATIENCE_SECONDS + count / 5):
        while len(machine.posts("sent")) < count:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.05)


def links_of(message: dict[str, Any]) -> str:
    """What leads on from a post: its buttons, or the links of an album, which has none."""
    return str(message.get("reply_markup") or message["html"])


async def told(people: People, chats: list[int], published: list[int]) -> Counter[Post]:
    """How often each article was told to each chat: every post leads to its page."""
    found: Counter[Post] = Counter()
    for chat in chats:
        links = [links_of(message) for message in await people.heard(chat)]
        for number in published:
            found[number, chat] = sum(f"/{number}/" in one for one in links)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("crowd_size", [40, 150])
async def test_a_service_goes_on_elsewhere_from_its_last_copy(
    sandbox: Sandbox, people: People, installed: Installed, tmp_path: Path, crowd_size: int
) -> None:
    """Copied while posts go out, killed in their midst: what the copy knows came once.

    What was sent between the copy and the end may come a second time: no copy can know of it.
    """
    first, second = Machine(tmp_path / "first", installed), Machine(tmp_path / "second", installed)
    for machine in (first, second):
        machine.set_up(in_sandbox(sandbox, tmp_path) | ALONE)
    crowd = await new_people(people, crowd_size)
    async with first.run(BOT) as process:
        await first_poll(first.database)
        await asyncio.gather(*(people.start(person) for person in crowd))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while subscribed(first.database) < crowd_size:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.1)
        published: list[int] = []

        async def publish() -> None:
            # As fast as posts go out, so that some always do.
            if len(published) * crowd_size - len(first.posts("sent")) < 2 * crowd_size:
                published.append(sandbox.newsroom.publish().number)

        async with busy(publish, every=0.3):
            await until_sent(first, crowd_size)
            began = time.perf_counter()
            await first.done(BACKUP)
            took = time.perf_counter() - began
            after = len(first.posts("sent"))
            await until_sent(first, after + crowd_size // 4)
            process.kill()
            await process.wait()
    log.info("copied in %.1f s, %d posts a second", took, (after - crowd_size) / took)
    [copy] = (first.state / "copies").iterdir()
    known = posts_in(copy, "sent")
    in_doubt = first.posts("sent", "sending") - known
    published.append(sandbox.newsroom.publish().number)

    # Carried to the other machine.
    carried = second.state / "copies" / copy.name
    carried.write_bytes(copy.read_bytes())
    assert "restored" in await second.done(BOT, "restore", str(carried))
    async with second.run(BOT):
        await until_sent(second, crowd_size * len(published))
        await recorded(second.database)
    times = await told(people, crowd, published)
    assert len(times) == crowd_size * len(published)
    assert min(times.values()) == 1
    assert {post for post, count in times.items() if count > 1} <= in_doubt
    assert max(times.values()) <= 2
