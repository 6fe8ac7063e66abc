"""Two copies with one token, or a webhook in the way: one delivers, the owner knows."""

import asyncio
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.databases import duplicate
from tests.end_to_end.conftest import (
    OWNER,
    READER,
    Bot,
    People,
    first_poll,
    recorded,
    settings_for,
)
from tests.end_to_end.test_process import in_sandbox, khabar
from tests.waiting import until

SECRET = "way-in-4711"
# By chance both stand by for a while, and then one of them for longer.
SETTLED_SECONDS = 300


async def prepared(sandbox: Sandbox, people: People, folder: Path) -> dict[str, str]:
    """A bot with an owner and a reader has run in this folder; its settings as a process."""
    folder.mkdir()
    settings = settings_for(sandbox, folder / "khabar.db", owner_ids=str(OWNER))
    async with Bot(settings, asyncio.Event()).running():
        await first_poll(folder / "khabar.db")
        for person in (OWNER, READER):
            await people.greeted(person)
        await recorded(folder / "khabar.db")
    return in_sandbox(sandbox, folder) | {"OWNER_IDS": str(OWNER)}


async def test_of_two_copies_with_databases_of_their_own_one_delivers(
    sandbox: Sandbox, people: People, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """On other machines no lock is seen: Telegram's 409 is said in words, no post comes twice."""
    first, second = tmp_path / "one", tmp_path / "two"
    await prepared(sandbox, people, first)
    second.mkdir()
    duplicate(first / "khabar.db", second / "khabar.db")
    one, two = (
        Bot(settings_for(sandbox, place / "khabar.db", owner_ids=str(OWNER)), asyncio.Event())
        for place in (first, second)
    )
    async with one.running(), two.running():
        await until(lambda: "another instance runs with the same token" in caplog.text)
        article = sandbox.newsroom.publish(breaking=False)
        for words, chat in ((article.headline, READER), ("بالرمز نفسه", OWNER)):
            await people.until(
                lambda said, words=words: any(words in m["html"] for m in said),  # type: ignore[misc]
                chat,
                seconds=SETTLED_SECONDS,
            )
        await asyncio.sleep(3)
        said = await people.heard(READER)
        assert sum(article.headline in message["html"] for message in said) == 1
        assert [copy.task is not None and copy.task.done() for copy in (one, two)] == [False] * 2


@pytest.mark.slow
async def test_a_webhook_is_named_and_when_it_is_deleted_the_bot_goes_on(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Whose address it is stands in the log and in the owner's chat, its secret path in neither."""
    folder = tmp_path / "one"
    settings = await prepared(sandbox, people, folder)
    api = f"{sandbox.api_url}{sandbox.token}"
    answer = await people.client.post(
        f"{api}/setWebhook", data={"url": f"https://other.example/{SECRET}"}
    )
    assert answer.json()["ok"]
    async with khabar(folder, "run", **settings) as process:
        assert process.stdout is not None
        said = b""
        async with asyncio.timeout(40):
            while b"webhook at other.example" not in said:
                said += await process.stdout.readline()
        owner = await people.until(
            lambda said: any("other.example" in m["html"] for m in said), OWNER
        )
        article = sandbox.newsroom.publish(breaking=False)
        await asyncio.sleep(3)
        assert not any(article.headline in m["html"] for m in await people.heard(READER))
        await people.client.post(f"{api}/deleteWebhook")
        async with asyncio.timeout(SETTLED_SECONDS):
            while not any(article.headline in m["html"] for m in await people.heard(READER)):  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.5)
        process.terminate()
        said += (await process.communicate())[0]
    assert SECRET.encode() not in said
    assert not any(SECRET in message["html"] for message in owner)
