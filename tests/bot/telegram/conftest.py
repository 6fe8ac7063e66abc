"""A migrated database for tests of the inbox, and both classes of requests to the Bot API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram.paid_broadcast_request import PaidBroadcastRequest
from bot.telegram.transport import TelegramRequest
from storage.engine.database import Database
from tests.bot.telegram.scripted_server import Kind
from tests.databases import migrated


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = await migrated(tmp_path / "inbox.db")
    yield made
    await made.close()


@pytest.fixture(params=[TelegramRequest, PaidBroadcastRequest])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Both request classes keep the same promises."""
    found: Kind = request.param
    return found
