"""The faults at their full length, against delivery in a process of its own: `make soak`."""

import functools
import logging
import random
from collections import Counter
from pathlib import Path

import pytest

from bot.delivery.claim_window import WINDOW
from sandbox.server import Sandbox
from storage.engine.database import Database
from storage.outbox import Outbox
from tests.bot.delivery.conftest import Promised
from tests.bot.delivery.delivery_process import utc_now
from tests.bot.delivery.kill_runs import (
    Audience,
    account,
    all_sent,
    kill_at_random,
    start,
    started,
    terminate,
)
from tests.bot.delivery.sample_rows import add_articles, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.outbox_counts import pending_count

pytestmark = pytest.mark.slow

log = logging.getLogger(__name__)

ARTICLES = 2
KILLS = 50
DOUBLING_KILLS = 12
READ_TIMEOUT = ("--read-timeout", "30")


async def test_fifty_kills_in_one_broadcast(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control
) -> None:
    """2,000 chats, some of which block the bot and some of which migrate in the middle of it."""
    audience = await Audience.made(control, readers=1800, groups=200)
    await add_chats(database, audience.readers)
    await add_chats(database, audience.groups, "group")
    await add_articles(database, ARTICLES)
    run = functools.partial(
        start, tmp_path / "khabar.db", sandbox.api_url, "--window", str(WINDOW), "--per-second"
    )
    kills = await kill_at_random(
        database,
        functools.partial(run, "90"),
        audience,
        kills=KILLS,
        longest=1.4,
        chance=random.Random(7),
    )
    assert await pending_count(database) > 0
    last = await run("1000000")
    await all_sent(database, 120)
    told = await terminate(last)
    result = await audience.account(ARTICLES)
    log.warning("%d kills, %d rows in doubt, %s", kills.number, kills.in_doubt, result)
    assert kills.number == KILLS
    assert (result.lost, result.out_of_order) == (0, 0)
    assert result.repeats <= kills.in_doubt <= KILLS * WINDOW
    assert len(audience.moved) == 50
    assert len(audience.blocked) == 90
    assert told["stop_seconds"] < 10


async def test_twelve_kills_double_two_posts_each_at_the_most(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control, promised: Promised
) -> None:
    """At thirty posts a second, answers coming at once: in the mean, for one kill may meet none."""
    chats = await promised(1500)
    run = functools.partial(start, tmp_path / "khabar.db", sandbox.api_url, "--usual-waits")
    audience = Audience(control=control, readers=chats, groups=[])
    kills = 0
    chance = random.Random(11)
    while kills < DOUBLING_KILLS:
        process = await run()
        taken = (await control.get("/telegram/counters"))["accepted"]
        await control.taken(taken + chance.randrange(20, 60))
        process.kill()
        await process.communicate()
        kills += 1
    assert await pending_count(database) > 0
    last = await run()
    await all_sent(database, 300)
    await terminate(last)
    result = await audience.account(1)
    log.warning("%d kills at 30 a second: %s", kills, result)
    assert result.lost == 0
    assert result.repeats <= 2 * kills


@pytest.mark.parametrize(
    ("fault", "options", "taken_twice", "chats_count"),
    [
        ("down", {"for_seconds": 120}, False, 400),
        ("delay", {"seconds": 10, "share": 1.0, "for_seconds": 600}, False, 120),
        ("server_error", {"code": 500, "share": 0.33, "for_seconds": 20}, False, 400),
        ("drop_after", {"share": 0.2, "for_seconds": 10}, True, 400),
        ("too_many_requests", {"retry_after": 3, "share": 0.3, "for_seconds": 15}, False, 400),
    ],
)
async def test_trouble_of_telegrams(
    *,
    tmp_path: Path,
    database: Database,
    sandbox: Sandbox,
    control: Control,
    fault: str,
    options: dict[str, float],
    taken_twice: bool,
    chats_count: int,
    promised: Promised,
) -> None:
    """Two minutes away, ten seconds for each answer, storms of refusals: nothing is lost."""
    chats = await promised(chats_count, articles=ARTICLES)
    async with started(tmp_path / "khabar.db", sandbox.api_url, *READ_TIMEOUT) as process:
        await control.taken(20)
        began = utc_now()
        await control.fault(fault, **options)
        await all_sent(database, 400)
        seconds = (utc_now() - began).total_seconds()
        told = await terminate(process)
    result = account(await control.journal(), chats, ARTICLES)
    failed = await Outbox(database).failed(1)
    log.warning(
        "%s %s: %d posts in %.0f s, %s, stopped in %.1f s",
        *(fault, options, chats_count * ARTICLES, seconds, result, told["stop_seconds"]),
    )
    assert (result.lost, result.out_of_order) == (0, 0)
    assert bool(result.repeats) is taken_twice
    assert failed == []


@pytest.mark.parametrize(
    ("fault", "options", "copies"),
    [
        *[("page", {"code": code, "for_seconds": 30}, 1) for code in (400, 403, 404)],
        ("page", {"code": 502, "for_seconds": 30}, 2),
        ("drop_after", {"share": 1, "for_seconds": 20}, 2),
        ("drop_after", {"share": 1, "for_seconds": 60}, 2),
    ],
)
async def test_what_stands_between_bot_and_telegram(
    *,
    tmp_path: Path,
    database: Database,
    sandbox: Sandbox,
    control: Control,
    fault: str,
    options: dict[str, float],
    copies: int,
    promised: Promised,
) -> None:
    """In a broadcast to 2,000 chats with the usual waits: nobody is lost, nobody flooded."""
    chats = await promised(2000)
    path = tmp_path / "khabar.db"
    async with started(path, sandbox.api_url, "--usual-waits") as process:
        await control.taken(200, 60)
        await control.fault(fault, **options)
        await all_sent(database, 600)
        await terminate(process)
    got = Counter(chat for _, chat, _, _ in await control.journal())
    log.warning("%s %s: %d chats twice", fault, options, sum(n > 1 for n in got.values()))
    assert set(got) == set(chats)
    assert max(got.values()) <= copies
    assert await Outbox(database).failed(1) == []
    async with database.reading() as connection:
        ended = await connection.execute_fetchall("select id from chats where active = 0")
    assert list(ended) == []


async def test_a_stop_while_every_answer_takes_ten_seconds(
    tmp_path: Path, database: Database, sandbox: Sandbox, control: Control, promised: Promised
) -> None:
    """Within ten seconds all the same; only what was under way then is in doubt, and comes."""
    chats = await promised(100, articles=ARTICLES)
    path = tmp_path / "khabar.db"
    await control.fault("delay", seconds=12, share=1.0, for_seconds=600)
    async with started(path, sandbox.api_url, *READ_TIMEOUT) as process:
        await control.taken(20)
        assert (await terminate(process))["stop_seconds"] < 11
    await control.heal()
    async with started(path, sandbox.api_url, *READ_TIMEOUT) as process:
        await all_sent(database)
        in_doubt = (await terminate(process))["in_doubt"]
    result = account(await control.journal(), chats, ARTICLES)
    assert (result.lost, result.out_of_order) == (0, 0)
    assert 0 < result.repeats <= in_doubt <= WINDOW
