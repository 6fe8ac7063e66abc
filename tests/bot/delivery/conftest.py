"""A database of its own for each test, and the sandbox's Telegram."""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from sandbox.server import Sandbox, SandboxOptions, running
from storage.engine.database import Database
from tests.bot.delivery.delivery_process import FAST, Running, delivering
from tests.bot.delivery.sample_rows import add_articles, add_chats
from tests.bot.delivery.sandbox_control import Control, controlling
from tests.databases import migrated

Promised = Callable[..., Awaitable[list[int]]]
Deliver = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library hands out `retry_after` as a timedelta only when it is asked to."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await migrated(tmp_path / "khabar.db")
    yield opened
    await opened.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Without flood limits; tests of limits turn them on."""
    async with running(SandboxOptions(limits=False)) as opened:
        yield opened


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[Control]:
    async with controlling(sandbox) as opened:
        yield opened


@pytest.fixture
def deliver(database: Database, sandbox: Sandbox) -> Deliver:
    """Delivery from this database into this sandbox, as fast as it takes, by default."""
    return functools.partial(delivering, database, sandbox.api_url, per_second=FAST)


@pytest.fixture
def promised(database: Database, control: Control) -> Promised:
    """New chats to which articles have been promised; their ids."""

    async def promise(
        count: int, *, articles: int = 1, keep: int = 0, kind: str = "private"
    ) -> list[int]:
        chats = await control.bulk(count, keep=keep, kind=kind)
        await add_chats(database, chats, kind)
        await add_articles(database, articles)
        return chats

    return promise
