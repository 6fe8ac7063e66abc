"""No press is forgotten: many people press START, and the bot is stopped or killed in between."""

import asyncio
import itertools
import random
import signal
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.databases import look
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    Bot,
    People,
    first_poll,
    settings_for,
)
from tests.end_to_end.test_process import in_sandbox, khabar

CROWD, LARGE_CROWD = 50, 150


def subscribed(database: Path) -> int:
    [(count,)] = look(database, "select count(*) from chats where active = 1")
    return int(count)


async def new_people(people: People, count: int) -> list[int]:
    """So many new people, by their ids."""
    made = [await people.control("people", first_name=f"قارئ {n}") for n in range(count)]
    return [one["person"]["id"] for one in made]


# An end that is asked for is met under load where the webhook is changed.
MOMENT = (signal.SIGKILL, 2, CROWD)
MANY_MOMENTS = [
    (signal.SIGTERM, 1, CROWD),
    *itertools.product((signal.SIGTERM, signal.SIGKILL), range(10, 20), (LARGE_CROWD,)),
]


@pytest.mark.parametrize(
    ("signal_number", "seed", "size"),
    [MOMENT, *(pytest.param(*one, marks=pytest.mark.slow) for one in MANY_MOMENTS)],
)
async def test_every_start_counts_whenever_the_bot_is_ended(
    sandbox: Sandbox, people: People, tmp_path: Path, *, signal_number: int, seed: int, size: int
) -> None:
    settings = in_sandbox(sandbox, tmp_path)
    database = tmp_path / "khabar.db"
    chance = random.Random(seed)
    crowd = await new_people(people, size)
    async with khabar(tmp_path, "run", **settings) as process:
        await first_poll(database)
        await asyncio.gather(*(people.start(person) for person in crowd))
        await asyncio.sleep(chance.uniform(0.1, size / 75))
        process.send_signal(signal_number)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.wait()
    async with Bot(settings_for(sandbox, database), asyncio.Event()).running():
        async with asyncio.timeout(PATIENCE_SECONDS):
            while subscribed(database) < size:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.1)
    assert subscribed(database) == size
