"""A week passes in a moment: what a reader of the site can see stays consistent."""

from datetime import timedelta

import feedparser
import httpx

from sandbox.newsroom import Fault, Newsroom, Settings
from tests.sandbox.newsroom.conftest import Clock


async def test_a_week_on_a_fast_clock(
    client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock
) -> None:
    """200 articles, 40 edits, 5 withdrawals, an outage, a migration: paging finds each once."""
    start, down = clock(), 0
    numbers: list[int] = []
    for hour in range(168):
        clock.turn(hours=1)
        numbers += [newsroom.publish(generate=True).number for _ in range(1 + (hour % 5 == 0))]
        if hour % 4 == 0 and hour < 160:
            newsroom.edit(numbers[-1], headline=f"عنوان مصحح {hour}")
        if hour == 60:
            newsroom.cause(Fault.DOWN, duration=timedelta(hours=12))
        if hour == 100:
            newsroom.configure(Settings(guid="https://moved.test/?p={id}"))
        down += (await client.get("/feed/")).status_code == 503
    for number in numbers[:50:10]:
        newsroom.withdraw(number)
    assert len(numbers) > 200
    assert down == 12
    seen: list[str] = []
    page = 1
    while (answer := await client.get("/feed/", params={"paged": page})).status_code == 200:
        seen += [entry.id for entry in feedparser.parse(answer.content).entries]
        page += 1
    wanted = set(numbers) - set(numbers[:50:10])
    found = [int(guid.rpartition("=")[2]) for guid in seen]
    assert len(found) == len(set(found))
    assert set(found) >= wanted
    changed = newsroom.listed()
    assert sum(article.modified_at > start for article in changed) >= len(wanted)
    assert sum("مصحح" in article.headline for article in newsroom.everything()) == 40
