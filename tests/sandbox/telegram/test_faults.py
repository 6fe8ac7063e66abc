"""Faults on demand: what the bot meets, and that nothing else does."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from sandbox.server import Sandbox
from tests.sandbox.telegram.player import READER, SECOND, Player
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_too_many_requests_for_the_next_calls(
    bot: Bot, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two calls meet the 429 with its seconds, the third passes."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await player.start()
    await player.act("/faults", kind="too_many_requests", retry_after=43837, next=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(READER, "x")
        assert refused.value.retry_after == timedelta(seconds=43837)
    assert await bot.send_message(READER, "x")
    assert await player.check("/faults") == {"faults": []}


async def test_server_errors(player: Player) -> None:
    """5xx come with the status that was asked for."""
    await player.start()
    for code, text in ((500, "Internal Server Error"), (502, "Bad Gateway")):
        await player.act("/faults", kind="server_error", code=code)
        answer = await player.call("sendMessage", chat_id=READER, text="x")
        assert (answer["error_code"], answer["description"]) == (code, text)


async def test_any_refusal_word_for_word(player: Player) -> None:
    """A refusal that the sandbox can't bring about by itself is given by its words."""
    await player.start()
    said = "Bad Request: CHAT_WRITE_FORBIDDEN"
    await player.act("/faults", kind="refuse", code=400, description=said)
    assert await player.refusal("sendMessage", chat_id=READER, text="x") == said


@pytest.mark.parametrize(("kind", "delivered"), [("drop_before", 0), ("drop_after", 1)])
async def test_dropped_connections(bot: Bot, player: Player, kind: str, delivered: int) -> None:
    """The connection ends without an answer; the message is there or not, as was asked for."""
    await player.start()
    await player.act("/faults", kind=kind)
    with pytest.raises(NetworkError, match="disconnected"):
        await bot.send_message(READER, "x")
    assert len(await player.transcript()) == 1 + delivered
    assert (await player.check("/telegram/counters"))["accepted"] == delivered


async def test_a_late_answer(bot: Bot, player: Player, sandbox: Sandbox) -> None:
    """A delay holds the answer of its own call only."""
    await player.start()
    await player.act("/faults", kind="delay", seconds=60)
    late = asyncio.create_task(bot.send_message(READER, "x"))
    await until(lambda: not len(sandbox.telegram.faults))
    await player.result("sendMessage", chat_id=READER, text="y")
    assert not late.done()
    late.cancel()
    await asyncio.gather(late, return_exceptions=True)
    await player.act("/faults", kind="delay", seconds=0.3)
    begun = time.monotonic()
    await bot.send_message(READER, "z")
    assert time.monotonic() - begun >= 0.3


async def test_a_fault_of_one_method_or_one_chat(player: Player) -> None:
    """Narrowed faults leave other calls alone; polling is spared unless it is named."""
    await player.start()
    await player.start(SECOND)
    fault = (await player.act("/faults", kind="server_error", next=9, chat_id=SECOND))["fault"]
    await player.result("sendMessage", chat_id=READER, text="x")
    await player.refusal("sendMessage", chat_id=SECOND, text="x")
    assert (await player.check("/faults"))["faults"][0]["hits"] == 1
    response = await player.client.delete(f"/control/faults/{fault['id']}")
    assert response.json() == {"faults": []}
    await player.act("/faults", kind="server_error", next=9, method="sendPhoto")
    await player.result("sendMessage", chat_id=READER, text="x")
    await player.act("/faults", kind="server_error", next=9)
    await player.result("getUpdates")
    await player.act("/faults", kind="server_error", next=1, method="getUpdates")
    await player.refusal("getUpdates")
    await player.client.delete("/control/faults")
    await player.result("sendMessage", chat_id=SECOND, text="x")


async def test_a_share_of_calls(player: Player) -> None:
    """About a third of the calls fails if that is asked for."""
    await player.start()
    await player.act("/faults", kind="server_error", share=0.33)
    answers = [await player.call("sendMessage", chat_id=READER, text="x") for _ in range(200)]
    assert 40 < sum(not answer["ok"] for answer in answers) < 95


async def test_the_whole_api_down_for_a_while(player: Player, sandbox: Sandbox) -> None:
    """Every call's connection ends, getUpdates too; afterwards all is well."""
    await player.start()
    await player.act("/faults", kind="down", for_seconds=600)
    for method in ("getMe", "getUpdates", "sendMessage"):
        with pytest.raises(httpx.RemoteProtocolError):
            await player.call(method, chat_id=READER, text="x")
    await player.client.delete("/control/faults")
    await player.act("/faults", kind="down", for_seconds=0.1)
    await asyncio.sleep(0.1)
    await player.result("sendMessage", chat_id=READER, text="x")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "earthquake"},
        {"kind": "delay", "seconds": 601},
        {"kind": "delay", "seconds": -1},
        {"kind": "server_error", "code": 404},
        {"kind": "server_error", "next": 0},
        {"kind": "server_error", "next": 1.5},
        {"kind": "server_error", "share": 2},
        {"kind": "server_error", "method": 5},
        {"kind": "server_error", "mood": "bad"},
        {"kind": ["down"]},
    ],
)
async def test_faults_that_make_no_sense(player: Player, wrong: dict[str, Any]) -> None:
    """A request that makes no sense is refused with the reason, and nothing is planned."""
    assert await player.refused("/faults", **wrong)
    assert await player.check("/faults") == {"faults": []}
    assert (await player.client.delete("/control/faults/77")).status_code == 404
