"""Edits that wait for a group's minute: the newest of a message stands for those before it."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.limits.limiter import CallPriority, Limiter
from tests.bot.delivery.virtual_time import VirtualTime

GROUP = -100
ANSWERS_A_MINUTE = 10


class Bench:
    """A limiter on virtual time; keeps what reached Telegram."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.limiter = Limiter(clock=self.time.clock, sleep=self.time.sleep)
        self.taken: list[Any] = []

    async def call(
        self,
        what: object,
        *,
        endpoint: str = "editMessageText",
        message: int = 1,
        priority: CallPriority | None = None,
        after: float = 0.0,
    ) -> Any:
        await self.time.sleep(after)

        async def take() -> str:
            self.taken.append(what)
            return "made"

        data = {"chat_id": GROUP, "message_id": message}
        return await self.limiter.process_request(take, (), {}, endpoint, data, priority)

    async def fill(self) -> None:
        """Use up the group's answers of this minute."""
        for number in range(ANSWERS_A_MINUTE):
            await self.call(f"filling {number}", endpoint="sendMessage")
        self.taken.clear()


async def test_of_many_waiting_edits_of_a_message_the_newest_is_made() -> None:
    bench = Bench()

    async def crowd() -> list[Any]:
        await bench.fill()
        return await asyncio.gather(*(bench.call(n, after=n / 10) for n in range(20)))

    results = await bench.time.run(crowd())
    assert bench.taken == [19]
    assert results == [True] * 19 + ["made"]
    assert not len(bench.limiter._edits)


async def test_words_are_not_given_up_for_buttons() -> None:
    async def two(bench: Bench, first: str, second: str) -> None:
        await bench.fill()
        await asyncio.gather(
            bench.call(first, endpoint=first), bench.call(second, endpoint=second, after=0.5)
        )

    text, buttons, photo = "editMessageText", "editMessageReplyMarkup", "editMessageMedia"
    for first, second, made in [
        (text, buttons, [text, buttons]),
        (photo, buttons, [photo, buttons]),
        (buttons, text, [text]),
        (buttons, photo, [photo]),
        (buttons, buttons, [buttons]),
    ]:
        bench = Bench()
        await bench.time.run(two(bench, first, second))
        assert bench.taken == made


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.booleans(), st.integers(0, 90)), min_size=1, max_size=25
    )
)
@settings(deadline=None)
def test_the_last_edit_of_each_message_is_always_made(
    edits: list[tuple[int, bool, int]],
) -> None:
    """Whatever else waits: no message is left with an older state; messages are never dropped."""

    async def run() -> Bench:
        bench = Bench()

        async def crowd() -> None:
            await bench.fill()
            await asyncio.gather(
                *(
                    bench.call(
                        (message, n),
                        message=message,
                        after=after,
                        priority=priority_of(broadcast=broadcast),
                    )
                    for n, (message, broadcast, after) in enumerate(edits)
                ),
                return_exceptions=True,
            )

        await bench.time.run(crowd())
        return bench

    bench = asyncio.run(run())
    answers = [(n, one) for n, one in enumerate(edits) if not one[1]]
    for message in {one[0] for _, one in answers}:
        last = max(one[2] for _, one in answers if one[0] == message)
        newest = {n for n, one in answers if one[0] == message and one[2] == last}
        made = [n for what, n in bench.taken if what == message and not edits[n][1]]
        assert set(made) & newest


def priority_of(*, broadcast: bool) -> CallPriority | None:
    return CallPriority.BROADCAST if broadcast else None


async def test_a_broadcast_is_never_given_up_for_an_edit() -> None:
    bench = Bench()

    async def both() -> list[Any]:
        return await asyncio.gather(
            *(
                bench.call(n, priority=CallPriority.BROADCAST if n % 2 else None, after=n / 10)
                for n in range(4)
            )
        )

    assert "made" in await bench.time.run(both())
    assert {1, 3} <= set(bench.taken)
