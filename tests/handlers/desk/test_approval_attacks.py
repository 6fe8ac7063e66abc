"""Attacks on approval: forged buttons and replies by people without the right."""

from bot.posts.actions.approvals import Decide, DecideAll, DecideAt
from bot.posts.actions.desk_choices import ApprovalDecision, BulkDecision
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from tests.handlers.desk.admins import member, press
from tests.handlers.desk.moderation import addressed, flooded, proposed, state
from tests.handlers.stage import KARIM, LAYLA, RIMA, Stage


async def test_attack_one_who_was_just_demoted_approves(stage: Stage, channel: Chat) -> None:
    """Karim's buttons are still there when he loses his rights."""
    approval, _, also = await proposed(stage)
    await member(stage, KARIM, "member")
    for decision in ApprovalDecision:
        await press(stage, also, Decide(approval.id, decision), KARIM)
    assert await state(stage, approval) is ApprovalState.PENDING
    assert await addressed(stage) == 0


async def test_attack_a_stranger_approves(stage: Stage, channel: Chat) -> None:
    """Layla forges the button under a message of her own."""
    approval, _, _ = await proposed(stage)
    (welcome, *_) = await stage.start(LAYLA)
    for decision in ApprovalDecision:
        await press(stage, welcome, Decide(approval.id, decision), LAYLA)
    await press(stage, welcome, Decide(2**63 - 1, ApprovalDecision.PUBLISH), LAYLA)
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_attack_a_time_forged(stage: Stage, channel: Chat) -> None:
    """A stranger's, one of the past, one in years, one that was just decided: all are refused."""
    approval, seen, _ = await proposed(stage)
    (welcome, *_) = await stage.start(LAYLA)
    minute = int(stage.clock[0].timestamp()) // 60
    for at, person, message in (
        (minute + 60, LAYLA, welcome),
        (minute - 60, RIMA, seen),
        (minute + 60 * 24 * 400, RIMA, seen),
        (2**62, RIMA, seen),
    ):
        for decision in ApprovalDecision:
            await press(stage, message, DecideAt(approval.id, decision, at), person)
    assert await state(stage, approval) is ApprovalState.PENDING
    found = await stage.store.approvals.get(approval.id)
    assert found is not None
    assert found.due == approval.due
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    answer = await press(stage, seen, DecideAt(approval.id, ApprovalDecision.PUBLISH, minute + 60))
    assert "ريما العلي" in answer
    assert await state(stage, approval) is ApprovalState.SKIPPED


async def test_attack_many_at_once(stage: Stage, channel: Chat) -> None:
    """A stranger, one demoted, and an administrator under a message that shows none of them."""
    approvals, seen, also = await flooded(stage, 4)
    (welcome, *_) = await stage.start(LAYLA)
    other = next(one for one in await stage.transcript(RIMA) if one.outgoing)
    await member(stage, KARIM, "member")
    for decision in BulkDecision:
        action = DecideAll(approvals[0].id, decision)
        await press(stage, welcome, action, LAYLA)
        await press(stage, other, action)
        await press(stage, also, action, KARIM)
        await press(stage, seen, DecideAll(2**62, decision))
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PENDING}


async def test_attack_a_button_under_another_message(stage: Stage, channel: Chat) -> None:
    """An administrator's client sends the data under a message that is not the proposal."""
    approval, _, _ = await proposed(stage)
    other = next(seen for seen in await stage.transcript(RIMA) if seen.outgoing)
    answer = await press(stage, other, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert "لم يعد هذا الزر يعمل" in answer
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_attack_a_reply_after_losing_the_right(stage: Stage, channel: Chat) -> None:
    """The question was put to an administrator; who answers is none any more."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    await member(stage, RIMA, "member")
    await stage.write("عنوان دخيل", chat=RIMA, person=RIMA, reply_to=asked.id)
    words = await stage.store.overrides.get(approval.article_id, approval.chat_id)
    assert words.headline == ""


async def test_attack_a_headline_without_end(stage: Stage, channel: Chat) -> None:
    """Refused with the bound; the headline stays."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("ا" * 4000, chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "300" in answer.text
    words = await stage.store.overrides.get(approval.article_id, approval.chat_id)
    assert words.headline == ""
