"""Two copies with one token: a lone conflict is passed over, several in a row are another copy."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import EndPointNotFound, InvalidToken, TimedOut

from bot.telegram.polling import (
    AT_MOST,
    CALM_SECONDS,
    CONFLICTS_UNTIL_SECOND_COPY,
    LAST_CONFLICT_PAUSE_SECONDS,
    LONG_POLL_SECONDS,
    POLLS_UNTIL_ALONE,
    PROBE_SECONDS,
    Conflicts,
    Polling,
)
from bot.vital_signs import Contact
from tests.waiting import until


class SlowLine:
    """A bot behind a line that carries five updates within the time of an answer, and no more."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.confirmed: list[int] = []
        self.done = asyncio.Event()

    async def do_api_request(
        self, _: str, *, api_kwargs: dict[str, Any], **__: object
    ) -> Sequence[object]:
        offset, limit = api_kwargs.get("offset", 0), api_kwargs["limit"]
        self.asked.append(limit)
        self.confirmed.append(offset)
        if offset >= 3:
            self.done.set()
            await asyncio.Event().wait()
        if limit > 5:
            raise TimedOut
        return [{"update_id": number} for number in range(offset, offset + limit)]


class Room:
    """An inbox that keeps nothing."""

    async def wait_for_room(self) -> None:
        return

    async def add(self, updates: Sequence[object]) -> None:
        del updates


async def test_a_line_that_carries_few_updates_at_once_brings_them_all_the_same() -> None:
    """The same request again and again would leave the bot deaf."""
    line: Any = SlowLine()
    room: Any = Room()
    polling = Polling(line, room, allowed_updates=["message"], contact=Contact(60))
    running = asyncio.create_task(polling.run())
    async with asyncio.timeout(40):
        await line.done.wait()
    running.cancel()
    assert line.asked[:3] == [AT_MOST, AT_MOST // 10, 1]
    assert line.confirmed[-1] >= 3


class Stranger:
    """A bot whose token Telegram does not know any more; it has one that it knows, if `known`."""

    def __init__(self, *, known: bool) -> None:
        self.known = known
        self.asked = 0

    async def do_api_request(self, *_: object, **__: object) -> Sequence[object]:
        self.asked += 1
        raise EndPointNotFound("Endpoint 'getUpdates' not found in Bot API")

    async def get_me(self) -> object:
        if not self.known:
            raise InvalidToken
        return None


@pytest.mark.parametrize("known", [False, True])
async def test_a_token_that_was_revoked_is_told_as_such(
    caplog: pytest.LogCaptureFixture, *, known: bool
) -> None:
    """At once, though there is no news to send; other 404s are not taken for it."""
    bot: Any = Stranger(known=known)
    room: Any = Room()
    polling = Polling(bot, room, allowed_updates=["message"], contact=Contact(60))
    running = asyncio.create_task(polling.run())
    await until(lambda: bool(caplog.records))
    running.cancel()
    assert ("copy it again from @BotFather" in caplog.text) == (not known)
    assert ("not found in Bot API" in caplog.text) == known


class Portal(Stranger):
    """What answers in Telegram's place: 404 to one method, and to another as it happens."""

    def __init__(self, answer: Exception) -> None:
        super().__init__(known=True)
        self.answer = answer

    async def get_me(self) -> object:
        raise self.answer


@pytest.mark.parametrize(
    "answer",
    [
        AttributeError("'bool' object has no attribute 'get'"),
        TypeError("User.__init__() missing 3 required positional arguments"),
        KeyError("id"),
        TimedOut(),
        RuntimeError("This HTTPXRequest is not initialized!"),
    ],
)
async def test_polling_goes_on_whatever_answers_the_question_what_a_404_means(
    answer: Exception,
) -> None:
    """It is said that updates fail, and nothing else ends."""
    bot: Any = Portal(answer)
    room: Any = Room()
    contact = Contact(60)
    polling = Polling(bot, room, allowed_updates=["message"], contact=contact)
    running = asyncio.create_task(polling.run())
    await until(lambda: bot.asked == 2 or running.done())
    assert not running.done()
    assert "getUpdates failed" in contact.health.reason
    running.cancel()


@dataclass
class Time:
    """Seconds that a test sets."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_lone_conflict_is_passed_over() -> None:
    conflicts = Conflicts(lambda: 0.5, Time())
    for _ in range(20):
        conflicts.met()
        assert not conflicts.undisturbed()
        assert not conflicts.second_copy


def test_repeated_conflicts_are_another_copy_until_polls_are_undisturbed_for_a_while() -> None:
    clock = Time()
    conflicts = Conflicts(lambda: 0.5, clock)
    for _ in range(CONFLICTS_UNTIL_SECOND_COPY):
        conflicts.met()
    assert conflicts.second_copy
    assert not any(conflicts.undisturbed() for _ in range(5 * POLLS_UNTIL_ALONE))
    clock.seconds += CALM_SECONDS
    assert conflicts.undisturbed()
    assert not conflicts.second_copy


def test_pauses_grow_up_to_their_bound() -> None:
    conflicts = Conflicts(lambda: 0.5, Time())
    pauses = [conflicts.met() for _ in range(50)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LAST_CONFLICT_PAUSE_SECONDS


@dataclass
class Copy:
    """A copy of the bot: polling until `ends`, or pausing until `wakes`."""

    conflicts: Conflicts
    wakes: float
    ends: float | None = None
    delivering: list[float] = field(default_factory=list)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.floats(0, 20))
def test_of_two_copies_one_settles(seed: int, later: float) -> None:
    """For two hours each poll ends the other's; in the last of them exactly one delivers."""
    clock, chance = Time(), random.Random(seed).random
    copies = [Copy(Conflicts(chance, clock), wakes) for wakes in (0.0, later)]
    both = 0.0
    while clock.seconds < 7200:
        before = clock.seconds
        mine = min(copies, key=lambda one: one.wakes if one.ends is None else one.ends)
        other = copies[1 - copies.index(mine)]
        clock.seconds = mine.wakes if mine.ends is None else mine.ends
        if before > 3600:
            both += (clock.seconds - before) * (
                copies[0].conflicts.second_copy == copies[1].conflicts.second_copy
            )
        if mine.ends is None:
            if other.ends is not None:
                other.ends, other.wakes = None, clock.seconds + other.conflicts.met()
            second = mine.conflicts.second_copy
            mine.ends = clock.seconds + (PROBE_SECONDS if second else LONG_POLL_SECONDS)
        else:
            mine.conflicts.undisturbed()
            mine.ends, mine.wakes = None, clock.seconds
    assert both == 0
