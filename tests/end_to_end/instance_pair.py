"""Two instances on one PostgreSQL database, and how often each chat got what they were to send."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from storage.engine.opening import open_database
from tests.bot.delivery.sample_rows import add_chats
from tests.bot.delivery.sandbox_control import Control, controlling
from tests.end_to_end.conftest import PATIENCE_SECONDS, first_poll
from tests.end_to_end.running_instances import Instance, instance, leader, received, until_led
from tests.end_to_end.test_process import in_sandbox

CHATS = 150
# Two that start at once on a busy machine.
STARTED_WITHIN_SECONDS = 300
LOST = "another instance leads: this one polls and delivers no more"
# The first articles on the way when something happens; four seconds of Telegram's thirty a second.
BEGUN = 30


@dataclass
class Pair:
    """Two instances, the chats that want everything, and their Telegram."""

    sandbox: Sandbox
    control: Control
    address: PostgresqlAddress
    folder: Path
    settings: dict[str, str]
    chats: list[int]
    stack: contextlib.AsyncExitStack
    instances: list[Instance] = field(default_factory=list)

    async def start(self, **more: str) -> Instance:
        """One more instance, with further settings."""
        made = await self.stack.enter_async_context(instance(self.folder, self.settings | more))
        self.instances.append(made)
        return made

    async def leader(self) -> Instance:
        return await until_led(self.address, self.instances)

    async def until_leads(self, one: Instance) -> None:
        """Wait until this one leads."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while leader(self.address, self.instances) is not one:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.05)

    def other(self, one: Instance) -> Instance:
        return next(each for each in self.instances if each is not one)

    def losses(self) -> int:
        """How often one of them has lost the lead: a machine that is too slow may cause it, too."""
        return sum(LOST in line for one in self.instances for line in one.said)

    def publish(self) -> str:
        """Have the newsroom publish an article; its headline."""
        return self.sandbox.newsroom.publish(breaking=False).headline

    async def broadcast_begins(self) -> str:
        """An article is on its way to some of the chats; its headline."""
        before = (await self.control.get("/telegram/counters"))["accepted"]
        headline = self.publish()
        await self.control.taken(before + BEGUN, 300)
        return headline

    async def all_got(self, headline: str, seconds: float = 300) -> Counter[int]:
        """Wait until each chat has got it; how often each did."""
        async with asyncio.timeout(seconds):
            while True:
                got = received(await self.control.journal(), headline)
                if set(self.chats) <= set(got):
                    return got
                await asyncio.sleep(0.2)

    async def out_of_order(self, *headlines: str) -> list[int]:
        """The chats that got one of these articles after one that stands behind it here."""
        got: dict[int, list[int]] = {}
        for _, chat, _, text in await self.control.journal():
            got.setdefault(chat, []).extend(
                place for place, headline in enumerate(headlines) if headline in text
            )
        return [chat for chat, places in got.items() if places != sorted(places)]


@contextlib.asynccontextmanager
async def pair_on(
    address: PostgresqlAddress,
    sandbox: Sandbox,
    folder: Path,
    *,
    chats: int = CHATS,
    ways: Sequence[dict[str, str]] = ({}, {}),
) -> AsyncIterator[Pair]:
    """Two instances that are ready.

    Args:
        address: of their database, as it is reached from outside.
        sandbox: their Telegram and newsroom.
        folder: where they run.
        chats: how many want everything.
        ways: further settings of each.
    """
    settings = in_sandbox(sandbox, folder) | {"DATABASE": address.secret}
    async with controlling(sandbox) as control, contextlib.AsyncExitStack() as stack:
        pair = Pair(sandbox, control, address, folder, settings, [], stack)
        for way in ways:
            await pair.start(**way)
        await first_poll(address, STARTED_WITHIN_SECONDS)
        database = await open_database(address)
        pair.chats = await control.bulk(chats)
        await add_chats(database, pair.chats)
        await database.close()
        for one in pair.instances:
            await one.until_it_says(" runs as @")
        yield pair


def repeats(got: Counter[int]) -> int:
    return sum(got.values()) - len(got)
