"""A fault of the network is no refusal: what nobody could see is asked again, never published."""

from datetime import timedelta
from typing import Any

import pytest

from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk_choices import ApprovalDecision
from handlers.desk.jobs import DeskJobs
from handlers.desk.proposals import RETRY_AFTER, propose_to
from handlers.desk.settled_proposals import SettledProposalsJob
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import press
from tests.handlers.desk.moderation import addressed, flooded, moderate, proposed, state, work_off
from tests.handlers.stage import KARIM, RIMA, Stage, publish

FAULTS: dict[str, dict[str, Any]] = {
    "an error of the server": {"kind": "server_error", "code": 502},
    "a lost answer": {"kind": "drop_after"},
    "a lost connection": {"kind": "drop_before"},
}
SENDING = ("sendMessage", "sendPhoto")


@pytest.mark.parametrize(("count", "method"), [(1, "getChatAdministrators"), (6, "send")])
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


async def heard(stage: Stage, person: int) -> int:
    """How many messages the bot has written to this person."""
    return sum(seen.outgoing for seen in await stage.transcript(person))


@pytest.mark.parametrize(("count", "decided"), [(1, True), (6, False)])
@pytest.mark.parametrize("fault", FAULTS)
async def test_whom_a_fault_kept_out_is_asked_when_telegram_answers(
    stage: Stage, channel: Chat, fault: str, count: int, decided: bool
) -> None:
    """Though another administrator was reached; unless that one has decided meanwhile."""
    for number in range(60, 60 + count):
        await publish(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    approvals = await stage.store.proposals.due(stage.clock[0], 50)
    jobs = DeskJobs(stage.application.bot, stage.application.bot_data)
    before = await heard(stage, RIMA), await heard(stage, KARIM)
    await stage.control("faults", {**FAULTS[fault], "chat_id": KARIM, "next": 1000})
    await work_off(stage, jobs)
    assert await heard(stage, RIMA) == before[0] + 1
    seen = await stage.last(RIMA)
    stage.clock[0] += RETRY_AFTER
    await work_off(stage, jobs)
    assert await heard(stage, RIMA) == before[0] + 1
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    if decided:
        for one in approvals:
            await stage.store.approval_decisions.decide([one.id], publish=False, now=stage.clock[0])
    came = await heard(stage, KARIM)
    stage.clock[0] += RETRY_AFTER
    for _ in range(2):
        await work_off(stage, jobs)
    assert await heard(stage, KARIM) == came + (not decided)
    assert await heard(stage, RIMA) == before[0] + 1
    if not decided:
        (waits,) = {label for label in (await stage.last(KARIM)).labels if "📣" in label}
        assert waits == next(label for label in seen.labels if "📣" in label)


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_became_of_a_proposal_is_shown_when_telegram_answers(
    stage: Stage, channel: Chat, fault: str
) -> None:
    """Else the buttons of an article that is withdrawn would stay for ever."""
    approval, seen, _ = await proposed(stage)
    now = stage.clock[0]
    await stage.store.withdraw(approval.article_id, action=None, sent_since=now, now=now)
    job = SettledProposalsJob(stage.application.bot, stage.application.bot_data)
    method = {"method": "editMessageReplyMarkup"}
    await stage.control("faults", {**FAULTS[fault], **method, "next": 1000})
    await job.run()
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    await job.run()
    after = await stage.last(RIMA)
    assert after.id == seen.id
    assert "سحب الموقع" in str(after)
    assert await stage.store.settled_proposals.withdrawn() == []


async def test_one_by_one_keeps_its_button_for_what_was_not_sent(
    stage: Stage, channel: Chat
) -> None:
    """Telegram is away: a further press brings what the first could not."""
    approvals, seen, _ = await flooded(stage, 4)
    for method in SENDING:
        await stage.control(
            "faults", {**FAULTS["an error of the server"], "method": method, "next": 1000}
        )
    await press(stage, seen, seen.data_of("👁"))
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    kept = await stage.again(seen, RIMA)
    before = await heard(stage, RIMA)
    await press(stage, kept, kept.data_of("👁"))
    assert await heard(stage, RIMA) == before + len(approvals)
    assert len((await stage.again(seen, RIMA)).labels) == 1


async def test_other_words_that_nobody_could_see_are_proposed_again(
    stage: Stage, channel: Chat
) -> None:
    """The earlier proposals have lost their buttons, and the clock must not decide meanwhile."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    stage.clock[0] += timedelta(minutes=8)
    for method in SENDING:
        await stage.control(
            "faults", {**FAULTS["a lost connection"], "method": method, "next": 1000}
        )
    await stage.write("عنوان آخر", chat=RIMA, person=RIMA, reply_to=asked.id)
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    stage.clock[0] += timedelta(minutes=25)
    await moderate(stage)
    assert (await stage.last(RIMA)).text.startswith("عنوان آخر")
    stage.clock[0] += timedelta(minutes=29)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_what_is_put_off_while_others_are_still_asked_stays_put_off(
    stage: Stage, channel: Chat
) -> None:
    """Who has the proposal first may be quicker than the note that all have it."""
    bot, services = stage.application.bot, stage.application.bot_data
    await publish(stage, invented(90, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    (approval,) = await stage.store.proposals.due(stage.clock[0], 10)
    await propose_to(bot, services, RIMA, channel, approval)
    seen = await stage.last(RIMA)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.LATER))
    await stage.store.proposals.mark_asked(approval, stage.clock[0] + timedelta(minutes=30))
    assert await stage.store.proposals.due(stage.clock[0], 10) == []
    stage.clock[0] += timedelta(hours=1)
    assert [one.id for one in await stage.store.proposals.due(stage.clock[0], 10)] == [approval.id]
