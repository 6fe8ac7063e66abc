"""What a bot does under attack: stalls of its loop, the delay of healthy news, its memory.

A bot as a process of its own polls a hostile site each second. Hostile items, pages and photos come
one after the other, each with a healthy article, whose time from the site to its post counts; a
hostile feed is measured apart, for nothing can be read from a feed while it answers so. A minute of
it, with `BENCH_FULL=1` half an hour.
"""

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import Figure
from tests.attacks.hostile_site import HostileSite, body
from tests.attacks.inputs import ITEMS, PHOTOS, pages
from tests.attacks.running_bot import RunningBot, running_bot

STALL_MS = 100
DELAY_SECONDS = 5
MEGABYTES = 200
SECONDS = 1800 if os.environ.get("BENCH_FULL") == "1" else 60


def attacks(site: HostileSite) -> Iterator[Callable[[], object]]:
    """Everything that comes in a feed which itself is in order, without end."""
    pictures = {name: build() for name, build in PHOTOS.items()}
    for number in itertools.count():
        for parts in ITEMS.values():
            title = parts.get("title", f"عنصر معادٍ في الدورة {number}")
            rest = {name: part for name, part in parts.items() if name != "title"}
            yield lambda title=title, rest=rest: site.publish(title, **rest)  # type: ignore[misc]
        yield from pages(site).values()
        for picture in pictures.values():
            yield lambda picture=picture: pictured(site, picture)  # type: ignore[misc]


def pictured(site: HostileSite, picture: bytes) -> None:
    """An article whose photo is this."""
    item = site.publish(f"خبر له صورة رقم {len(site.items)}")
    path = f"/photo-{item.number}.jpg"
    site.answers[path] = body(picture, "image/jpeg")
    page = site.page(item, photo=path).encode()
    site.answers[f"/{item.number}/khabar/"] = body(page, "text/html")


async def attacked(bot: RunningBot) -> tuple[list[float], float]:
    """The delays of the healthy articles, and the most memory meanwhile."""
    delays, most = [], 0.0
    ends = time.monotonic() + SECONDS
    for number, attack in enumerate(attacks(bot.site)):
        attack()
        delays.append(await bot.told_of(f"افتتاح الجسر رقم {number} فوق النهر الكبير"))
        most = max(most, bot.megabytes())
        # A feed lists its newest items, and what is heavy in it is read at each poll.
        del bot.site.items[1:]
        if time.monotonic() > ends:
            return delays, most
    raise AssertionError("attacks never end")


async def measure() -> list[Figure]:
    """Milliseconds, seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_bot(Path(folder)) as bot:
            delays, most = await attacked(bot)
            stalls = bot.stalls()
    slowest, stall = max(delays), stalls["clock"]
    name = f"under {len(delays)} attacks in {SECONDS // 60} min"
    return [
        Figure(f"{name}, longest stall", stall, "ms", f"<= {STALL_MS}", stall <= STALL_MS),
        Figure(
            f"{name}, longest stall by processor time",
            stalls["processor"],
            "ms",
            f"<= {STALL_MS}",
            stalls["processor"] <= STALL_MS,
        ),
        Figure(
            f"{name}, slowest healthy article to post",
            slowest,
            "s",
            f"<= {DELAY_SECONDS}",
            slowest <= DELAY_SECONDS,
        ),
        Figure(
            f"{name}, memory of all processes", most, "MB", f"<= {MEGABYTES}", most <= MEGABYTES
        ),
    ]
