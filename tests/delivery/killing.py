"""Delivery in a process of its own, killed at random instants, and what came of it."""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
Journal = Sequence[tuple[str, int, int, str]]


async def start(database: Path, api_url: str, *options: str) -> asyncio.subprocess.Process:
    """A process that delivers by now."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.delivery.delivering",
        str(database),
        api_url,
        *options,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    await process.stdout.readline()
    return process


async def kill_at_random(
    database: Path, api_url: str, chance: random.Random, longest: float, *options: str
) -> bool:
    """Let delivery run for a random while, then kill -9; whether it was still alive then."""
    process = await start(database, api_url, *options)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), chance.random() * longest)
    alive = process.returncode is None
    if alive:
        process.kill()
    await process.communicate()
    return alive


async def terminate(process: asyncio.subprocess.Process) -> dict[str, float]:
    """SIGTERM; what the process says of itself in its last line."""
    process.terminate()
    out, _ = await asyncio.wait_for(process.communicate(), 15)
    told: dict[str, float] = json.loads(out.splitlines()[-1])
    return told


@dataclass(frozen=True, slots=True)
class Account:
    """What the chats got, against what they should have got."""

    lost: int
    repeats: int
    out_of_order: int


def account(journal: Journal, chats: Sequence[int], articles: int) -> Account:
    """A repeat of an older article behind a newer one is out of order, too."""
    got: dict[int, list[int]] = {chat: [] for chat in chats}
    for _, chat, _, text in journal:
        got[chat].append(int(text.split()[1]))
    lost = repeats = out_of_order = 0
    for numbers in got.values():
        counted = Counter(numbers)
        lost += articles - len(counted)
        repeats += len(numbers) - len(counted)
        out_of_order += numbers != sorted(numbers)
    return Account(lost, repeats, out_of_order)
