"""Two instances on one PostgreSQL database, of which one delivers and the other answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from tests.bot.delivery.sandbox_control import Control
from tests.databases import prepared
from tests.end_to_end.instance_pair import Pair, pair_on
from tests.end_to_end.line import Line, line_to
from tests.end_to_end.running_instances import Instance
from tests.end_to_end.test_webhook import until_set
from tests.ports import held_port


@dataclass
class Door:
    """The one address that Telegram knows, and the port of the instance behind it."""

    port: int = 0
    line: Line | None = None

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def lead_to(self, port: int) -> None:
        """What comes from now on reaches this port, over connections that are made anew."""
        self.port = port
        if self.line is not None:
            self.line.close()
            self.line.mend()


@dataclass
class Busy:
    """A leader that delivers, and another instance that gets all updates until told otherwise."""

    control: Control
    leader: Instance
    follower: Instance
    pair: Pair
    door: Door
    ports: list[int]

    @property
    def chats(self) -> list[int]:
        """The chats that want everything."""
        return self.pair.chats

    def updates_go_to(self, one: Instance) -> None:
        """Telegram's next updates reach this instance."""
        self.door.lead_to(self.ports[self.pair.instances.index(one)])


@contextlib.asynccontextmanager
async def busy_pair(sandbox: Sandbox, folder: Path, chats_count: int) -> AsyncIterator[Busy]:
    address = prepared(folder / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    door = Door()
    async with contextlib.AsyncExitStack() as stack:
        ports = [stack.enter_context(held_port()) for _ in range(2)]
        door.line = await stack.enter_async_context(line_to(door.dial))
        url = f"http://127.0.0.1:{door.line.port}/telegram"
        ways = [{"WEBHOOK_URL": url, "WEB_LISTEN": f"127.0.0.1:{port}"} for port in ports]
        pair = await stack.enter_async_context(
            pair_on(address, sandbox, folder, chats=chats_count, ways=ways)
        )
        led = await pair.leader()
        busy = Busy(pair.control, led, pair.other(led), pair, door, ports)
        busy.updates_go_to(busy.follower)
        await until_set(sandbox, url)
        yield busy
