"""Approved and proposed articles while the bot may not post or the chat is paused."""

from datetime import timedelta

import pytest

from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import ApprovalDecision, DeskAction
from handlers.desk import lost_chats
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat, InactiveReason
from tests.articles import invented
from tests.handlers.desk.admins import add, press
from tests.handlers.desk.moderation import (
    LEASE,
    RIGHTS_GONE,
    addressed,
    flooded,
    given_back,
    lose,
    moderate,
    proposed,
    state,
)
from tests.handlers.desk.test_approval import ISOLATES
from tests.handlers.stage import RIMA, Stage, publish


async def test_a_chat_that_takes_no_posts_is_not_published_to(stage: Stage, channel: Chat) -> None:
    """Disconnected in the meantime: it is said, and nothing is promised."""
    approval, seen, _ = await proposed(stage)
    await stage.store.chats.deactivate_topic(
        channel.id, reason=InactiveReason.STOPPED, now=stage.clock[0]
    )
    answer = await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert "لا تصل أخبار" in answer
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_what_was_approved_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """Delivery was refused: it stands among the planned, and goes when the right is back."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    await lose(stage)
    (waiting,) = await stage.store.scheduled_posts.planned(channel.id, 5)
    assert waiting.article_id == approval.article_id
    await lost_chats.announce_loss(stage.application.bot, stage.application.bot_data, channel)
    assert waiting.title in (await stage.last(RIMA)).text
    assert (await stage.again(seen, RIMA)).labels[-1].startswith("⏳ وافقت")
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert await addressed(stage) == 0
    await given_back(stage)
    assert "وافق ريما العلي" in (await stage.again(seen, RIMA)).labels[-1].translate(ISOLATES)
    assert await addressed(stage) == 1
    assert await stage.store.scheduled_posts.planned(channel.id, 5) == []


async def test_a_digest_that_was_approved_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """It comes as one digest again."""
    _, seen, _ = await flooded(stage)
    await press(stage, seen, seen.data_of("📰"))
    await lose(stage)
    await given_back(stage)
    (digest,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert len(digest.articles) == 6


async def test_what_is_proposed_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """The clock decides nothing without the right; with it, the administrators are asked anew."""
    await stage.store.channel_settings.set_flag(channel.id, "publish_unanswered", on=False)
    approval, seen, _ = await proposed(stage)
    await add(stage, rights=RIGHTS_GONE)
    stage.clock[0] += timedelta(hours=2)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    await add(stage, rights={"can_post_messages": True})
    await moderate(stage)
    again = await stage.last(RIMA)
    assert again.id > seen.id
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await addressed(stage) == 1


async def test_what_is_published_without_the_right_is_proposed_with_it(
    stage: Stage, channel: Chat
) -> None:
    """As after a pause; and what was skipped before is not asked about again."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    await add(stage, rights=RIGHTS_GONE)
    stage.clock[0] += timedelta(minutes=5)
    await publish(stage, invented(91, photo=None))
    assert await stage.store.proposals.due(stage.clock[0] + timedelta(hours=1), 9) == []
    await given_back(stage)
    (missed,) = await stage.store.proposals.due(stage.clock[0], 9)
    assert missed.article_id != approval.article_id
    assert await addressed(stage) == 0


async def paused_with(stage: Stage, channel: Chat, count: int) -> str:
    """So many articles come in a pause that Rima ends; what she is told."""
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=5)
    await press(stage, listing, DeskDo(channel.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=5)
    for number in range(60, 60 + count):
        await publish(stage, invented(number, photo=None))
    return await press(stage, listing, DeskDo(channel.id, DeskAction.CATCH_UP))


@pytest.mark.parametrize(("count", "messages"), [(2, 2), (4, 1)])
async def test_catching_up_after_a_pause_asks_first(
    stage: Stage, channel: Chat, count: int, messages: int
) -> None:
    """What was missed is proposed, one by one or four and more in one message, and not posted."""
    answer = await paused_with(stage, channel, count)
    assert "نعرض عليك خبرين" in answer or "نعرض عليك 4 أخبار" in answer
    assert await addressed(stage) == 0
    before = stage.newest(RIMA)
    await moderate(stage)
    assert len([one for one in await stage.transcript(RIMA) if one.id > before]) == messages
    assert await addressed(stage) == 0
