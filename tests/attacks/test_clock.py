"""A clock that is set by ten years while the bot runs, and then set right again."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.ingest.admission import AWAY_SETTLES
from storage.future_time_limits import PAST_EVENTS, TOLERANCE, WAITS
from tests.attacks.inputs import pages
from tests.attacks.running_bot import PATIENCE_SECONDS, RunningBot, running_bot

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
YEARS = timedelta(days=3650)
NUMBERS: Iterator[int] = itertools.count(1)
OTHER = 102


def headline() -> str:
    return f"افتتاح المكتبة رقم {next(NUMBERS)} في حي الساعة"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    folder = tmp_path_factory.mktemp("clock")
    async with running_bot(folder, program="tests.attacks.clocked_bot") as attacked:
        yield attacked


async def set_clock(bot: RunningBot, wrong: timedelta) -> None:
    """Set the clock while it runs, and wait until it has noticed."""
    noticed = sum("the clock was set by" in line for line in bot.said)
    fresh = bot.folder / "clock.new"
    fresh.write_text(str(int(wrong.total_seconds())))
    fresh.replace(bot.folder / "clock")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while sum("the clock was set by" in line for line in bot.said) == noticed:
            assert bot.process.returncode is None
            await asyncio.sleep(0.05)


async def lives(bot: RunningBot, wrong: timedelta) -> None:
    """What happens while the clock is wrong: news, a page that kills the parser, commands.

    To the end of a poll that found nothing new, so that no reading goes on when the clock is set
    again: it might end by the other clock, with what it has looked up by this one.
    """
    pages(bot.site)["80,000 attributes"]()
    title = bot.site.publish(headline()).title
    said = len(await bot.people.heard(OTHER))
    for words in ("/latest", "الحديقة", "/settings"):
        await bot.people.write(words, OTHER, OTHER)
    await bot.people.until(lambda heard: len(heard) > said, OTHER, what=f"an answer at {wrong}")
    await holds(bot, lambda: bool(bot.rows("select 1 from articles where title = ?", title)))
    read = last_success(bot)
    await holds(bot, lambda: last_success(bot) > read)
    assert abs(datetime.now(UTC) + wrong - last_success(bot)) < timedelta(days=1)


def last_success(bot: RunningBot) -> datetime:
    """When the feed was read the last time, by the bot's clock."""
    ((seconds,),) = bot.rows("select last_success from feeds")
    return datetime.fromtimestamp(seconds, UTC)


async def holds(bot: RunningBot, condition: Callable[[], bool]) -> None:
    """Look into the database again and again, until it is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            assert bot.process.returncode is None
            await asyncio.sleep(0.1)


def too_far_ahead(bot: RunningBot) -> list[tuple[str, str, int]]:
    """Moments in the database that nobody with a right clock could have written."""
    now = datetime.now(UTC)
    found = []
    for one in (*WAITS, *PAST_EVENTS):
        latest = int((now + one.longest + TOLERANCE).timestamp() * one.per_second)
        where = f"and {one.where}" if one.where else ""
        ((count,),) = bot.rows(
            f"select count(*) from {one.table} where {one.column} > ? {where}",
            latest,
        )
        found += [(one.table, one.column, count)] if count else []
    return found


async def is_well(bot: RunningBot, *, after_years: bool = False) -> None:
    """News come again, somebody is answered, and nothing waits for years.

    `after_years`: to a bot whose clock was behind at its last poll, the news of the next one come
    after years of silence. They are collected for some minutes, as after any outage.
    """
    if after_years:
        title = bot.site.publish(headline()).title
        of_title = (
            "select o.not_before from outbox o join articles a on a.id = o.article_id "
            "where a.title = ?"
        )
        await holds(bot, lambda: bool(bot.rows(of_title, title)))
        due = bot.rows(of_title, title)
        assert due[0][0] <= (datetime.now(UTC) + AWAY_SETTLES).timestamp()
    else:
        await bot.told_of(headline())
    said = len(await bot.people.heard(OTHER))
    await bot.people.write("/latest", OTHER, OTHER)
    await bot.people.until(lambda heard: len(heard) > said, OTHER, what="an answer")
    await holds(bot, lambda: not too_far_ahead(bot))
    assert not [line for line in bot.said if "Traceback" in line]


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_it_goes_on_when_the_clock_is_right_again(bot: RunningBot, wrong: timedelta) -> None:
    """Forward and back, or back and forward, without a restart."""
    await bot.people.start(OTHER)
    await set_clock(bot, wrong)
    await lives(bot, wrong)
    await set_clock(bot, timedelta(0))
    await is_well(bot, after_years=wrong < timedelta(0))


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_it_goes_on_after_a_start_with_a_wrong_clock(
    bot: RunningBot, wrong: timedelta
) -> None:
    """As after a power cut: the battery is flat, and the network sets the clock a little later."""
    await bot.end(PATIENCE_SECONDS)
    (bot.folder / "clock").write_text(str(int(wrong.total_seconds())))
    await bot.begin()
    await lives(bot, wrong)
    await set_clock(bot, timedelta(0))
    await is_well(bot, after_years=wrong < timedelta(0))


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_it_goes_on_when_it_is_started_with_the_right_clock(
    bot: RunningBot, wrong: timedelta
) -> None:
    """What the wrong one has written is met by the next start."""
    await set_clock(bot, wrong)
    await lives(bot, wrong)
    await bot.end(PATIENCE_SECONDS)
    (bot.folder / "clock").write_text("0")
    await bot.begin()
    await is_well(bot, after_years=wrong < timedelta(0))
