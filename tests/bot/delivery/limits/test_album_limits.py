"""An album counts as its number of messages in each of Telegram's limits."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from bot.delivery.limits.limiter import CallPriority, Limiter
from tests.bot.delivery.virtual_time import VirtualTime

GROUP = -7


class Chats:
    """A limiter on virtual time; notes when each message of a call was sent."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.limiter = Limiter(clock=self.time.clock, sleep=self.time.sleep)
        self.messages: list[tuple[float, int]] = []

    async def send(
        self, chat_id: int, photos: int, priority: CallPriority | None = CallPriority.BROADCAST
    ) -> None:
        async def call() -> None:
            self.messages += [(self.time.now, chat_id)] * photos

        data = {"chat_id": chat_id, "media": json.dumps([{"type": "photo"}] * photos)}
        method = "sendMediaGroup" if photos > 1 else "sendPhoto"
        await self.limiter.process_request(call, (), {}, method, data, priority)

    def most(self, seconds: float, chat_id: int | None = None) -> int:
        times = [at for at, chat in self.messages if chat_id in {None, chat}]
        return max((sum(t <= other < t + seconds for other in times) for t in times), default=0)


@settings(deadline=None, max_examples=30)
@given(albums=st.lists(st.integers(1, 10), min_size=1, max_size=40))
def test_no_second_has_more_than_thirty_messages(albums: list[int]) -> None:
    """Whatever the sizes; and all of them go."""
    chats = Chats()

    async def broadcast() -> None:
        await asyncio.gather(*[chats.send(chat, size) for chat, size in enumerate(albums, 1)])

    asyncio.run(chats.time.run(broadcast()))
    assert len(chats.messages) == sum(albums)
    assert chats.most(1.0) <= 30


async def test_a_group_gets_two_albums_of_ten_a_minute() -> None:
    """The third gives its place back to the outbox; nothing is dropped."""
    chats = Chats()

    async def three() -> None:
        await chats.send(GROUP, 10)
        await chats.time.sleep(11)
        await chats.send(GROUP, 10)
        await chats.time.sleep(11)
        with pytest.raises(RetryAfter):
            await chats.send(GROUP, 10)
        await chats.time.sleep(40)
        await chats.send(GROUP, 10)

    await chats.time.run(three())
    assert chats.most(60.0, GROUP) <= 20
    assert len(chats.messages) == 30


async def test_the_post_behind_an_album_waits_for_each_of_its_messages() -> None:
    """A chat gets about one message a second."""
    chats = Chats()

    async def both() -> None:
        await chats.send(5, 4)
        with pytest.raises(RetryAfter):
            await chats.send(5, 1)
        await chats.time.sleep(4.1)
        await chats.send(5, 1)

    await chats.time.run(both())
    assert len(chats.messages) == 5


async def test_a_refused_album_counts_as_one_message() -> None:
    """What is sent in its place comes after a second, not after ten."""
    chats = Chats()

    async def refused() -> None:
        raise BadRequest("group send failed")

    async def both() -> None:
        data = {"chat_id": GROUP, "media": json.dumps([{"type": "photo"}] * 10)}
        with pytest.raises(BadRequest):
            await chats.limiter.process_request(
                refused, (), {}, "sendMediaGroup", data, CallPriority.BROADCAST
            )
        await chats.send(GROUP, 9)

    began = chats.time.now
    await chats.time.run(both())
    assert chats.messages[0][0] - began < 2


async def test_an_album_of_ten_is_an_answer_to_a_group_too() -> None:
    """Half of a group's minute is for answers, which is ten."""
    chats = Chats()
    await chats.time.run(chats.send(GROUP, 10, None))
    assert len(chats.messages) == 10
