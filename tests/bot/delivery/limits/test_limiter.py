"""The limiter: Telegram's limits, people first, holds, bounded memory."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.delivery.limits.limiter import CallPriority, Limiter
from tests.bot.delivery.virtual_time import VirtualTime


class Telegram:
    """Takes calls and notes when; refuses those in `refusals`."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.taken: list[tuple[float, int]] = []
        self.refusals: dict[int, list[float]] = defaultdict(list)

    async def call(self, chat_id: int) -> bool:
        if self.refusals[chat_id]:
            raise RetryAfter(timedelta(seconds=self.refusals[chat_id].pop(0)))
        self.taken.append((self.time.now, chat_id))
        return True


class Bench:
    """A limiter on virtual time before a Telegram."""

    def __init__(self, **options: Any) -> None:
        self.time = VirtualTime()
        self.telegram = Telegram(self.time)
        self.limiter = Limiter(clock=self.time.clock, sleep=self.time.sleep, **options)

    async def send(
        self,
        chat_id: object,
        priority: CallPriority | None = CallPriority.BROADCAST,
        endpoint: str = "sendMessage",
    ) -> Any:
        return await self.limiter.process_request(
            self.telegram.call, (chat_id,), {}, endpoint, {"chat_id": chat_id}, priority
        )

    async def ask(self, chat_id: int) -> Any:
        return await self.send(chat_id, None)

    def busiest(self, seconds: float, chat_id: int | None = None) -> int:
        """The most calls in any stretch of so many seconds."""
        times = [t for t, chat in self.telegram.taken if chat_id in {None, chat}]
        return max((sum(t <= other < t + seconds for other in times) for t in times), default=0)


async def test_thirty_a_second_and_no_less_than_29() -> None:
    """A broadcast to many chats uses the whole allowance and never more."""
    bench = Bench()
    started = bench.time.now

    async def broadcast() -> None:
        await asyncio.gather(*[bench.send(chat) for chat in range(1, 301)])

    await bench.time.run(broadcast())
    assert bench.busiest(1.0) <= 30
    assert 300 / (bench.time.now - started) >= 29


async def test_what_is_not_paid_for_goes_thirty_a_second_until_it_is_paid_for_again() -> None:
    bench = Bench(per_second=1000)
    bench.limiter.lower_ceiling(30, 10.0)

    async def broadcast(first: int) -> None:
        await asyncio.gather(*[bench.send(chat) for chat in range(first, first + 150)])

    await bench.time.run(broadcast(1))
    assert bench.busiest(1.0) <= 30
    bench.time.now += 10.0
    bench.telegram.taken.clear()
    await bench.time.run(broadcast(1001))
    assert bench.busiest(1.0) > 100


async def test_a_person_does_not_wait_for_a_broadcast() -> None:
    """Asked in mid-broadcast, the answer takes one of the next slots."""
    bench = Bench()
    waited: list[float] = []

    async def person(after: float, chat_id: int) -> None:
        await bench.time.sleep(after)
        asked = bench.time.now
        await bench.ask(chat_id)
        waited.append(bench.time.now - asked)

    async def both() -> None:
        people = [person(0.5 * number, 5000 + number) for number in range(10)]
        await asyncio.gather(*[bench.send(chat) for chat in range(1, 201)], *people)

    await bench.time.run(both())
    assert max(waited) < 0.2
    assert bench.busiest(1.0) <= 30


@pytest.mark.parametrize("chat", [77, -77])
async def test_whoever_asks_each_second_does_not_keep_news_away(chat: int) -> None:
    """At any moment of his asking, news comes a second later at the most; also after a burst."""
    for after in (0.0, 0.5, 2.1, 4.9, 7.3):
        bench = Bench()
        waited: list[float] = []

        async def person(bench: Bench = bench) -> None:
            asking = [asyncio.create_task(bench.ask(chat)) for _ in range(3)]
            for _ in range(6):
                await bench.time.sleep(1.0)
                asking.append(asyncio.create_task(bench.ask(chat)))
            await asyncio.gather(*asking)

        async def news(
            bench: Bench = bench, after: float = after, waited: list[float] = waited
        ) -> None:
            await bench.time.sleep(after)
            asked = bench.time.now
            await bench.send(chat)
            waited.append(bench.time.now - asked)

        async def both(
            person: Callable[[], Coroutine[Any, Any, None]] = person,
            news: Callable[[], Coroutine[Any, Any, None]] = news,
        ) -> None:
            await asyncio.gather(person(), news())

        await bench.time.run(both())
        assert waited[0] <= 2.2
        assert bench.busiest(1.0, chat) <= 4


async def test_people_who_come_together_go_before_the_broadcast() -> None:
    """Twelve at once take the next twelve slots."""
    bench = Bench()

    async def people() -> float:
        await bench.time.sleep(3)
        asked = bench.time.now
        await asyncio.gather(*[bench.ask(5000 + number) for number in range(12)])
        return bench.time.now - asked

    async def both() -> float:
        broadcast = [bench.send(chat) for chat in range(1, 201)]
        waited, *_ = await asyncio.gather(people(), *broadcast)
        return float(waited)

    assert await bench.time.run(both()) < 0.55


async def test_one_chat_gets_one_a_second() -> None:
    """Broadcasts are spaced; answers may use a small burst."""
    bench = Bench()

    async def three(priority: CallPriority | None) -> float:
        started = bench.time.now
        await asyncio.gather(*[bench.send(7, priority) for _ in range(3)])
        return bench.time.now - started

    assert await bench.time.run(three(CallPriority.BROADCAST)) >= 2
    await bench.time.run(bench.time.sleep(10))
    assert await bench.time.run(three(None)) < 0.5


async def test_a_group_gets_twenty_a_minute() -> None:
    """The twenty-first waits for so long that a broadcast gives its place back."""
    bench = Bench()

    async def flood() -> int:
        for number in range(30):
            try:
                await bench.send(-100)
            except RetryAfter:
                return number
        return 30

    assert await bench.time.run(flood()) == 20
    await bench.time.run(bench.time.sleep(61))
    await bench.time.run(bench.send(-100))
    assert bench.busiest(60.0) <= 20


async def test_a_held_chat_waits_alone() -> None:
    """429 with twelve hours: that chat is refused without a call, others go on."""
    bench = Bench()
    bench.telegram.refusals[1] = [43837.0]
    with pytest.raises(RetryAfter):
        await bench.time.run(bench.send(1))
    with pytest.raises(RetryAfter) as held:
        await bench.time.run(bench.send(1))
    assert timedelta(seconds=43800) < held.value.retry_after <= timedelta(seconds=43837)  # type: ignore[operator]
    assert await bench.time.run(bench.send(2))
    assert [chat for _, chat in bench.telegram.taken] == [2]
    await bench.time.run(bench.time.sleep(43838))
    assert await bench.time.run(bench.send(1))


async def test_an_answer_that_is_refused_is_made_again() -> None:
    """A person gets the answer when the hold is short, an error when it is not."""
    bench = Bench()
    bench.telegram.refusals[1] = [3.0, 600.0]
    bench.telegram.refusals[2] = [600.0]
    with pytest.raises(RetryAfter):
        await bench.time.run(bench.ask(1))
    with pytest.raises(RetryAfter):
        await bench.time.run(bench.ask(2))
    bench.telegram.refusals[3] = [3.0]
    assert await bench.time.run(bench.ask(3))


async def test_several_refused_chats_hold_all_broadcasts() -> None:
    """Then the bot is too fast, not a chat; people are answered all the same."""
    bench = Bench()
    for chat in (1, 2, 3):
        bench.telegram.refusals[chat] = [20.0]

    async def refused(chat: int) -> None:
        with pytest.raises(RetryAfter):
            await bench.send(chat)

    async def three() -> None:
        await asyncio.gather(*[refused(chat) for chat in (1, 2, 3)])

    await bench.time.run(three())
    started = bench.time.now
    await bench.time.run(bench.ask(9))
    assert bench.time.now - started < 1
    await bench.time.run(bench.send(4))
    assert bench.time.now - started > 19


async def test_a_million_chats_leave_little_behind() -> None:
    """Only chats of the last moments are remembered."""
    bench = Bench(per_second=1000, remembered=500)

    async def one_after_the_other() -> None:
        for chat in range(1, 3001):
            await bench.send(chat if chat % 2 else -chat)

    await bench.time.run(one_after_the_other())
    assert bench.limiter.remembered <= 1000


async def test_many_holds_keep_the_longest() -> None:
    """A storm of refusals fills no memory; the rows themselves wait in the outbox."""
    bench = Bench(remembered=20)
    for chat in range(1, 60):
        bench.telegram.refusals[chat] = [float(chat)]

    async def storm() -> None:
        for chat in range(1, 60):
            with pytest.raises(RetryAfter):
                await bench.send(chat)

    await bench.time.run(storm())
    assert bench.limiter.remembered <= 60


async def test_calls_that_post_nothing_never_wait() -> None:
    """An answer to a button press is not a message."""
    bench = Bench(per_second=1)
    started = bench.time.now
    for _ in range(10):
        await bench.time.run(bench.send(1, None, "answerCallbackQuery"))
    assert bench.time.now == started


DELETIONS = pytest.mark.parametrize("endpoint", ["deleteMessage", "deleteMessages"])


@DELETIONS
async def test_what_is_taken_back_everywhere_goes_no_faster_than_news(endpoint: str) -> None:
    bench = Bench()
    started = bench.time.now

    async def withdrawn() -> None:
        await asyncio.gather(*[bench.send(chat, endpoint=endpoint) for chat in range(1, 301)])

    await bench.time.run(withdrawn())
    assert bench.busiest(1.0) <= 30
    assert 300 / (bench.time.now - started) >= 29


@DELETIONS
async def test_deletions_that_are_refused_hold_their_chats_and_then_all(endpoint: str) -> None:
    """Nothing is asked of Telegram again before it has told, and no news goes meanwhile."""
    bench = Bench()
    for chat in (1, 2, 3):
        bench.telegram.refusals[chat] = [20.0]

    async def refused(chat: int) -> None:
        with pytest.raises(RetryAfter):
            await bench.send(chat, endpoint=endpoint)

    async def three() -> None:
        await asyncio.gather(*[refused(chat) for chat in (1, 2, 3)])

    await bench.time.run(three())
    assert bench.limiter.refusals == 3
    started = bench.time.now
    for kind in (endpoint, "sendMessage", "editMessageText"):
        with pytest.raises(RetryAfter):
            await bench.time.run(bench.send(1, endpoint=kind))
    assert bench.time.now == started
    await bench.time.run(bench.send(4, endpoint=endpoint))
    assert bench.time.now - started > 19


@DELETIONS
async def test_a_deletion_takes_no_message_of_its_chat(endpoint: str) -> None:
    """Nor waits for one, in a group whose minute is used up."""
    bench = Bench()

    async def many() -> None:
        for _ in range(30):
            await bench.send(-5, endpoint=endpoint)

    started = bench.time.now
    await bench.time.run(many())
    assert bench.time.now - started < 1.2
    await bench.time.run(bench.send(-5))
    assert bench.time.now - started < 1.3
    bench.telegram.refusals[-5] = [2.0]
    with pytest.raises(RetryAfter):
        await bench.time.run(bench.send(-5, endpoint=endpoint))
    began = bench.time.now
    await bench.time.run(bench.send(-5, endpoint=endpoint))
    assert 1.9 < bench.time.now - began < 2.2


@DELETIONS
async def test_a_person_who_deletes_waits_for_nobody(endpoint: str) -> None:
    bench = Bench(per_second=1)
    started = bench.time.now
    for _ in range(10):
        await bench.time.run(bench.send(1, None, endpoint))
    assert bench.time.now == started


async def test_a_channel_by_name_is_limited_too() -> None:
    """Its id is unknown, so it is treated as a group."""
    bench = Bench()
    assert await bench.time.run(bench.send("@city_channel"))
    assert bench.limiter.remembered == 2


@settings(max_examples=15, deadline=None)
@given(
    plan=st.lists(
        st.tuples(st.sampled_from([1, 2, 3, -4]), st.booleans(), st.floats(0, 3)),
        min_size=1,
        max_size=40,
    )
)
async def test_no_limit_is_ever_passed(plan: list[tuple[int, bool, float]]) -> None:
    """Whoever sends what and when: 5 a second in all, a small burst and 1 a second a chat."""
    bench = Bench(per_second=5)

    async def one(chat: int, *, person: bool, after: float) -> None:
        await bench.time.sleep(after)
        try:
            await bench.send(chat, None if person else CallPriority.BROADCAST)
        except RetryAfter:
            assert chat < 0 or not person or len(plan) > 20

    async def everybody() -> None:
        await asyncio.gather(*[one(c, person=p, after=a) for c, p, a in plan])

    await bench.time.run(everybody())
    assert bench.busiest(1.0) <= 5
    for chat in (1, 2, 3, -4):
        assert bench.busiest(1.0, chat) <= 4
        assert bench.busiest(10.0, chat) <= 13
