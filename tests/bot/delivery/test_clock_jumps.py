"""Delivery while the clock is set."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.delivery.recovery import Recovery
from bot.types import Post
from storage.engine.database import Database
from storage.errors import DatabaseBusy
from storage.outbox import Delivery, Outbox
from tests.bot.delivery.conftest import Deliver
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control


async def test_what_is_put_back_while_the_clock_is_set_waits_by_the_new_one(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """Its wait is a second, not a second and as much as the clock was set forward."""
    ahead = timedelta(0)

    def now() -> datetime:
        return utc_now() + ahead

    class Woken(InventedPosts):
        async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
            nonlocal ahead
            self.calls += 1
            ahead = timedelta(hours=8)
            # As often as it is asked for one claim: for all its rows, and for each by itself.
            if self.calls <= 2:
                raise LookupError("the machine slept in the midst of composing")
            return await super().posts_for(deliveries)

    await add_chats(database, await control.bulk(1))
    await add_article(database, 1, now())
    async with deliver(posts=Woken(), now=now) as running:
        await running.emptied()
    assert len(await control.journal()) == 1


async def test_a_jump_of_the_clock_is_not_forgotten_while_the_database_is_away(
    database: Database,
) -> None:
    """It is made up for once, by the first transaction that succeeds."""

    class Away(Outbox):
        shifts: list[timedelta]
        away = 2

        async def shift(self, since: datetime, by: timedelta) -> int:
            self.shifts.append(by)
            if len(self.shifts) <= self.away:
                raise DatabaseBusy("held by a copy that is being made")
            return await super().shift(since, by)

    outbox, passed, ahead = Away(database), 0.0, timedelta(0)
    outbox.shifts = []
    start = utc_now()
    recovery = Recovery(
        outbox,
        now=lambda: start + timedelta(seconds=passed) + ahead,
        monotonic=lambda: passed,
        catch_up_after=None,
    )
    await recovery.after_clock_jump()
    ahead, hour = timedelta(hours=1), timedelta(hours=1)
    for _ in range(outbox.away):
        passed += 30
        with pytest.raises(DatabaseBusy):
            await recovery.after_clock_jump()
    for _ in range(3):
        passed += 30
        await recovery.after_clock_jump()
    assert outbox.shifts == [hour] * 3
    ahead -= hour
    await recovery.after_clock_jump()
    assert outbox.shifts[3:] == [-hour]
