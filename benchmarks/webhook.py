"""The webhook under load: 500 updates a second for a minute, each answered when it is stored.

The bot runs as a process of its own with default settings; this process plays Telegram. Most
updates are talk in groups, and in each second ten new people press START.
"""

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path
from statistics import quantiles

import httpx

from benchmarks import Figure
from sandbox.server import SandboxOptions, running
from tests.databases import look
from tests.end_to_end.conftest import first_poll
from tests.end_to_end.test_process import in_sandbox, khabar
from tests.end_to_end.test_webhook import until_set
from tests.ports import held_port

PER_SECOND = 500
SECONDS = 60
STARTS_PER_SECOND = 10
GROUPS = 50
MEMBERS = 2_000
PATIENCE_SECONDS = 180.0
# Ids of a range of their own, for people who only talk.
_FIRST_MEMBER, _FIRST_GROUP, _FIRST_READER = 5_000_000, -1_009_000_000_000, 7_000_000


def talk(number: int) -> dict[str, object]:
    """A message of a member in a group, which the bot reads and does not answer."""
    member = _FIRST_MEMBER + number % MEMBERS
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": _FIRST_GROUP - number % GROUPS, "type": "supergroup", "title": "حي"},
        "from": {"id": member, "is_bot": False, "first_name": "جار", "language_code": "ar"},
        "text": "صباح الخير يا جماعة، كيف حال الطريق اليوم؟",
    }


def start(number: int) -> dict[str, object]:
    """A new person's START."""
    person = {"id": _FIRST_READER + number, "is_bot": False, "first_name": "قارئ"}
    return {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {**person, "type": "private"},
        "from": person,
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name, held_port() as port:
        folder = Path(name)
        async with running(SandboxOptions(backlog=12, limits=False)) as sandbox:
            url = f"http://127.0.0.1:{port}/telegram"
            settings = in_sandbox(sandbox, folder) | {
                "WEBHOOK_URL": url,
                "WEB_LISTEN": f"127.0.0.1:{port}",
                "POLL_MIN": "50s",
                "POLL_MAX": "75s",
                "LOG_LEVEL": "ERROR",
            }
            world = sandbox.telegram
            count = STARTS_PER_SECOND * SECONDS
            made = await _chats(sandbox.control_url, count)
            assert made == _FIRST_READER
            async with khabar(folder, "run", **settings):
                await first_poll(folder / "khabar.db")
                await until_set(sandbox, url)
                began, sent, started = time.perf_counter(), 0, 0
                while sent < PER_SECOND * SECONDS:
                    await asyncio.sleep(0.005)
                    due = int((time.perf_counter() - began) * PER_SECOND)
                    while sent < min(due, PER_SECOND * SECONDS):
                        if sent % (PER_SECOND // STARTS_PER_SECOND) == 0:
                            world.updates.put("message", start(started))
                            started += 1
                        else:
                            world.updates.put("message", talk(sent))
                        sent += 1
                took = time.perf_counter() - began
                waiting = len(world.updates)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        while _kept(folder / "khabar.db", "handled") < sent:  # noqa: ASYNC110 - another process
                            await asyncio.sleep(0.5)
                later = time.perf_counter() - began - took
                at_telegram = len(world.updates)
                lost = sent - at_telegram - _kept(folder / "khabar.db", "handled", "waiting")
    cuts = quantiles(world.webhook.answer_seconds, n=1000)
    requests = len(world.webhook.answer_seconds)
    return [
        Figure(
            "webhook: Telegram's request at 500 updates/s, p99",
            p99 := cuts[989] * 1000,
            "ms",
            "< 100",
            p99 < 100,
        ),
        Figure("webhook: the same, median", cuts[499] * 1000, "ms", "-", ok=True),
        Figure(
            "webhook: updates sent in a minute", sent / took, "1/s", ">= 495", sent / took >= 495
        ),
        Figure("webhook: requests beyond one for each", requests - sent, "", "-", ok=True),
        Figure("webhook: updates waiting at Telegram after it", waiting, "", "-", ok=True),
        Figure("webhook: the same when the bench had waited", at_telegram, "", "-", ok=True),
        Figure("webhook: which was for", later, "s", "-", ok=True),
        Figure("webhook: updates lost", lost, "", "0", lost == 0),
    ]


async def _chats(control_url: str, count: int) -> int:
    async with httpx.AsyncClient(verify=False, trust_env=False) as client:
        body = {"count": count, "first_id": _FIRST_READER}
        return int((await client.post(f"{control_url}/chats/bulk", json=body)).json()["first_id"])


def _kept(database: Path, *states: str) -> int:
    """How many updates the inbox has in these states."""
    wanted = ", ".join(f"'{state}'" for state in states)
    [(count,)] = look(database, f"select count(*) from inbox where state in ({wanted})")
    return int(count)
