"""Two instances on one PostgreSQL database, of which one delivers and the other answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.server import Sandbox
from storage.engine.address import PostgresqlAddress
from storage.engine.opening import open_database
from tests.bot.delivery.sample_rows import add_chats
from tests.bot.delivery.sandbox_control import Control, controlling
from tests.databases import address_of
from tests.end_to_end.conftest import first_poll
from tests.end_to_end.running_instances import Instance, instance, until_led
from tests.end_to_end.test_process import in_sandbox
from tests.end_to_end.test_webhook import until_set
from tests.ports import held_port


@dataclass
class Door:
    """Where Telegram sends updates to, and the port of the instance that gets them."""

    port: int = 0
    inside: int = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65_536):
                    sink.write(data)
                    await sink.drain()
            sink.close()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                back, on = await asyncio.open_connection("127.0.0.1", self.inside)
            except OSError:
                writer.close()
                return
            await asyncio.gather(pass_on(reader, on), pass_on(back, writer))

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        async with server:
            self.port = int(server.sockets[0].getsockname()[1])
            yield


@dataclass
class Busy:
    """A leader that delivers, and another instance that gets all updates."""

    control: Control
    leader: Instance
    follower: Instance
    chats: list[int]


@contextlib.asynccontextmanager
async def busy_pair(sandbox: Sandbox, folder: Path, chats_count: int) -> AsyncIterator[Busy]:
    address = address_of(folder / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    door = Door()
    async with contextlib.AsyncExitStack() as stack:
        ports = [stack.enter_context(held_port()) for _ in range(2)]
        await stack.enter_async_context(door.open())
        control = await stack.enter_async_context(controlling(sandbox))
        url = f"http://127.0.0.1:{door.port}/telegram"
        settings = in_sandbox(sandbox, folder) | {"DATABASE": address.secret, "WEBHOOK_URL": url}
        listens = [{"WEB_LISTEN": f"127.0.0.1:{port}"} for port in ports]
        async with (
            instance(folder, settings | listens[0]) as first,
            instance(folder, settings | listens[1]) as second,
        ):
            await first_poll(address)
            database = await open_database(address)
            chats = await control.bulk(chats_count)
            await add_chats(database, chats)
            await database.close()
            both = [first, second]
            for one in both:
                await one.until_it_says(" runs as @")
            led = await until_led(address, both)
            other = both[1 - both.index(led)]
            door.inside = ports[both.index(other)]
            await until_set(sandbox, url)
            yield Busy(control, led, other, chats)
