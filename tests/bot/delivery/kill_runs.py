"""Runs delivery in a process of its own, kills it at random instants, and counts the results."""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from storage.engine.database import Database
from tests.bot.delivery.sandbox_control import Control
from tests.databases import setting_of
from tests.outbox_counts import pending_count, rows_by_state

ROOT = Path(__file__).parents[3]
Journal = Sequence[tuple[str, int, int, str]]


async def start(database: Path, api_url: str, *options: str) -> asyncio.subprocess.Process:
    """A process that delivers by now from the database of a path, on the engine of the run."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.delivery.delivery_process",
        setting_of(database),
        api_url,
        *options,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    await process.stdout.readline()
    return process


@asynccontextmanager
async def started(
    database: Path, api_url: str, *options: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The same, killed at the end if it still runs."""
    process = await start(database, api_url, *options)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def terminate(process: asyncio.subprocess.Process) -> dict[str, float]:
    """SIGTERM; what the process says of itself in its last line."""
    process.terminate()
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    told: dict[str, float] = json.loads(out.splitlines()[-1])
    return told


async def all_sent(database: Database, seconds: float = 60) -> None:
    """Until another process has sent everything.

    Raises:
        TimeoutError: it took longer.
    """
    async with asyncio.timeout(seconds):
        while await pending_count(database):  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.1)


@dataclass(slots=True, kw_only=True)
class Audience:
    """Readers, of whom each twentieth blocks the bot in mid-broadcast, and groups that migrate."""

    control: Control
    readers: list[int]
    groups: list[int]
    blocked: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)

    @classmethod
    async def made(cls, control: Control, *, readers: int, groups: int) -> "Audience":
        return cls(
            control=control,
            readers=await control.bulk(readers),
            groups=await control.bulk(groups, kind="group"),
        )

    async def live(self, share: float) -> None:
        """Let happen what happens in this share of the broadcast, as far as it has not."""
        leaving, moving = self.readers[::20], self.groups[::4]
        for reader in leaving[len(self.blocked) : round(share * len(leaving))]:
            await self.control.post(f"/chats/{reader}/block")
            self.blocked.append(reader)
        for group in moving[len(self.moved) : round(share * len(moving))]:
            new = (await self.control.post(f"/chats/{group}/migrate"))["chat_id"]
            self.moved[int(new)] = group

    async def account(self, articles: int) -> "Account":
        return account(
            await self.control.journal(),
            [*self.readers, *self.groups],
            articles,
            gone=self.blocked,
            moved=self.moved,
        )


@dataclass(frozen=True, slots=True)
class Kills:
    """How often delivery was killed while it was alive, and how many rows were in doubt then."""

    number: int
    in_doubt: int


async def kill_at_random(
    database: Database,
    run: Callable[[], Awaitable[asyncio.subprocess.Process]],
    audience: Audience,
    *,
    kills: int,
    longest: float,
    chance: random.Random,
) -> Kills:
    """Run delivery for a random while, kill -9, again and again.

    Args:
        database: what it delivers from.
        run: starts a process that delivers.
        audience: lives on meanwhile.
        kills: how often.
        longest: seconds that a process may live.
        chance: the random numbers.
    """
    done = in_doubt = 0
    for number in range(kills):
        process = await run()
        await audience.live((number + 1) / kills)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), chance.random() * longest)
        if process.returncode is None:
            process.kill()
            done += 1
        await process.communicate()
        in_doubt += (await rows_by_state(database)).get("sending", 0)
    return Kills(done, in_doubt)


@dataclass(frozen=True, slots=True)
class Account:
    """What the chats got, against what they should have got."""

    lost: int
    repeats: int
    out_of_order: int


def account(
    journal: Journal,
    chats: Sequence[int],
    articles: int,
    *,
    gone: Collection[int] = (),
    moved: Mapping[int, int] | None = None,
) -> Account:
    """A repeat of an older article behind a newer one is out of order, too.

    Args:
        journal: what Telegram took.
        chats: who should have got it.
        articles: how many articles each.
        gone: of those, who blocked the bot in between, and so may have got less.
        moved: new ids of chats, with the old ones.
    """
    got: dict[int, list[int]] = {chat: [] for chat in chats}
    for _, chat, _, text in journal:
        got[(moved or {}).get(chat, chat)].append(int(text.split()[1]))
    lost = repeats = out_of_order = 0
    for chat, numbers in got.items():
        counted = Counter(numbers)
        lost += 0 if chat in gone else articles - len(counted)
        repeats += len(numbers) - len(counted)
        out_of_order += numbers != sorted(numbers)
    return Account(lost, repeats, out_of_order)
