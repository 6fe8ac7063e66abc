"""Several instances with one token: together they keep the limits that one alone would keep."""

import asyncio
import logging
import random
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.delivery.limits.limiter import CallPriority, Limiter
from bot.delivery.limits.shared_pace import SendSlots, SharedPace, Take
from storage.errors import DatabaseUnreachable, StorageError
from storage.instances import sending_pace
from storage.instances.sending_pace import MICROSECONDS, Pace, Wanted
from tests.bot.delivery.limits.test_limiter import Telegram
from tests.bot.delivery.virtual_time import VirtualTime

# The event loop's own clock goes on while a busy machine lets these tests wait.
PATIENCE_SECONDS = 60.0
# From an instance to the database and back.
WAY_SECONDS = 0.004
BROADCAST_CHATS = range(1, 301)


class Row:
    """The row of the database, at a distance."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.pace = Pace()
        self.asked = 0
        self.away = False
        self.silent = False
        self.way_seconds = WAY_SECONDS

    def of(self, instance: str) -> Take:
        async def take(count: int, most: int, answer: bool, seconds: float) -> SendSlots:
            if self.away:
                raise DatabaseUnreachable("the connection to the database was lost")
            self.asked += 1
            if self.silent:
                await asyncio.Event().wait()
            await self.time.sleep(self.way_seconds / 2)
            wanted = Wanted(instance, count, round(seconds * MICROSECONDS), answer, most)
            self.pace, grant = sending_pace.take(
                self.pace, wanted, round(self.time.now * MICROSECONDS)
            )
            await self.time.sleep(self.way_seconds / 2)
            return SendSlots(
                grant.wait / MICROSECONDS,
                grant.count,
                grant.apart / MICROSECONDS,
                grant.slack / MICROSECONDS,
                alone=grant.alone,
            )

        return take


class Bench:
    """Limiters of several instances before one Telegram; the first of them leads."""

    def __init__(
        self, instances: int = 2, *, answer_within: float = PATIENCE_SECONDS, **options: Any
    ) -> None:
        self.time = VirtualTime()
        self.telegram = Telegram(self.time)
        self.row = Row(self.time)
        self.limiters = []
        self.paces = []
        self.waits: list[float] = []
        for number in range(instances):
            limiter = Limiter(clock=self.time.clock, sleep=self.time.sleep, **options)
            pace = SharedPace(
                self.row.of(f"instance {number}"),
                failures=StorageError,
                clock=self.time.clock,
                sleep=self.time.sleep,
                answer_within=answer_within,
            )
            pace.living = instances
            limiter.share(pace)
            self.paces.append(pace)
            self.limiters.append(limiter)

    async def broadcast(self, chats: Sequence[int] = BROADCAST_CHATS) -> None:
        await asyncio.gather(*[self.call(0, chat, CallPriority.BROADCAST) for chat in chats])

    async def answers(self, instance: int, count: int, every: float) -> None:
        """So many persons ask an instance, one after the other."""
        asked = []
        for number in range(count):
            asked.append(asyncio.create_task(self._answer(instance, number)))
            await self.time.sleep(every)
        await asyncio.gather(*asked)

    async def _answer(self, instance: int, number: int) -> None:
        began = self.time.now
        await self.call(instance, 1_000_000 * (instance + 1) + number, None)
        self.waits.append(self.time.now - began)

    async def call(self, instance: int, chat: int, priority: CallPriority | None) -> None:
        await self.limiters[instance].process_request(
            self.telegram.call, (chat,), {}, "sendMessage", {"chat_id": chat}, priority
        )

    async def all(self, *work: Any) -> float:
        """Do all of it; return the seconds that it took."""
        began = self.time.now

        async def together() -> None:
            await asyncio.gather(*work)

        await self.time.run(together())
        return self.time.now - began

    def busiest(self) -> int:
        """The most messages in any second."""
        return busiest([at for at, _ in self.telegram.taken])

    def broadcast_rate(self) -> float:
        """Messages a second, from the first to the last."""
        times = [at for at, chat in self.telegram.taken if chat in BROADCAST_CHATS]
        return (len(times) - 1) / (times[-1] - times[0])


def busiest(times: Sequence[float], seconds: float = 1.0) -> int:
    ordered = sorted(times)
    return max(bisect_left(ordered, one + seconds) - at for at, one in enumerate(ordered))


async def test_a_leader_is_no_slower_for_instances_that_send_nothing() -> None:
    """And asks the database ten times a second, not for each post."""
    bench = Bench(3)
    seconds = await bench.all(bench.broadcast())
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 29
    assert bench.row.asked <= 11 * seconds


async def test_a_leader_is_no_slower_for_a_database_that_takes_its_time() -> None:
    """It asks before what it was given has run out; no message waits for an answer."""
    bench = Bench()
    bench.row.way_seconds = 0.15
    seconds = await bench.all(bench.broadcast())
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 29
    assert bench.row.asked <= 11 * seconds


def test_an_answer_waits_no_longer_for_what_was_asked_for_ahead() -> None:
    """A broadcast has a quarter of a second ahead of now, whenever it asks."""
    pace, now, slot = Pace(), 1_000 * MICROSECONDS, 33_000
    for _ in range(20):
        wanted = Wanted("one", 1, slot, answers=False, most=60)
        pace, _ = sending_pace.take(pace, wanted, now)
        assert pace.next - now <= MICROSECONDS // 4 + slot
        now += slot


async def test_a_busy_follower_and_a_broadcast_are_thirty_a_second_together() -> None:
    """It is asked more than there is room for; a third of the room stays for the news."""
    bench = Bench()
    await bench.all(bench.broadcast(), bench.answers(1, 600, 1 / 40))
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 8
    times = [at for at, _ in bench.telegram.taken]
    assert len(times) / (times[-1] - times[0]) >= 28


async def test_many_instances_that_all_have_more_to_say_than_there_is_room() -> None:
    bench = Bench(4)
    floods = [bench.answers(one, 150, 1 / 40) for one in range(4)]
    await bench.all(bench.broadcast(BROADCAST_CHATS[:150]), *floods)
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 8


async def test_an_answer_in_the_middle_of_a_broadcast_waits_for_a_moment() -> None:
    """At whichever instance."""
    bench = Bench()
    await bench.all(bench.broadcast(), bench.answers(1, 40, 0.23), bench.answers(0, 40, 0.23))
    assert bench.busiest() <= 30
    assert max(bench.waits) <= 0.3
    assert sorted(bench.waits)[-4] <= 0.2


async def test_without_a_broadcast_answers_may_use_all_of_it() -> None:
    """Nobody is slowed down for news that is not there."""
    bench = Bench()
    seconds = await bench.all(bench.answers(0, 200, 1 / 30), bench.answers(1, 200, 1 / 30))
    assert bench.busiest() <= 30
    assert 400 / seconds >= 28


async def test_what_is_paid_for_is_a_thousand_a_second_together() -> None:
    bench = Bench(per_second=1000)
    await bench.all(bench.broadcast(range(1, 2001)), bench.answers(1, 500, 1 / 300))
    assert 900 <= bench.busiest() <= 1000


async def test_an_instance_without_the_database_keeps_the_limits_for_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody waits for what gives no answer; one line says so, and one when it is back."""
    caplog.set_level(logging.INFO, "bot.delivery.limits.shared_pace")
    bench = Bench()
    bench.row.away = True
    await bench.all(bench.broadcast(BROADCAST_CHATS[:90]))
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 29
    bench.time.now += 10
    bench.row.away = False
    await bench.all(bench.broadcast(BROADCAST_CHATS[:90]))
    assert bench.row.asked
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "for itself: the connection to the database was lost" in said[0]


async def test_a_database_that_gives_no_answer_is_not_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor asked again for each message."""
    bench = Bench(1, answer_within=0.01)
    bench.row.silent = True
    seconds = await bench.all(bench.broadcast(BROADCAST_CHATS[:90]))
    assert bench.busiest() <= 30
    assert bench.broadcast_rate() >= 29
    assert bench.row.asked <= 1 + seconds / 5
    assert [record.getMessage() for record in caplog.records] == [
        "this instance keeps Telegram's limits for itself: no answer in time"
    ]


GROUP = -1001


async def into_the_group(
    bench: Bench, instance: int, count: int, priority: CallPriority | None
) -> None:
    """So many messages, one after the other; who is told to wait comes again."""
    for _ in range(count):
        while True:
            try:
                await bench.call(instance, GROUP, priority)
                break
            except RetryAfter:
                await bench.time.sleep(1.0)


@pytest.mark.parametrize("instances", [1, 2, 3, 12])
async def test_a_group_gets_twenty_a_minute_from_all_instances(instances: int) -> None:
    """Whichever of them its members press at, news comes between."""
    bench = Bench(instances)
    members = [into_the_group(bench, one, 12, None) for one in range(instances)]
    await bench.all(into_the_group(bench, 0, 20, CallPriority.BROADCAST), *members)
    assert busiest([at for at, _ in bench.telegram.taken], 60.0) <= 20


async def test_where_only_the_leader_answers_a_group_is_answered_as_ever() -> None:
    """By long polling no other instance gets anything to answer."""
    bench = Bench(2)
    for pace in bench.paces:
        pace.all_answer = False
    assert await bench.all(into_the_group(bench, 0, 10, None)) < 15


async def test_a_group_shares_its_minute_with_an_instance_that_comes_in_it() -> None:
    """Of its part, the one that answered alone has used up all."""
    bench = Bench(2)
    bench.paces[0].living = 1
    await bench.all(into_the_group(bench, 0, 9, None))
    bench.paces[0].living = 2
    with pytest.raises(RetryAfter):
        await bench.all(bench.call(0, GROUP, None))


@pytest.mark.parametrize("seed", range(20))
def test_of_whatever_two_instances_want_thirty_go_in_a_second(seed: int) -> None:
    """Each asks when it likes, for as many as it likes, and sends when it was told to."""
    chance = random.Random(seed)
    now, pace, moments = 1_000 * MICROSECONDS, Pace(last="instance 1"), []
    longest = chance.choice([1, 20_000, 300_000])
    for number in range(400):
        # Nobody asks again before his last part has come.
        now = max(now + chance.randrange(longest), pace.next - MICROSECONDS // 2)
        count, answers = chance.randint(1, 10), chance.random() < 0.5
        wanted = Wanted(
            f"instance {number % 2}", count, round(MICROSECONDS * 1.012 / 30), answers, 40
        )
        pace, grant = sending_pace.take(pace, wanted, now)
        assert grant.wait > 0 or grant.count >= count
        moments += [max(now, now + grant.wait + at * grant.apart) for at in range(grant.count)]
    assert busiest([at / MICROSECONDS for at in moments]) <= 30


def test_a_clock_that_was_years_ahead_holds_nobody_up() -> None:
    now = 1_700_000_000 * MICROSECONDS
    ahead = now + 10 * 365 * 86_400 * MICROSECONDS
    pace = Pace(next=ahead, answers_next=ahead, broadcast=ahead, shared=ahead, last="one")
    after, grant = sending_pace.take(pace, Wanted("two", 1, 33_000, answers=True), now)
    assert (grant.wait, grant.count) == (0, 1)
    assert after.next <= now + MICROSECONDS


def test_answers_that_have_had_their_share_leave_room_for_broadcasts() -> None:
    """They are told when to ask again, and nothing is kept for them; else they get all."""
    now, slot = 1_000_000_000, 33_000
    quiet = Pace()
    pace, _ = sending_pace.take(Pace(), Wanted("one", 1, slot, answers=False), now)
    for _ in range(20):
        pace, refused = sending_pace.take(pace, Wanted("two", 1, slot, answers=True), now)
        quiet, grant = sending_pace.take(quiet, Wanted("two", 1, slot, answers=True), now)
        assert grant.count == 1
    assert (refused.count, refused.wait > 0) == (0, True)
    before = pace.next
    pace, grant = sending_pace.take(pace, Wanted("one", 3, slot, answers=False), now)
    assert (grant.count, now + grant.wait) == (3, before)
    later = now + refused.wait
    assert sending_pace.take(pace, Wanted("two", 1, slot, answers=True), later)[1].count == 1
