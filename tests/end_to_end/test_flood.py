"""A feed that goes mad, met by the bot as a process: ten thousand new articles in each poll."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox, SandboxOptions, running
from tests.attacks.hostile_site import Answer, HostileSite, Item, body, hostile_site, story
from tests.databases import look
from tests.end_to_end.conftest import OWNER, Messages, People, first_poll
from tests.end_to_end.test_inbox import new_people
from tests.end_to_end.test_process import in_sandbox, khabar

pytestmark = pytest.mark.slow

MANY = 10_000
# The bot reads the first 300 of them, and asks for their pages, before it polls again.
READ = 300
PATIENCE_SECONDS = 300
ANSWERS = {"انشرها كلها": 1, "لا تنشر شيئًا": 0}


@pytest.fixture
async def site() -> AsyncIterator[HostileSite]:
    async with hostile_site() as opened:
        for number in range(3):
            opened.publish(f"خبر قديم عن السوق {number}")
        yield opened


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(backlog=0)) as started:
        yield started


def mad_feed(site: HostileSite) -> tuple[Answer, list[int]]:
    """A feed of so many articles, others each time; and the count of its polls."""
    polls: list[int] = []

    async def answer(writer: asyncio.StreamWriter) -> None:
        polls.append(len(polls))
        first = 100_000 + len(polls) * MANY
        site.items[:0] = [
            Item(number=first + n, title=f"سوق جديدة رقم {first + n}", text=story(f"{first + n}"))
            for n in range(MANY)
        ]
        site.shown = MANY
        await body(site.rss(), "application/rss+xml")(writer)
        del site.items[:MANY]

    return answer, polls


def news(said: Messages, before: Messages) -> Messages:
    known = {message["message_id"] for message in before}
    return [message for message in said if message["message_id"] not in known]


@pytest.mark.parametrize(("label", "messages"), ANSWERS.items())
async def test_nobody_hears_of_a_flood_before_an_owners_word(
    *,
    site: HostileSite,
    sandbox: Sandbox,
    people: People,
    tmp_path: Path,
    label: str,
    messages: int,
) -> None:
    """Then one message for each chat, or none, as the owner says."""
    settings = in_sandbox(sandbox, tmp_path) | {
        "FEED_URLS": f"{site.url}/feed/",
        "OWNER_IDS": str(OWNER),
    }
    database = tmp_path / "khabar.db"
    readers = await new_people(people, 5)
    async with khabar(tmp_path, "run", **settings):
        await first_poll(database)
        for reader in [*readers, OWNER]:
            await people.greeted(reader)
        before = {one: await people.heard(one) for one in readers}
        site.answers["/feed/"], polls = mad_feed(site)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(polls) < 2:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.2)
        del site.answers["/feed/"]
        asked = await people.until(
            lambda said: label in str(said), OWNER, what="a question", seconds=PATIENCE_SECONDS
        )
        for reader in readers:
            assert await people.heard(reader) == before[reader]
        [(stored,)] = look(database, "select count(*) from articles")
        assert stored >= READ
        (question,) = (message for message in asked if label in str(message))
        await people.press(question, label, OWNER)
        for reader in readers:
            if messages:
                await people.until(lambda said, had=before[reader]: said != had, reader)  # type: ignore[misc]
        await asyncio.sleep(5)
        for reader in readers:
            assert len(news(await people.heard(reader), before[reader])) == messages
