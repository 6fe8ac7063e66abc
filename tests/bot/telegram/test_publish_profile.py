"""The menu and description reach Telegram, though it could not be reached at the start."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram.error import RetryAfter, TelegramError, TimedOut
from telegram.ext import ContextTypes

from bot.config.load_settings import load_settings
from bot.telegram.connection import TelegramConnection, telegram_application
from bot.telegram.publish_profile import publish_until_taken
from sandbox.server import SandboxOptions, running
from storage.inbox import Inbox
from storage.key_value import KeyValue
from tests.databases import migrated
from tests.waiting import until


@pytest.fixture(autouse=True)
def as_the_bot_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Publishing:
    """Fails with each of these, and then works."""

    def __init__(self, failures: Sequence[TelegramError] = ()) -> None:
        self.failures = list(failures)
        self.published = 0

    async def __call__(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.published += 1


async def test_it_is_published_once_telegram_answers() -> None:
    publish = Publishing([TimedOut(), TimedOut()])
    await publish_until_taken(publish, TimedOut(), first_pause=0)
    assert (publish.failures, publish.published) == ([], 1)


async def test_telegram_is_left_alone_for_as_long_as_it_wants() -> None:
    """Descriptions may be changed a few times a day only."""
    publish = Publishing()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.05):
            await publish_until_taken(publish, RetryAfter(timedelta(days=1)), first_pause=0)
    assert not publish.published


@pytest.mark.parametrize("asked_days", [0, 1])
async def test_the_bot_works_meanwhile_and_ends_without_it(asked_days: int, tmp_path: Path) -> None:
    """The start waits for one attempt alone, and the end for none."""
    failure = RetryAfter(timedelta(days=asked_days)) if asked_days else TimedOut()
    publish, due = Publishing([failure]), 0 if asked_days else 1
    database = await migrated(tmp_path / "khabar.db")
    async with running(SandboxOptions()) as sandbox:
        settings = load_settings(None, bot_token=sandbox.token, api_base_url=sandbox.base_url)
        connection = TelegramConnection(
            telegram_application(settings, ContextTypes()),
            Inbox(database),
            memory=KeyValue(database),
            allowed_updates=["message"],
            now=lambda: datetime.now(UTC),
        )
        try:
            await connection.connect(publish)
            assert not publish.published
            await until(lambda: publish.published == due)
        finally:
            await connection.disconnect()
        assert "publish profile" not in {one.get_name() for one in asyncio.all_tasks()}
    await database.close()
