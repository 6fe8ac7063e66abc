"""What the bot takes of a machine: processor and memory, idle as it comes, and with much to know.

It runs as a process of its own with default settings, on a sandbox; its figures are those of the
kernel. Idle it runs for a minute beside a newsroom that publishes nothing. Then it knows what
`benchmarks.sizing` fills a database with, sends an article to part of its readers, and answers
searches.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks import Figure
from benchmarks.sizing import ARTICLES, CHATS, fill, publications, subscribe
from sandbox.server import Sandbox, SandboxOptions, running
from storage.engine.opening import open_database
from tests.databases import look
from tests.end_to_end.conftest import PATIENCE_SECONDS, People, first_poll
from tests.end_to_end.test_process import Process, in_sandbox, khabar

SETTLED_AFTER_SECONDS = 20
IDLE_SECONDS = 60
POSTS = 600
SEARCHES = 20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has taken so far: seconds of processor time, and its largest memory in MB."""

    seconds: float
    megabytes: float
    largest: float


def usage(pid: int) -> Usage:
    """Ask the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    memory = {name: value for name, _, value in (line.partition(":") for line in lines)}
    resident, largest = (int(memory[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Usage((int(fields[11]) + int(fields[12])) / _TICKS, resident, largest)


def worker_of(pid: int) -> int:
    """The process in which documents are parsed."""
    [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return int(child)


@contextlib.asynccontextmanager
async def bot(sandbox: Sandbox, folder: Path) -> AsyncIterator[Process]:
    """The bot with default settings, after its first poll."""
    settings = in_sandbox(sandbox, folder) | {"LOG_LEVEL": "ERROR"}
    for name in ("POLL_MIN", "POLL_MAX", "SETTLE_MINUTES"):
        del settings[name]
    async with khabar(folder, "run", **settings) as process:
        await first_poll(folder / "khabar.db")
        yield process


async def idle() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running(SandboxOptions()) as sandbox,
            bot(sandbox, Path(folder)) as process,
        ):
            await asyncio.sleep(SETTLED_AFTER_SECONDS)
            pids = (process.pid, worker_of(process.pid))
            before = [usage(pid) for pid in pids]
            await asyncio.sleep(IDLE_SECONDS)
            after = [usage(pid) for pid in pids]
    seconds = sum(one.seconds for one in after) - sum(one.seconds for one in before)
    share = 100 * seconds / IDLE_SECONDS
    return [
        Figure("idle: of one core", share, "%", "<= 1", share <= 1),
        *_memory("idle", after, "<= 110", "<= 70"),
    ]


async def much_to_know() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = await open_database(folder / "khabar.db")
        await database.migrate()
        await fill(database, publications(), 1, ARTICLES)
        await subscribe(database, CHATS)
        await database.close()
        return await at_work(folder, f"{ARTICLES:,} articles, {CHATS:,} chats")


async def at_work(folder: Path, what: str) -> list[Figure]:
    """Have the bot send and search in the database of this folder."""
    path = folder / "khabar.db"
    async with (
        running(SandboxOptions(limits=False)) as sandbox,
        httpx.AsyncClient(timeout=30, trust_env=False) as client,
    ):
        people = People(client, sandbox)
        await people.control("chats/bulk", count=2 * POSTS, first_id=1_000_000_000)
        async with bot(sandbox, folder) as process:
            pids = (process.pid, worker_of(process.pid))
            started = [usage(pid) for pid in pids]
            await people.greeted()
            sandbox.newsroom.publish(breaking=True)
            async with asyncio.timeout(PATIENCE_SECONDS + POSTS / 5):
                sent = "select count(*) from outbox where state = 'sent'"
                while look(path, sent)[0][0] < POSTS:  # noqa: ASYNC110 - another process works
                    await asyncio.sleep(0.5)
            for number in range(SEARCHES):
                await people.answer_to(f"/search وسم {number}", words="وسم")
            worked = [usage(pid) for pid in pids]
    return [*_memory(f"{what}, started", started), *_memory(f"{what}, sending", worked)]


def _memory(what: str, found: list[Usage], of_bot: str = "-", of_worker: str = "-") -> list[Figure]:
    figures = []
    for name, one, goal in zip(("bot", "worker"), found, (of_bot, of_worker), strict=True):
        bound = float(goal.removeprefix("<= ")) if goal != "-" else float("inf")
        ok = one.megabytes <= bound
        figures.append(Figure(f"{what}: memory of the {name}", one.megabytes, "MB", goal, ok))
        figures.append(Figure("   and at its largest", one.largest, "MB", "-", ok=True))
    return figures


async def measure() -> list[Figure]:
    return [*await idle(), *await much_to_know()]
