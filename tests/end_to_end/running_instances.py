"""Two instances of the bot on one PostgreSQL database: which of them leads, and what they say."""

import asyncio
import contextlib
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from storage.engine.address import PostgresqlAddress
from tests.databases import look
from tests.end_to_end.conftest import PATIENCE_SECONDS
from tests.end_to_end.test_process import Process, khabar


@dataclass
class Instance:
    """One of them, and what it has said so far."""

    process: Process
    said: list[str] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.said.append(line.decode())

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def says(self, words: str) -> bool:
        return any(words in line for line in self.said)

    async def until_it_says(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.says(words):  # noqa: ASYNC110 - a log rings no bell
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def instance(folder: Path, settings: dict[str, str]) -> AsyncIterator[Instance]:
    """An instance, killed at the end if it still runs."""
    async with khabar(folder, "run", **settings) as process:
        made = Instance(process)
        listening = asyncio.create_task(made.listen())
        try:
            yield made
        finally:
            # One that is frozen could not be waited for.
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await listening
            # Shown where a test fails.
            sys.stdout.write(f"--- {process.pid}\n{''.join(made.said)}")


def alive(address: PostgresqlAddress) -> set[str]:
    """The names of the instances that live, by the database's word."""
    found = look(
        address,
        """
        select name
        from instances
        where alive_until > extract(epoch from clock_timestamp()) * 1000
        """,
    )
    return {name for (name,) in found}


async def until_living(address: PostgresqlAddress, count: int) -> None:
    """Wait until so many instances live."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(alive(address)) != count:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.05)


def leader(address: PostgresqlAddress, instances: list[Instance]) -> Instance | None:
    """The one that leads by the database's word, if one of these does."""
    [(leading,)] = look(address, "select name from leader")
    names = alive(address) & {leading}
    for one in instances:
        if any(f":{one.process.pid}:" in name for name in names):
            return one
    return None


async def until_led(address: PostgresqlAddress, instances: list[Instance]) -> Instance:
    """Wait until one of these leads."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (found := leader(address, instances)) is None:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.05)
    return found


def received(journal: list[tuple[str, int, int, str]], headline: str) -> Counter[int]:
    """How often each chat got the post with this headline."""
    return Counter(chat for _, chat, _, text in journal if headline in text)
