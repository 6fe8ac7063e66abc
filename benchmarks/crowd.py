"""A crowd: how long news, presses and strangers wait while a few people keep the bot busy.

The bot runs as a process of its own against a sandbox with Telegram's limits, and polls each
second, so that what is measured is the wait for others. `BENCH_FULL=1` takes forty presses and
more samples. How soon news comes at default settings is computed from the real timetable.
"""

import asyncio
import contextlib
import os
import random
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from benchmarks import Figure
from bot.config.load_settings import load_settings
from bot.feed import intervals
from sandbox.server import SandboxOptions, running
from tests.end_to_end.conftest import People, busy, first_poll, newest_post
from tests.end_to_end.test_inbox import new_people
from tests.end_to_end.test_process import in_sandbox, khabar

FULL = bool(os.environ.get("BENCH_FULL"))
OWNER = 103
BACKLOG = 12
ARTICLES = 4 if FULL else 2
PRESSES = 40 if FULL else 20
PRESS_EVERY_SECONDS = 1.5
STRANGERS = 100 if FULL else 30
MISSED = 25
PATIENCE_SECONDS = 40.0
PUBLICATIONS = 2_000


@dataclass
class Crowd:
    """A running bot with the people and groups that talk to it."""

    people: People
    folder: Path
    settings: dict[str, str]

    async def group(self) -> tuple[int, list[int]]:
        """A new group that gets all news, and five members of it."""
        made = await self.people.control("chats", type="supergroup", title="حي", owner=OWNER)
        chat = int(made["chat"]["id"])
        members = await new_people(self.people, 5)
        for member in members:
            await self.people.control(f"chats/{chat}/members", user=member, status="member")
        await self.people.control(f"chats/{chat}/members", user="bot", by=OWNER, status="member")
        await self.people.until(bool, chat, what="a welcome in the group")
        return chat, members

    async def publish(self, count: int = 1) -> None:
        await self.people.control("newsroom/publish", generate=True, count=count, breaking=False)

    async def seconds_to_news(self, *chats: int) -> list[float]:
        """From one publication to a post with a photo or buttons in each chat."""
        before = {chat: newest_post(await self.people.heard(chat)) for chat in chats}
        began = time.perf_counter()
        await self.publish()

        async def arrives(chat: int) -> float:
            await self.people.until(
                lambda said: newest_post(said) > before[chat], chat, what="the news"
            )
            return time.perf_counter() - began

        return await asyncio.gather(*map(arrives, chats))


@contextlib.asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running(SandboxOptions(backlog=BACKLOG)) as sandbox,
            httpx.AsyncClient(timeout=30, verify=False, trust_env=False) as client,
        ):
            yield Crowd(People(client, sandbox), Path(folder), in_sandbox(sandbox, Path(folder)))


async def news_in_a_busy_group(there: Crowd) -> list[Figure]:
    """A quiet group beside one with a member who asks each second, and beside one with five.

    The same article comes to both: one whose photo has to be made anew is late everywhere. Each
    pair has a minute of its own: of the twenty messages that Telegram allows a group, its news
    here and ten answers use up most.
    """
    figures = []
    for count in (1, 5):
        quiet, _ = await there.group()
        chat, members = await there.group()
        acts = [
            lambda chat=chat, member=member: there.people.write("/help@sandbox_bot", chat, member)
            for member in members[:count]
        ]
        async with busy(*acts, every=1.0):
            await asyncio.sleep(8)
            pairs = [await there.seconds_to_news(quiet, chat) for _ in range(ARTICLES)]
        later = max(late - soon for soon, late in pairs)
        name = f"a group's news under {count} busy members, later by"
        figures.append(Figure(name, later, "s", "<= 3", later <= 3))
    return figures


async def presses_in_a_group(there: Crowd) -> list[Figure]:
    """Five members press buttons in turn, one in a second and a half."""
    chat, members = await there.group()
    await there.people.write("/latest@sandbox_bot", chat, members[0])
    said = await there.people.until(
        lambda said: any(_pressable(message) for message in said), chat, what="buttons"
    )
    message = next(one for one in reversed(said) if _pressable(one))
    data = _pressable(message)

    async def press(number: int) -> tuple[float, bool]:
        await asyncio.sleep(number * PRESS_EVERY_SECONDS)
        began = time.perf_counter()
        answer = await there.people.control(
            f"chats/{chat}/press",
            **{"from": members[number % len(members)]},
            message_id=message["message_id"],
            data=data[number % len(data)],
            wait_seconds=30,
        )
        return time.perf_counter() - began, bool(answer["answered"])

    pressed = await asyncio.gather(*map(press, range(PRESSES)))
    slowest = max(seconds for seconds, _ in pressed)
    silent = sum(not answered for _, answered in pressed)
    return [
        Figure(f"{PRESSES} presses in a group, slowest answer", slowest, "s", "< 1", slowest < 1),
        Figure(f"{PRESSES} presses in a group, unanswered", silent, "", "0", silent == 0),
    ]


def _pressable(message: dict[str, Any]) -> list[str]:
    keyboard = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [
        button["callback_data"] for row in keyboard for button in row if "callback_data" in button
    ]


async def strangers_command(there: Crowd) -> list[Figure]:
    """Six accounts in private and three in groups ask without a pause; a stranger asks once."""
    talkers = await new_people(there.people, 6)
    groups = [await there.group() for _ in range(3)]
    places = [(one, one, "/latest") for one in talkers]
    places += [(chat, members[0], "/latest@sandbox_bot") for chat, members in groups]
    for chat, person, text in places:
        for _ in range(30):
            await there.people.write(text, chat, person)
    strangers = await new_people(there.people, STRANGERS)
    acts = [
        lambda chat=chat, person=person, text=text: there.people.write(text, chat, person)
        for chat, person, text in places
    ]
    waits = []
    async with busy(*acts, every=0.5):
        for stranger in strangers:
            began = time.perf_counter()
            await there.people.write("/help", stranger)
            await there.people.until(bool, stranger, what="an answer to a stranger")
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.2)
    late = quantiles(waits, n=100)[98]
    return [
        Figure("a stranger's command under nine busy accounts, p99", late, "s", "< 1", late < 1),
        Figure("the same, median", median(waits), "s", "< 1", median(waits) < 1),
    ]


async def after_a_stop(there: Crowd, readers: list[int]) -> list[Figure]:
    """While the bot stood still 25 articles came out: messages for each chat afterwards."""
    before = {one: len(await there.people.heard(one)) for one in readers}

    async def new_messages() -> list[int]:
        return [len(await there.people.heard(one)) - before[one] for one in readers]

    await there.publish(MISSED)
    await asyncio.sleep(3)
    async with khabar(there.folder, "run", **there.settings):
        # A burst waits two seconds for each of its articles before it goes out as one digest.
        async with asyncio.timeout(3 * MISSED + PATIENCE_SECONDS):
            while min(await new_messages()) == 0:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.5)
        await asyncio.sleep(3)
        most = max(await new_messages())
    return [
        Figure(f"messages for a chat, {MISSED} articles after a stop", most, "", "1", most == 1)
    ]


def publication_to_post() -> list[Figure]:
    """Publications at random moments of an hour under the default settings' timetable.

    Each waits for the next poll and the settling time; delivery takes two seconds at the most.
    """
    settings = load_settings(None)
    chance = random.Random(5)
    now = began = datetime(2026, 3, 14, 9, tzinfo=UTC)
    end = began + timedelta(hours=20)
    polls = []
    while now < end + timedelta(hours=1):
        polls.append(now)
        now = intervals.next_check(
            now=now,
            poll_min=settings.poll_min,
            poll_max=settings.poll_max,
            per_hour=(0.4,) * 24,
            jitter=chance.random(),
        )
    settle = timedelta(minutes=settings.settle_minutes)
    waits = []
    for _ in range(PUBLICATIONS):
        published = began + chance.random() * (end - began)
        read = next(poll for poll in polls if poll >= published)
        waits.append((read + settle - published).total_seconds() + 2)
    hourly = len([poll for poll in polls if poll < began + timedelta(hours=10)]) / 10
    middle, worst = median(waits), max(waits)
    return [
        Figure("publication to post, computed, median", middle, "s", "<= 75", middle <= 75),
        Figure("publication to post, computed, worst", worst, "s", "<= 120", worst <= 120),
        Figure("polls of an idle feed", hourly, "1/h", "<= 75", hourly <= 75),
    ]


async def measure() -> list[Figure]:
    """The waits in a crowd, and the computed time to a post."""
    found = publication_to_post()
    async with crowd() as there:
        readers = await new_people(there.people, 3)
        async with khabar(there.folder, "run", **there.settings) as process:
            await first_poll(there.folder / "khabar.db")
            for reader in readers:
                await there.people.greeted(reader)
            found += await news_in_a_busy_group(there)
            found += await presses_in_a_group(there)
            found += await strangers_command(there)
            process.send_signal(signal.SIGTERM)
            await process.wait()
        found += await after_a_stop(there, readers)
    return found
