"""Flood limits, by the clock of the test."""

from typing import Any

import pytest

from sandbox.server import Sandbox
from sandbox.telegram.limits import FloodLimits, LimitOptions
from tests.sandbox.telegram.player import READER, SECOND, SUPERGROUP, Player

pytestmark = pytest.mark.asyncio(loop_scope="session")


def asked(
    limits: FloodLimits,
    chat_id: int,
    now: float,
    *,
    count: int = 1,
    group: bool = False,
    paid: bool = False,
) -> int:
    return limits.refuse_seconds(chat_id, now=now, count=count, group=group, paid=paid)


async def test_one_chat_takes_a_burst_then_one_a_second() -> None:
    """Three at once pass; the fourth waits a second; then one a second passes for ever."""
    limits = FloodLimits(LimitOptions())
    assert [asked(limits, 1, 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert [asked(limits, 1, 101.0 + n) for n in range(10)] == [0] * 10
    assert asked(limits, 1, 110.5) == 1


async def test_a_group_takes_twenty_a_minute() -> None:
    """The twenty-first message within a minute waits until the first is a minute old."""
    limits = FloodLimits(LimitOptions())
    assert [asked(limits, -5, 100.0 + n, group=True) for n in range(20)] == [0] * 20
    assert asked(limits, -5, 120.0, group=True) == 40
    assert asked(limits, -5, 160.0, group=True) == 0


async def test_all_chats_together_take_thirty_a_second() -> None:
    """A sustained 30 a second passes; the 31st at once does not; paid broadcast takes 1000."""
    limits = FloodLimits(LimitOptions())
    assert sum(asked(limits, n, 100.0) == 0 for n in range(40)) == 30
    assert all(asked(limits, 100 + n, 101.0 + n / 30 + 1e-6) == 0 for n in range(300))
    assert sum(asked(limits, 1000 + n, 200.0, paid=True) == 0 for n in range(1100)) == 1000


async def test_an_album_counts_each_photo() -> None:
    """Messages that come together are counted one by one, and an album is never impossible."""
    limits = FloodLimits(LimitOptions())
    assert asked(limits, 1, 100.0, count=10) == 0
    assert asked(limits, 1, 101.0) == 7


async def test_the_state_is_bounded() -> None:
    """However many chats leave no more behind than those who are still to rest."""
    limits = FloodLimits(LimitOptions(overall_per_second=1_000_000.0), most_chats=200)
    for number in range(1_000):
        assert asked(limits, number, 100.0 + number / 10) == 0
        assert len(limits._chats) <= 200


async def test_too_fast_is_told_with_the_seconds(player: Player, sandbox: Sandbox) -> None:
    """The answer is a 429 whose `retry_after` is in body, description and header."""
    await player.start()
    await player.act("/limits", enabled=True, chat_burst=1, chat_per_second=0.01)
    await player.result("sendMessage", chat_id=READER, text="x")
    response = await player.client.post(
        f"/bot{player.token}/sendMessage", json={"chat_id": READER, "text": "x"}
    )
    seconds = int(response.headers["retry-after"])
    assert 0 < seconds <= 100
    assert response.json() == {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    counters = await player.check("/telegram/counters")
    assert (counters["too_many_requests"], counters["accepted"]) == (1, 1)


async def test_edits_count_and_failures_do_not(player: Player) -> None:
    """An edit is a message to the limits; what was refused for another reason is none."""
    await player.start(SECOND)
    await player.start()
    await player.act("/limits", enabled=True, chat_burst=2, chat_per_second=0.01)
    sent = await player.result("sendMessage", chat_id=READER, text="x")
    await player.refusal("sendMessage", chat_id=READER, text="")
    place = {"chat_id": READER, "message_id": sent["message_id"]}
    await player.result("editMessageText", **place, text="y")
    assert "Too Many Requests" in await player.refusal("editMessageText", **place, text="z")
    await player.result("sendMessage", chat_id=SECOND, text="x")
    await player.let_in(SUPERGROUP)
    await player.act("/limits", group_per_minute=1, chat_burst=9)
    await player.result("sendMessage", chat_id=SUPERGROUP, text="x")
    refusal = await player.refusal("sendMessage", chat_id=SUPERGROUP, text="x")
    assert 1 < int(refusal.removeprefix("Too Many Requests: retry after ")) <= 60


@pytest.mark.parametrize(
    "wrong", [{"speed": 1}, {"chat_burst": 0}, {"enabled": 1}, {"overall_per_second": "many"}]
)
async def test_limits_that_make_no_sense(player: Player, wrong: dict[str, Any]) -> None:
    """An unknown name or a figure that is no positive number is refused."""
    assert "can't be" in await player.refused("/limits", **wrong)
