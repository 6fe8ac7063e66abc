"""A fault of the network is no refusal: what nobody could see is asked again, never published."""

from datetime import timedelta
from typing import Any

import pytest

from bot.posts.desk_actions import ApprovalDecision, Decide
from handlers.desk.jobs import RETRY_AFTER
from storage.channels.approvals import ApprovalState
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import press
from tests.handlers.desk.moderation import addressed, moderate, state
from tests.handlers.stage import RIMA, Stage, publish

FAULTS: dict[str, dict[str, Any]] = {
    "an error of the server": {"kind": "server_error", "code": 502},
    "a lost answer": {"kind": "drop_after"},
    "a lost connection": {"kind": "drop_before"},
}
SENDING = ("sendMessage", "sendPhoto")


@pytest.mark.parametrize("method", ["getChatAdministrators", "send"])
@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize("fault", FAULTS)
async def test_proposals_wait_for_telegram(
    stage: Stage, channel: Chat, fault: str, count: int, method: str
) -> None:
    """Long past every deadline nothing is published; once Telegram answers, people are asked."""
    for number in range(60, 60 + count):
        await publish(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    approvals = await stage.store.proposals.due(stage.clock[0], 50)
    assert len(approvals) == count
    before = stage.newest(RIMA)
    for name in SENDING if method == "send" else (method,):
        await stage.control("faults", {**FAULTS[fault], "method": name, "next": 1000})
    for _ in range(5):
        await moderate(stage)
        stage.clock[0] += timedelta(minutes=20)
    await moderate(stage)
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PENDING}
    assert await addressed(stage) == 0
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    stage.clock[0] += RETRY_AFTER
    await moderate(stage)
    assert stage.newest(RIMA) > before
    stage.clock[0] += timedelta(minutes=5)
    await moderate(stage)
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PENDING}
    if count == 1:
        seen = await stage.last(RIMA)
        await press(stage, seen, Decide(approvals[0].id, ApprovalDecision.PUBLISH))
        assert await addressed(stage) == 1
