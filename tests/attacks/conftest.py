"""One bot for all attacks of a module: what one of them leaves behind meets the next."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.attacks.running_bot import RunningBot, running_bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    async with running_bot(tmp_path_factory.mktemp("attacked")) as attacked:
        yield attacked
