"""Two instances on one PostgreSQL database, both busy: Telegram is not told more than it takes."""

import asyncio
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.end_to_end.busy_instances import busy_pair
from tests.end_to_end.conftest import PATIENCE_SECONDS, People
from tests.end_to_end.running_instances import received
from tests.end_to_end.test_inbox import new_people

pytestmark = pytest.mark.postgresql

CHATS = 240
# More than the thirty that Telegram takes at once, over some seconds.
ASKING = 120
ASK_EVERY_SECONDS = 0.04


async def test_answers_of_another_instance_and_a_broadcast_are_not_too_many(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Each alone would use all that there is; together they are refused nothing."""
    persons = await new_people(people, ASKING)
    async with busy_pair(sandbox, tmp_path, CHATS) as busy:
        before = (await busy.control.get("/telegram/counters"))["accepted"]
        headline = sandbox.newsroom.publish(breaking=False).headline
        await busy.control.taken(before + 10, PATIENCE_SECONDS)
        for person in persons:
            await people.write("/about", person)
            await asyncio.sleep(ASK_EVERY_SECONDS)
        for person in persons:
            await people.until(bool, person, what="an answer")
        async with asyncio.timeout(90):
            while not set(busy.chats) <= set(received(await busy.control.journal(), headline)):  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.2)
        assert (await busy.control.get("/telegram/counters"))["too_many_requests"] == 0
