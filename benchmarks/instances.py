"""Two instances on one PostgreSQL: what they send together, and how long an answer waits.

PostgreSQL is started from Debian's package, without which there are no figures. The leader
delivers, the other instance gets all updates; the sandbox refuses what Telegram would.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from statistics import quantiles

import httpx

from benchmarks import Figure
from sandbox.server import SandboxOptions, running
from tests import postgresql
from tests.end_to_end.busy_instances import Busy, busy_pair
from tests.end_to_end.conftest import People
from tests.end_to_end.test_inbox import new_people

CHATS = 600
ASKING = 150
ASK_EVERY_SECONDS = 1 / 10
# The first wait for the photo that one of them finds a way for.
FIRST = 60


async def _entries(busy: Busy, after: int) -> list[tuple[int, float, int]]:
    """Number, moment and chat of what Telegram has taken after a number."""
    found: list[tuple[int, float, int]] = []
    while True:
        page = await busy.control.get(f"/telegram/journal?after={after}&limit=1000")
        if not page["entries"]:
            return found
        found += [(row[0], row[1], row[3]) for row in page["entries"]]
        after = found[-1][0]


def _rate(moments: list[float]) -> float:
    return (len(moments) - 1) / (moments[-1] - moments[0])


async def _broadcast(busy: Busy, people: People) -> tuple[list[tuple[int, float, int]], int]:
    """Publish, and wait until every chat has got it; what was taken, and the first number."""
    before = await _entries(busy, 0)
    last = before[-1][0] if before else 0
    people.sandbox.newsroom.publish(breaking=False)
    async with asyncio.timeout(120):
        while True:
            entries = await _entries(busy, last)
            if set(busy.chats) <= {chat for _, _, chat in entries}:
                return entries, last
            await asyncio.sleep(0.3)


async def _ask(people: People, persons: list[int]) -> dict[int, float]:
    """Have each ask once, evenly; when each did."""
    asked = {}
    for person in persons:
        asked[person] = time.time()
        await people.write("/about", person)
        await asyncio.sleep(ASK_EVERY_SECONDS - (time.time() - asked[person]) % ASK_EVERY_SECONDS)
    return asked


async def _waits(busy: Busy, people: People, persons: list[int]) -> tuple[list[float], int]:
    """Ask, and wait for all answers; how long each took, and the last number before."""
    before = await _entries(busy, 0)
    last = before[-1][0] if before else 0
    asked = await _ask(people, persons)
    async with asyncio.timeout(120):
        while True:
            answers = {chat: at for _, at, chat in reversed(await _entries(busy, last))}
            if set(persons) <= set(answers):
                return sorted(answers[one] - asked[one] for one in persons), last
            await asyncio.sleep(0.3)


def _late(waits: list[float]) -> float:
    return quantiles(waits, n=20)[18]


async def measure() -> list[Figure]:
    """Measure one broadcast without and one with a busy second instance."""
    binaries = postgresql.programs()
    if binaries is None:
        return []
    with tempfile.TemporaryDirectory() as folder, postgresql.running_server(binaries) as server:
        os.environ[postgresql.SERVER] = str(server.folder)
        try:
            return await _figures(Path(folder))
        finally:
            del os.environ[postgresql.SERVER]


async def _figures(folder: Path) -> list[Figure]:
    async with (
        running(SandboxOptions(backlog=5)) as sandbox,
        httpx.AsyncClient(timeout=30, verify=False) as client,
    ):
        people = People(client, sandbox)
        persons = await new_people(people, 2 * ASKING)
        async with busy_pair(sandbox, folder, CHATS) as busy:
            alone, _ = await _broadcast(busy, people)
            quiet, _ = await _waits(busy, people, persons[:ASKING])
            sending = asyncio.create_task(_broadcast(busy, people))
            await busy.control.taken(len(await _entries(busy, 0)) + 10, 30)
            asking = persons[ASKING:]
            waits, first = await _waits(busy, people, asking)
            both, _ = await sending
            refused = (await busy.control.get("/telegram/counters"))["too_many_requests"]
    ends = min(max(at for _, at, chat in both if chat in group) for group in (busy.chats, asking))
    together = [at for number, at, _ in both if number > first and at <= ends]
    chats = set(busy.chats)
    posts = [at for number, at, chat in both if number > first and chat in chats]
    rate = _rate([at for _, at, _ in alone][FIRST:])
    total = _rate(together)
    return [
        Figure("broadcast beside an idle instance", rate, "1/s", ">= 29", rate >= 29),
        Figure("two busy instances together", total, "1/s", "27 to 30", 27 <= total <= 30),
        Figure("of it the broadcast", _rate(posts), "1/s", ">= 8", _rate(posts) >= 8),
        Figure("answers of 429", refused, "", "0", refused == 0),
        Figure("answer of the other without a broadcast, p95", _late(quiet), "s", "-", ok=True),
        Figure("answer of the other during one, p95", _late(waits), "s", "< 1", _late(waits) < 1),
        Figure("the same, slowest", waits[-1], "s", "-", ok=True),
    ]
