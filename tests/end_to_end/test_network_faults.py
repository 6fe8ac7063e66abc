"""A fault of the network while the desk works: nothing goes out unseen, no pin is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.databases import as_if
from tests.end_to_end.conftest import OWNER, People, first_poll, labelled
from tests.end_to_end.test_desk import CHANNEL, connect, holding, moderating, proposal_of
from tests.end_to_end.test_process import in_sandbox, khabar

pytestmark = pytest.mark.slow

FAULT_SECONDS = 15
# Administrators are asked again after a minute.
PATIENCE_SECONDS = 150


@pytest.fixture
async def database(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Path]:
    """The database of a bot that runs as a process of its own."""
    path = tmp_path / "khabar.db"
    async with khabar(tmp_path, "run", **in_sandbox(sandbox, tmp_path)):
        await first_poll(path)
        yield path


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.usefixtures("database")
async def test_a_moderated_channel_gets_nothing_unseen(
    people: People, sandbox: Sandbox, kind: str
) -> None:
    """While proposals are on their way each connection breaks; later they are asked again."""
    await moderating(people)
    for method in ("sendMessage", "sendPhoto"):
        await people.control("faults", kind=kind, share=1, for_seconds=FAULT_SECONDS, method=method)
    article = sandbox.newsroom.publish()
    await asyncio.sleep(FAULT_SECONDS)
    assert not holding(await people.heard(CHANNEL), article.headline)
    await people.until(
        lambda said: any(labelled(m, "انشر") for m in holding(said, article.headline)),
        OWNER,
        what="a proposal",
        seconds=PATIENCE_SECONDS,
    )
    proposal = await proposal_of(people, article.headline, OWNER)
    assert not holding(await people.heard(CHANNEL), article.headline)
    await people.press(proposal, "✅ انشر", OWNER)
    await people.until(lambda said: len(holding(said, article.headline)) == 1, CHANNEL)


async def pinned(people: People) -> list[int]:
    url = f"{people.sandbox.control_url}/chats/{CHANNEL}"
    answer: dict[str, Any] = (await people.client.get(url)).json()
    return list(answer["chat"]["pinned"])


@pytest.mark.parametrize("kind", ["drop_before", "server_error"])
async def test_breaking_news_is_pinned_when_telegram_answers_again(
    people: People, sandbox: Sandbox, database: Path, kind: str
) -> None:
    await connect(people)
    await as_if(
        database,
        f"""
        insert into channel_settings (chat_id, pin_breaking)
        select id, 1 from chats where telegram_id = {CHANNEL}
        on conflict (chat_id) do update set pin_breaking = 1
        """,
    )
    await people.control("faults", kind=kind, next=3, method="pinChatMessage")
    article = sandbox.newsroom.publish(breaking=True)
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await pinned(people):  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.5)
