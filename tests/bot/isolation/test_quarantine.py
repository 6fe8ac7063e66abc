"""Documents that stopped the worker are kept from it, for a pause that grows."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from bot.errors import JobKilled
from bot.isolation.quarantine import Quarantine
from bot.types import FetchedPage
from storage.engine.database import Database
from storage.parser_kills import FIRST_PAUSE, LONGEST_PAUSE, ParserKills
from tests.articles import NOON
from tests.bot.conftest import Clock
from tests.databases import migrated

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Deadly:
    """An `Isolate` in which every document that holds the word is deadly; counts its calls."""

    calls: list[bytes] = field(default_factory=list)

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        page = args[0]
        body = page.body if isinstance(page, FetchedPage) else page
        assert isinstance(body, bytes)
        self.calls.append(body)
        if b"deadly" in body:
            raise JobKilled("parsing was stopped at its limit of processor time")
        return function(*args, **kwargs)


def length(page: FetchedPage) -> int:
    return len(page.body)


def page(body: bytes, url: str = "https://site.example/1/") -> FetchedPage:
    return FetchedPage(url=url, body=body)


@pytest.fixture
async def kills(tmp_path: Path) -> AsyncIterator[ParserKills]:
    database: Database = await migrated(tmp_path / "kills.db")
    yield ParserKills(database)
    await database.close()


async def test_the_same_content_is_not_parsed_again_before_its_pause_ends(
    kills: ParserKills,
) -> None:
    clock, worker = Clock(), Deadly()
    guard = Quarantine(worker, kills, now=clock)
    for _ in range(3):
        with pytest.raises(JobKilled):
            await guard(length, page(b"deadly"))
    assert len(worker.calls) == 1
    clock.forward(FIRST_PAUSE + timedelta(seconds=1))
    with pytest.raises(JobKilled):
        await guard(length, page(b"deadly"))
    assert len(worker.calls) == 2


async def test_what_stopped_the_worker_once_is_parsed_warily_when_its_pause_is_over(
    kills: ParserKills,
) -> None:
    """All other news waits for it; what never did, and other pages, are parsed as ever."""
    clock, worker, wary = Clock(), Deadly(), Deadly()
    guard = Quarantine(worker, kills, now=clock, by_url=True, warily=wary)
    with pytest.raises(JobKilled):
        await guard(length, page(b"deadly"))
    clock.forward(FIRST_PAUSE + timedelta(seconds=1))
    assert await guard(length, page(b"mended")) == len(b"mended")
    assert await guard(length, page(b"healthy", "https://site.example/2/")) == len(b"healthy")
    assert (worker.calls, wary.calls) == ([b"deadly", b"healthy"], [b"mended"])


async def test_the_pause_grows_up_to_a_day(kills: ParserKills) -> None:
    clock = Clock()
    pauses = []
    for _ in range(8):
        await kills.record("c", "u", "time", now=clock())
        until = (await kills.history("c", "u", now=clock(), by_url=True)).blocked_until
        assert until is not None
        pauses.append(until - clock())
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


async def test_a_page_with_a_nonce_is_known_by_its_address(kills: ParserKills) -> None:
    worker = Deadly()
    guard = Quarantine(worker, kills, now=Clock(), by_url=True)
    for nonce in range(4):
        with pytest.raises(JobKilled):
            await guard(length, page(b"deadly %d" % nonce))
    assert len(worker.calls) == 1


async def test_the_next_version_of_a_feed_is_parsed_at_once(kills: ParserKills) -> None:
    guard = Quarantine(Deadly(), kills, now=Clock())
    with pytest.raises(JobKilled):
        await guard(length, page(b"deadly"))
    assert await guard(length, page(b"healthy")) == 7


async def test_other_documents_are_not_kept_waiting(kills: ParserKills) -> None:
    guard = Quarantine(Deadly(), kills, now=Clock(), by_url=True)
    with pytest.raises(JobKilled):
        await guard(length, page(b"deadly"))
    assert await guard(length, page(b"healthy", "https://site.example/2/")) == 7


async def test_a_restart_forgets_nothing(kills: ParserKills) -> None:
    with pytest.raises(JobKilled):
        await Quarantine(Deadly(), kills, now=Clock())(length, page(b"deadly"))
    worker = Deadly()
    with pytest.raises(JobKilled):
        await Quarantine(worker, kills, now=Clock())(length, page(b"deadly"))
    assert worker.calls == []


async def test_a_moment_that_a_wrong_clock_wrote_blocks_nothing(kills: ParserKills) -> None:
    await kills.record("c", "u", "time", now=NOON + timedelta(days=3650))
    assert (await kills.history("c", "u", now=NOON, by_url=True)).blocked_until is None


async def test_owners_are_told_once_of_each_document(kills: ParserKills) -> None:
    await kills.record("a", "https://site.example/1/", "time", now=NOON)
    await kills.record("b", "https://site.example/1/", "time", now=NOON)
    assert [kill.url for kill in await kills.unreported()] == ["https://site.example/1/"]
    await kills.mark_reported()
    await kills.record("c", "https://site.example/1/", "time", now=NOON)
    assert [kill.url for kill in await kills.unreported()] == ["https://site.example/1/"]
    await kills.mark_reported()
    await kills.record("c", "https://site.example/1/", "time", now=NOON)
    assert await kills.unreported() == []
