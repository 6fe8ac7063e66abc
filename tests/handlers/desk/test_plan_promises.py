"""What the plan and /post answer is what happens: at that time, or said why not."""

from datetime import timedelta

from bot.posts.actions.approvals import Decide, DecideAt
from bot.posts.actions.desk import DeskDo, PlanDrop, PlanMove, PostAtMinute, PostTo
from bot.posts.actions.desk_choices import ApprovalDecision, DeskAction
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from tests.handlers.desk.admins import add, connected, press
from tests.handlers.desk.moderation import RIGHTS_GONE, addressed, moderate, proposed, state
from tests.handlers.stage import KARIM, RIMA, Stage


async def test_a_post_of_a_lost_chat_is_not_said_to_be_moved(stage: Stage) -> None:
    """Its time stays, and the answer says why."""
    chat, seen = await connected(stage)
    at = stage.clock[0] + timedelta(hours=5)
    await stage.store.manual_posts.post(3, chat.id, not_before=at, now=stage.clock[0])
    await add(stage, rights=RIGHTS_GONE)
    assert "صلاحية نشر" in await press(stage, seen, PlanMove(chat.id, 3, 3))
    (planned,) = await stage.store.week_plan.of_chat(chat.id, 9)
    assert planned.at == at


async def test_a_proposal_is_moved_again_and_again(stage: Stage, channel: Chat) -> None:
    """Also one that was put off before; it is proposed at the last time, with its whole wait."""
    approval, seen, _ = await proposed(stage)
    began = stage.clock[0]
    for _ in range(2):
        await press(stage, seen, PlanMove(channel.id, approval.article_id, 24))
    found = await stage.store.approvals.get(approval.id)
    assert found is not None
    assert found.postponed_until is not None
    assert found.postponed_until >= began + timedelta(days=2)
    assert found.due == found.postponed_until + timedelta(minutes=30)


async def test_what_awaits_approval_and_is_planned_by_hand_goes_at_that_time_alone(
    stage: Stage, channel: Chat
) -> None:
    """The clock publishes it no sooner; under the proposal everybody sees who has planned it."""
    approval, seen, also = await proposed(stage)
    at = stage.clock[0] + timedelta(hours=6)
    minute = int(at.timestamp()) // 60
    await press(stage, seen, PostAtMinute(approval.article_id, channel.id, minute))
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    stage.clock[0] += timedelta(minutes=31)
    await moderate(stage)
    assert await addressed(stage) == 0
    assert "ريما العلي" in await press(
        stage, also, Decide(approval.id, ApprovalDecision.SKIP), KARIM
    )
    stage.clock[0] = at
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert await addressed(stage) == 1
    assert (await stage.last(RIMA)).id >= seen.id


async def test_what_was_approved_and_is_cancelled_in_the_plan_is_not_caught_up_on(
    stage: Stage, channel: Chat
) -> None:
    """It counts as skipped by whoever has cancelled it, and its proposal says so."""
    approval, _, also = await proposed(stage)
    (page,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    at = stage.clock[0] + timedelta(hours=6)
    minute = int(at.timestamp()) // 60
    await press(stage, page, PostAtMinute(approval.article_id, channel.id, minute))
    await press(stage, page, PlanDrop(channel.id, approval.article_id))
    assert await state(stage, approval) is ApprovalState.SKIPPED
    (said,) = (await stage.again(also, KARIM)).labels
    assert said.startswith("❌ تجاوزه")
    assert "ريما العلي" in said
    await stage.store.pauses.begin(channel.id, stage.clock[0] - timedelta(hours=1))
    caught_up = await stage.store.missed_articles.go_on(channel.id, stage.clock[0], catch_up=True)
    assert caught_up is not None
    assert caught_up.sent == 0
    stage.clock[0] = at
    await stage.store.scheduled_posts.release(at)
    assert await addressed(stage) == 0


async def test_what_is_planned_for_a_time_in_a_pause_is_said_to_wait_for_its_end(
    stage: Stage, channel: Chat
) -> None:
    """By hand, by the plan or under a proposal; what is posted at once goes into the pause."""
    approval, seen, _ = await proposed(stage)
    minute = int((stage.clock[0] + timedelta(hours=6)).timestamp()) // 60
    planning = (
        PostTo(3, channel.id, 3),
        PlanMove(channel.id, 3, 1),
        DecideAt(approval.id, ApprovalDecision.LATER, minute),
        PlanMove(channel.id, approval.article_id, 1),
        DecideAt(approval.id, ApprovalDecision.PUBLISH, minute),
    )
    paused = await press(stage, seen, DeskDo(channel.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=1)
    for action in planning:
        assert paused in await press(stage, seen, action), action
    assert paused not in await press(stage, seen, PostTo(2, channel.id, 0))
    assert await addressed(stage) == 1
    await press(stage, seen, DeskDo(channel.id, DeskAction.CATCH_UP))
    assert paused not in await press(stage, seen, PlanMove(channel.id, 3, 1))
