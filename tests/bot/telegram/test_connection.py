"""The end of the connection while people still wait for answers, over real HTTP."""

import asyncio
import contextlib
import os
import socket
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import ContextTypes, TypeHandler

from bot.config.load_settings import load_settings
from bot.telegram.connection import TelegramConnection, telegram_application
from sandbox.server import Sandbox, SandboxOptions, running
from storage.engine.database import Database
from storage.inbox import Inbox
from storage.key_value import KeyValue
from tests.bot.delivery.sandbox_control import Control, controlling
from tests.databases import migrated
from tests.waiting import until

READERS, QUESTIONS = (101, 102, 103), 12
# Far longer than the end takes, whatever else the machine does.
HANGS_SECONDS = 60
Context = ContextTypes.DEFAULT_TYPE


def open_sockets() -> dict[int, int]:
    """The port of each socket of this process that was not closed, by its inode."""
    found = {}
    for path in Path("/dev/fd").iterdir():
        # The folder itself was one of them, and a thread may close its own.
        with contextlib.suppress(OSError):
            status = os.fstat(int(path.name))
            if stat.S_ISSOCK(status.st_mode):
                with socket.socket(fileno=os.dup(int(path.name))) as one:
                    found[status.st_ino] = port_of(one)
    return found


def port_of(one: socket.socket) -> int:
    """The port at this end; 0 of a socket that is no network's."""
    address = one.getsockname()
    return int(address[1]) if isinstance(address, tuple) else 0


async def ask(control: Control) -> None:
    """Many questions wait for whoever receives them."""
    for reader in READERS:
        await control.post(f"/chats/{reader}/start")
        for _ in range(QUESTIONS):
            await control.post(f"/chats/{reader}/messages", text="سؤال", **{"from": reader})


async def connected(sandbox: Sandbox, database: Database) -> TelegramConnection:
    """A connection that has received them, and whose answers wait for their turn."""
    settings = load_settings(
        None,
        bot_token=sandbox.token,
        api_base_url=sandbox.base_url,
        feed_urls=f"{sandbox.site_url}/feed/",
        allow_private_hosts=True,
    )
    application = telegram_application(settings, ContextTypes())
    begun = asyncio.Event()
    questions = 0

    async def answer(update: Update, context: Context) -> None:
        nonlocal questions
        questions += 1
        if questions == len(READERS):
            begun.set()
        assert update.effective_chat is not None
        await context.bot.send_message(update.effective_chat.id, "جواب")

    async def announce() -> None:
        await application.bot.get_me()

    application.add_handler(TypeHandler(Update, answer))
    connection = TelegramConnection(
        application,
        Inbox(database),
        memory=KeyValue(database),
        allowed_updates=["message"],
        now=lambda: datetime.now(UTC),
    )
    await connection.connect(announce)
    await until(begun.is_set)
    return connection


@pytest.mark.parametrize("hung", [False, True])
async def test_answers_that_wait_do_not_outlive_the_end(*, hung: bool, tmp_path: Path) -> None:
    """In the limiter or, where Telegram hangs, on the wire: no task and no socket is left."""
    async with (
        running(SandboxOptions(limits=False)) as sandbox,
        controlling(sandbox) as control,
    ):
        if hung:
            await control.fault("delay", method="sendMessage", seconds=HANGS_SECONDS, next=1000)
        await ask(control)
        database = await migrated(tmp_path / "khabar.db")
        # From here on nothing else opens a connection: one that was idle for long is made anew.
        tasks, sockets = asyncio.all_tasks(), open_sockets()
        connection = await connected(sandbox, database)
        began = time.monotonic()
        await connection.disconnect()
        took = time.monotonic() - began
        mine = {one for one in asyncio.all_tasks() - tasks if not of_the_sandbox(one)}
        # The loop closes a socket in one of its next turns, which a busy machine delays.
        with contextlib.suppress(TimeoutError):
            await until(lambda: not opened_since(sockets, sandbox))
        left = opened_since(sockets, sandbox)
        await control.heal()
        waiting = await Inbox(database).waiting(100)
        await database.close()
    # Each that was not answered is there for the next process.
    assert len(waiting) >= len(READERS) * QUESTIONS - 3 * 10
    assert took < HANGS_SECONDS / 2
    assert not mine
    assert not left


def of_the_sandbox(task: "asyncio.Task[object]") -> bool:
    return "uvicorn" in repr(task) or "sandbox" in repr(task)


def opened_since(before: dict[int, int], sandbox: Sandbox) -> set[int]:
    """The ports of sockets that are open now, but for the sandbox's ends of connections."""
    ports = {port for inode, port in open_sockets().items() if inode not in before}
    return ports - {int(sandbox.base_url.rpartition(":")[2])}
