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
from tests.end_to_end.instance_pair import pair_on
from tests.end_to_end.line import line_to
from tests.end_to_end.running_instances import Instance
from tests.end_to_end.test_webhook import until_set
from tests.ports import held_port


@dataclass
class Busy:
    """A leader that delivers, and another instance that gets all updates."""

    control: Control
    leader: Instance
    follower: Instance
    chats: list[int]


@contextlib.asynccontextmanager
async def busy_pair(sandbox: Sandbox, folder: Path, chats_count: int) -> AsyncIterator[Busy]:
    address = prepared(folder / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    inside = 0

    async def dial() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", inside)

    async with contextlib.AsyncExitStack() as stack:
        ports = [stack.enter_context(held_port()) for _ in range(2)]
        outside = await stack.enter_async_context(line_to(dial))
        url = f"http://127.0.0.1:{outside.port}/telegram"
        ways = [{"WEBHOOK_URL": url, "WEB_LISTEN": f"127.0.0.1:{port}"} for port in ports]
        pair = await stack.enter_async_context(
            pair_on(address, sandbox, folder, chats=chats_count, ways=ways)
        )
        led = await pair.leader()
        other = pair.other(led)
        inside = ports[pair.instances.index(other)]
        await until_set(sandbox, url)
        yield Busy(pair.control, led, other, pair.chats)
