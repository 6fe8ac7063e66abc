"""What was pressed in time counts, though the bot could not hear it before the deadline."""

from datetime import timedelta

import pytest

from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk_choices import ApprovalDecision
from bot.posts.actions.encoding import encode
from handlers.desk.jobs import DeskJobs, Moderation
from handlers.desk.presses_heard import CATCHES_UP_WITHIN
from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import Chat
from tests.handlers.desk.moderation import addressed, proposed, state, work_off
from tests.handlers.stage import RIMA, Seen, Stage

SECONDS = timedelta(seconds=3)


async def pressed_unheard(
    stage: Stage, approval: Approval, seen: Seen, decision: ApprovalDecision
) -> None:
    """Rima presses, and it waits at Telegram."""
    data = encode(Decide(approval.id, decision))
    body = {"from": RIMA, "message_id": seen.id, "data": data, "wait_seconds": 0}
    assert not (await stage.control(f"chats/{RIMA}/press", body))["answered"]


async def away(stage: Stage) -> None:
    await stage.control("faults", {"kind": "down"})


async def back(stage: Stage) -> None:
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")


@pytest.mark.parametrize("unanswered", [True, False])
async def test_what_was_pressed_in_an_outage_counts_more_than_the_clock(
    stage: Stage, channel: Chat, *, unanswered: bool
) -> None:
    """Nothing is decided before Telegram answers, nor at once when it does."""
    await stage.store.channel_settings.set_flag(channel.id, "publish_unanswered", on=unanswered)
    approval, seen, _ = await proposed(stage)
    clock = Moderation(stage.application.bot, stage.application.bot_data)
    await away(stage)
    decision = ApprovalDecision.SKIP if unanswered else ApprovalDecision.PUBLISH
    await pressed_unheard(stage, approval, seen, decision)
    for minutes in (31, 20):
        stage.clock[0] += timedelta(minutes=minutes)
        await clock.run()
        assert await state(stage, approval) is ApprovalState.PENDING
    await back(stage)
    await clock.run()
    assert await state(stage, approval) is ApprovalState.PENDING
    await stage.pump()
    stage.clock[0] += CATCHES_UP_WITHIN
    await clock.run()
    assert await addressed(stage) == int(not unanswered)


async def test_an_outage_that_ends_just_before_the_deadline_is_noticed(
    stage: Stage, channel: Chat
) -> None:
    """The next poll for updates may be half a minute away."""
    approval, seen, _ = await proposed(stage)
    clock = Moderation(stage.application.bot, stage.application.bot_data)
    await away(stage)
    await pressed_unheard(stage, approval, seen, ApprovalDecision.SKIP)
    stage.clock[0] += timedelta(minutes=30) - 2 * SECONDS
    await clock.run()
    await back(stage)
    for _ in range(4):
        stage.clock[0] += SECONDS
        await clock.run()
        assert await state(stage, approval) is ApprovalState.PENDING
    await stage.pump()
    assert await state(stage, approval) is ApprovalState.SKIPPED


async def test_what_was_pressed_while_the_bot_was_not_there_counts_more_than_the_clock(
    stage: Stage, channel: Chat
) -> None:
    """It starts long after the deadline, with the press among what waits for it."""
    approval, seen, _ = await proposed(stage)
    await pressed_unheard(stage, approval, seen, ApprovalDecision.SKIP)
    stage.clock[0] += timedelta(hours=2)
    await stage.restarted()
    jobs = DeskJobs(stage.application.bot, stage.application.bot_data)
    for _ in range(3):
        await work_off(stage, jobs)
        stage.clock[0] += SECONDS
    await stage.pump()
    assert await state(stage, approval) is ApprovalState.SKIPPED
    assert await addressed(stage) == 0


async def test_what_nobody_has_answered_is_decided_a_minute_after_an_outage(
    stage: Stage, channel: Chat
) -> None:
    """Whether the bot has met it running or begins after it."""
    approval, _, _ = await proposed(stage)
    jobs = DeskJobs(stage.application.bot, stage.application.bot_data)
    await away(stage)
    stage.clock[0] += timedelta(minutes=31)
    await work_off(stage, jobs)
    await back(stage)
    await work_off(stage, jobs)
    stage.clock[0] += CATCHES_UP_WITHIN - SECONDS
    await work_off(stage, jobs)
    assert await state(stage, approval) is ApprovalState.PENDING
    stage.clock[0] += SECONDS
    await work_off(stage, jobs)
    assert await state(stage, approval) is ApprovalState.PUBLISHED
